"""A document's link and id, and what is said where they cannot be made or are in doubt."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from feeds.generators.jekyll.collections import Collection
from feeds.generators.jekyll.converters import Converters
from feeds.generators.jekyll.files import PostFile
from feeds.generators.jekyll.permalinks import Place, UnknownPlaceholder, identifier, url
from feeds.generators.jekyll.urls import Form, normalise_path
from feeds.generators.jekyll.values import Values, is_text, is_true, kind_of

_SUFFIX = re.compile(r"[^/](\.[^/.]+)$")
_PERMALINKS = "https://jekyllrb.com/docs/permalinks/"
_OTHER: dict[Form, Form] = {"NFC": "NFKC", "NFKC": "NFC"}


class Addresses(NamedTuple):
    """How documents of a site are addressed, below the site's own URL."""

    converters: Converters
    form: Form
    form_is_decided: bool

    def of(
        self,
        file: PostFile,
        collection: Collection,
        values: Values,
        published: datetime,
        categories: tuple[str, ...],
    ) -> tuple[str, str]:
        """Return the paths of link and id. Raises ``PostError`` where there can be none."""
        own, slug = _template(values), _slug(values)
        template = collection.permalink if own is None else own
        slug = file.slug if slug is None else slug
        place = Place(
            published,
            slug,
            file.basename,
            file.cleaned_path,
            categories,
            self._output_suffix(file, values),
            collection.label,
        )
        try:
            path = url(template, place)
            paths = path, identifier(path, slug)
            link, identity = (normalise_path(one, self.form) for one in paths)
        except UnknownPlaceholder as error:
            message = f"permalink has no placeholder {error}; take it out, or see {_PERMALINKS}"
            raise values.error("permalink", message) from error
        except ValueError as error:
            message = "a category or the slug cannot be in a URL; write it without a colon"
            raise values.error("categories", message) from error
        self._remark_doubt(paths, (link, identity), values)
        return link, identity

    def _output_suffix(self, file: PostFile, values: Values) -> str:
        """The suffix of a permalink in the front matter wins over that of the markup."""
        found = _SUFFIX.search(_template(values) or "")
        return found[1] if found else self.converters.output(file.suffix)

    def _remark_doubt(self, paths: tuple[str, str], taken: tuple[str, str], values: Values) -> None:
        """Two versions of Addressable write a full-width exclamation mark in two ways."""
        text = "".join(paths)
        if self.form_is_decided or (text.isascii() and "%" not in text):
            return
        other = tuple(normalise_path(path, _OTHER[self.form]) for path in paths)
        if other != taken:
            message = (
                f"the id is {taken[1]} under Addressable before 2.8.2 and {other[1]} under later "
                "ones; the first is taken: commit the Gemfile.lock the site is built with, or "
                'write one that holds "    addressable (2.8.7)" for the second'
            )
            values.remark("permalink", message)


def _template(values: Values) -> str | None:
    own = values.get("permalink")
    if not is_true(own):
        return None
    if not is_text(own):
        message = f"permalink is {kind_of(own)}; write one like permalink: /about/"
        raise values.error("permalink", message)
    return own


def _slug(values: Values) -> str | None:
    slug = values.get("slug")
    if not is_true(slug):
        return None
    if not is_text(slug):
        raise values.error("slug", f'slug is {kind_of(slug)}; quote it: slug: "name"')
    return slug
