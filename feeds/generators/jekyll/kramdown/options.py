"""kramdown's options, with Jekyll's defaults."""

from __future__ import annotations

import re

import msgspec

_LEVELS = re.compile(r"([1-6])\s*(?:\.\.|-)\s*([1-6])\Z")
_ENTITIES = {
    "lsquo": "‘",
    "rsquo": "’",
    "ldquo": "“",
    "rdquo": "”",
    "laquo": "«",
    "raquo": "»",
    "lsaquo": "‹",
    "rsaquo": "›",
    "sbquo": "‚",
    "bdquo": "„",
    "apos": "'",
    "quot": "&quot;",
}
_USUAL = ("lsquo", "rsquo", "ldquo", "rdquo")


class KramdownOptions(msgspec.Struct, frozen=True):
    """kramdown's options that change words, links or ids, with Jekyll's defaults."""

    input: str = "GFM"
    """``GFM``, or ``kramdown`` for kramdown's own parser."""
    hard_wrap: bool = False
    """Every end of a line is a line break."""
    auto_ids: bool = True
    auto_id_prefix: str = ""
    toc_levels: str = "1..6"
    """A range (``2..3``) or levels with spaces between them."""
    smart_quotes: str = " ".join(_USUAL)
    """Four entities' names: single left and right, double left and right."""
    footnote_nr: int = 1
    """The number of the first footnote."""
    footnote_backlink: str = "↩"
    """The text of links back from footnotes; empty for no links."""
    parse_block_html: bool = False
    """The content of blocks of HTML is Markdown."""

    @property
    def gfm(self) -> bool:
        """Whether kramdown's parser of GitHub's Markdown is used."""
        return self.input.lower() != "kramdown"

    @property
    def levels(self) -> frozenset[int]:
        """The headings' levels that a table of contents shows."""
        if span := _LEVELS.match(self.toc_levels.strip()):
            return frozenset(range(int(span[1]), int(span[2]) + 1))
        return frozenset(int(level) for level in re.findall("[1-6]", self.toc_levels))

    @property
    def quotes(self) -> dict[int, str]:
        """What replaces each of the usual quotes, for ``str.translate``; empty if nothing does."""
        names = re.findall(r"\w+", self.smart_quotes)
        if len(names) != len(_USUAL) or tuple(names) == _USUAL:
            return {}
        pairs = zip(_USUAL, names, strict=True)
        return {ord(_ENTITIES[usual]): _ENTITIES.get(name, f"&{name};") for usual, name in pairs}
