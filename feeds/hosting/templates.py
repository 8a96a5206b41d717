"""Configuration files from their templates, which lie beside this module."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

from feeds import http
from feeds.hosting.tree import WrittenTree


def filled(
    name: str, tree: WrittenTree, words: Mapping[str, Callable[..., object]], **more: object
) -> str:
    """Fill a template with what a tree is; ``words`` are its filters, which know its syntax."""
    environment = Environment(
        loader=PackageLoader("feeds.hosting", ""),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(words)
    return environment.get_template(name).render(tree=tree, http=http, **more)
