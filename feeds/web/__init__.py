"""The edition over HTTP, as RFC 9110 and RFC 9111 have it."""

from feeds.web.app import create_app
from feeds.web.settings import EditionSettings

__all__ = ["EditionSettings", "create_app"]
