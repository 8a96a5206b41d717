"""The configuration: config.yaml, checked once and trusted from then on."""

from feeds.config.load import load
from feeds.config.schema import Config

__all__ = ["Config", "load"]
