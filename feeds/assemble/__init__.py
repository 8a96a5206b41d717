"""Turn posts into entries and feeds: HTML sanitised, URLs absolute."""

from feeds.assemble.feed import assemble_entry, assemble_feed

__all__ = ["assemble_entry", "assemble_feed"]
