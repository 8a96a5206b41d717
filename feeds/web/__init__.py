"""Serve the edition over HTTP (RFC 9110, RFC 9111)."""

from feeds.web.app import blueprint, create_app
from feeds.web.settings import EditionSettings

__all__ = ["EditionSettings", "blueprint", "create_app"]
