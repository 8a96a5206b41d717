"""Turn posts into entries and feeds: HTML rendered and cleaned, URLs absolute."""

from __future__ import annotations

from feeds.assemble.entry import assemble_entry
from feeds.assemble.feed import assemble_feed
from feeds.assemble.markup import to_html

__all__ = ["assemble_entry", "assemble_feed", "to_html"]
