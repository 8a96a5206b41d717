"""The configuration file, read and checked once."""

from feeds.config.file import load
from feeds.config.ignore import IgnoreRules
from feeds.config.schema import Author, Config

__all__ = ["Author", "Config", "IgnoreRules", "load"]
