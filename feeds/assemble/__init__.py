"""Turn posts into entries and feeds: safe HTML, absolute URLs."""

from feeds.assemble.feed import assemble_entry, assemble_feed

__all__ = ["assemble_entry", "assemble_feed"]
