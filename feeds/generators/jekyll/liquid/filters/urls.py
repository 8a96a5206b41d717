"""Filters of URLs: Jekyll's."""

from __future__ import annotations

import re

from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.filters.registry import filters
from feeds.generators.jekyll.liquid.ruby import Drop, to_s

_INDEX = re.compile(r"/index\.html?$", re.MULTILINE)


@filters("relative_url")
def relative_url(context: Context, value: object) -> str | None:
    return None if value is None else _placed(context, value, with_host=False)


@filters("absolute_url")
def absolute_url(context: Context, value: object) -> str | None:
    return None if value is None else _placed(context, value, with_host=True)


@filters("strip_index")
def strip_index(_: Context, value: object) -> object:
    return value if to_s(value) == "" else _INDEX.sub("/", to_s(value), count=1)


@filters("uri_escape")
def uri_escape(context: Context, value: object) -> str | None:
    return None if value is None else context.scene.library.addresses.escaped(to_s(value))


def _placed(context: Context, value: object, *, with_host: bool) -> str:
    found = value.get("url") if isinstance(value, Drop) else value
    return context.scene.library.addresses.placed(to_s(found), with_host=with_host)
