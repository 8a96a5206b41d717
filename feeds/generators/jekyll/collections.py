"""Collections with feeds: ``feed.collections`` in ``_config.yml``.

https://jekyllrb.com/docs/collections/, https://github.com/jekyll/jekyll-feed#collections
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from feeds.generators.jekyll.config import JekyllConfig
from feeds.generators.jekyll.files import POSTS
from feeds.generators.jekyll.permalinks import slugify, unknown_placeholders
from feeds.generators.jekyll.values import kind_of, shown, written
from feeds.model import Term

_NO_LABEL = re.compile(r"[^A-Za-z0-9_.-]")
_UNREAD = ("posts", "data")
_STYLES_WITH_SUFFIX = ("date", "ordinal", "none")


class JekyllCollection(msgspec.Struct, frozen=True):
    """A collection: the documents in a folder of their own."""

    name: str
    """As in ``_config.yml`` and in the paths of its feeds."""
    label: str
    """As in its folder's name and in URLs."""
    permalink: str
    """The template of its documents' URLs."""

    @property
    def folder(self) -> str:
        """Its folder, relative to the directory of the collections."""
        return f"_{self.label}"

    @property
    def is_posts(self) -> bool:
        """Whether it is the collection of the posts."""
        return self.folder == POSTS

    @property
    def kind(self) -> str:
        """The kind of the feed of all its documents."""
        return f"{self.name} collection"

    @property
    def category_kind(self) -> str:
        """The kind of the feeds of its categories."""
        return f"{self.name} category"

    @property
    def term(self) -> Term:
        """The term that all its documents have."""
        return Term(self.kind, self.name, slugify(self.name))

    def category(self, name: str) -> Term:
        """Return the term of a category of its documents."""
        return Term(self.category_kind, name, slugify(name))


def collections(config: JekyllConfig) -> tuple[JekyllCollection, ...]:
    """Return the collections that have feeds, beside the posts."""
    defined = _mappings(config, "collections")
    found = []
    for name in _mappings(config, "feed", "collections"):
        if name in _UNREAD:
            continue
        if name in defined:
            found.append(_collection(config, name, defined))
        else:
            message = (
                f"feed.collections names {shown(name)}, which is not a collection; "
                f"add it to collections, or remove it"
            )
            config.fault("feed.collections", message)
    return tuple(found)


def _collection(config: JekyllConfig, name: str, defined: Mapping[str, object]) -> JekyllCollection:
    label = _NO_LABEL.sub("", name)
    own = defined.get(label)
    given = own.get("permalink") if isinstance(own, dict) else None
    key = f"collections.{name}.permalink"
    if isinstance(given, list | dict | set):
        message = f"{key} must be a string, not {kind_of(given)}; write permalink: /:path/"
        config.fault(key, message, fatal=True)
    permalink = _default_permalink(config) if given is None else written(given)
    for unknown in unknown_placeholders(permalink):
        message = f"the placeholder :{unknown} in {key} does not exist; remove it"
        config.fault(key, message, fatal=True)
    return JekyllCollection(name, label, permalink)


def _default_permalink(config: JekyllConfig) -> str:
    """Return a permalink that ends like those of the site's style."""
    style = written(config.get("permalink") or "date").removeprefix(":")
    if style == "pretty" or style.endswith("/"):
        return "/:collection/:path/"
    if style in _STYLES_WITH_SUFFIX or style.endswith(":output_ext"):
        return "/:collection/:path:output_ext"
    return "/:collection/:path"


def _mappings(config: JekyllConfig, *keys: str) -> Mapping[str, object]:
    """Return a mapping, which may be written as a list of names."""
    value = config.get(*keys)
    if isinstance(value, dict):
        return {written(name): own for name, own in value.items()}
    if isinstance(value, list):
        return {written(name): {} for name in value}
    return {}
