"""The edition over HTTP, as RFC 9110 and RFC 9111 define it."""

from feeds.web.app import blueprint, create_app
from feeds.web.settings import EditionSettings

__all__ = ["EditionSettings", "blueprint", "create_app"]
