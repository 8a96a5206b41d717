"""Markdown for every generator: CommonMark, and ids of headings."""
