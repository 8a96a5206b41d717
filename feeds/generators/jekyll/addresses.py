"""The link and the id of a post, and faults that they can have."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from feeds.generators.jekyll.collections import JekyllCollection
from feeds.generators.jekyll.converters import Converters
from feeds.generators.jekyll.files import PostFile
from feeds.generators.jekyll.permalinks import (
    PermalinkFields,
    UnknownPermalinkPlaceholder,
    identifier,
    url,
)
from feeds.generators.jekyll.urls import Form, normalise_path
from feeds.generators.jekyll.values import PostValues, is_text, is_true, kind_of

_SUFFIX = re.compile(r"[^/](\.[^/.]+)$")
_PERMALINKS = "https://jekyllrb.com/docs/permalinks/"
_OTHER: dict[Form, Form] = {"NFC": "NFKC", "NFKC": "NFC"}


class DocumentAddresses(msgspec.Struct, frozen=True):
    """Makes the addresses of a site's documents, below the URL of the site."""

    converters: Converters
    form: Form
    """The Unicode form of URLs."""
    form_is_decided: bool
    """The site's ``Gemfile.lock`` decides the form."""

    def of(
        self,
        file: PostFile,
        collection: JekyllCollection,
        values: PostValues,
        published: datetime,
        categories: tuple[str, ...],
    ) -> tuple[str, str]:
        """Return the paths of link and id. Raises ``PostError`` if there can be none."""
        own = _text(values, "permalink", "write permalink: /about/")
        slug = _text(values, "slug", 'write slug: "name"')
        slug = file.slug if slug is None else slug
        fields = PermalinkFields(
            published,
            slug,
            file.basename,
            file.cleaned_path,
            categories,
            self._output_suffix(file, own),
            collection.label,
        )
        try:
            path = url(collection.permalink if own is None else own, fields)
            paths = path, identifier(path, slug)
            link, identity = (normalise_path(one, self.form) for one in paths)
        except UnknownPermalinkPlaceholder as error:
            message = f"the placeholder {error} in permalink does not exist; see {_PERMALINKS}"
            raise values.error("permalink", message) from error
        except ValueError as error:
            message = "a category or the slug cannot be used in a URL; remove the colon"
            raise values.error("categories", message) from error
        self._remark_doubt(paths, (link, identity), values)
        return link, identity

    def _output_suffix(self, file: PostFile, own: str | None) -> str:
        """Return the suffix of the permalink in the front matter, else that of the markup."""
        found = _SUFFIX.search(own or "")
        return found[1] if found else self.converters.output(file.suffix)

    def _remark_doubt(
        self, paths: tuple[str, str], taken: tuple[str, str], values: PostValues
    ) -> None:
        """Report an id that versions of Addressable write in two ways, such as one with ``！``."""
        text = "".join(paths)
        if self.form_is_decided or (text.isascii() and "%" not in text):
            return
        other = tuple(normalise_path(path, _OTHER[self.form]) for path in paths)
        if other != taken:
            message = (
                f"the id is {taken[1]} with Addressable before 2.8.2, but {other[1]} with later "
                "versions (this build uses the first); commit the site's Gemfile.lock, or, for the "
                'second id, write one with the line "    addressable (2.8.7)"'
            )
            values.remark("permalink", message)


def _text(values: PostValues, key: str, remedy: str) -> str | None:
    """Return a text of the front matter; None if it has none."""
    value = values.get(key)
    if not is_true(value):
        return None
    if not is_text(value):
        raise values.error(key, f"{key} must be a string, not {kind_of(value)}; {remedy}")
    return value
