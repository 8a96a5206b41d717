"""Publish Atom, RSS and JSON feeds from the posts of a site.

The public API; docs/reference/python.md has examples. A name is imported when it is first
used, so that ``import feeds`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feeds.api import build, check
    from feeds.config import Config
    from feeds.errors import (
        ConfigError,
        DamagedError,
        EditionError,
        Fault,
        FeedsError,
        HeldError,
        LostPostsError,
        NewIdsError,
        StoreError,
    )
    from feeds.pipeline.report import Report
    from feeds.web import blueprint, create_app

    __version__: str

__all__ = [
    "Config",
    "ConfigError",
    "DamagedError",
    "EditionError",
    "Fault",
    "FeedsError",
    "HeldError",
    "LostPostsError",
    "NewIdsError",
    "Report",
    "StoreError",
    "__version__",
    "blueprint",
    "build",
    "check",
    "create_app",
]

_ELSEWHERE = {
    "Config": "feeds.config",
    "Report": "feeds.pipeline.report",
    "blueprint": "feeds.web",
    "build": "feeds.api",
    "check": "feeds.api",
    "create_app": "feeds.web",
}
"""The modules of the names that are not errors."""


if not TYPE_CHECKING:  # or mypy would accept any name

    def __getattr__(name: str) -> Any:
        """Import a name of the public API (PEP 562)."""
        if name == "__version__":
            return import_module("importlib.metadata").version("feeds")
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_ELSEWHERE.get(name, "feeds.errors")), name)


def __dir__() -> list[str]:
    """List the public API."""
    return __all__
