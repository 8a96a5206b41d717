"""Turn posts into entries and feeds: HTML rendered and cleaned, URLs absolute."""

from __future__ import annotations

from feeds.assemble.engines import to_html
from feeds.assemble.entry import assemble_entry
from feeds.assemble.feed import assemble_feed

__all__ = ["assemble_entry", "assemble_feed", "to_html"]
