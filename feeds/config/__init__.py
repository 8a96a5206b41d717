"""The configuration: feeds.yaml, checked once and trusted from then on."""

from feeds.config.load import load
from feeds.config.schema import Author, Config

__all__ = ["Author", "Config", "load"]
