"""Every filter that Liquid and Jekyll know, by name."""

from feeds.generators.jekyll.liquid.filters import (  # noqa: F401 - each adds its own
    arrays,
    dates,
    numbers,
    queries,
    strings,
    urls,
)
from feeds.generators.jekyll.liquid.filters.registry import FILTERS

__all__ = ["FILTERS"]
