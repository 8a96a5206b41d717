"""The configuration: feeds.yaml, checked once when it is read."""

from feeds.config.file import load
from feeds.config.ignore import IgnoreRules
from feeds.config.schema import NO_FILE, Author, Config

__all__ = ["NO_FILE", "Author", "Config", "IgnoreRules", "load"]
