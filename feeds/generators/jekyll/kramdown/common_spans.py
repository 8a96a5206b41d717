"""Recognise text that CommonMark and kramdown read in the same way.

Such text needs no scanner, and a body of nothing else needs no layout. If in doubt, a sentence goes
through the scanner (``spans``).
"""

from __future__ import annotations

import re

# It begins with a set of characters, which the engine of regular expressions finds fastest.
SPECIAL = re.compile(
    r"[\"'\\*_`<\[\]&$~{!>.-](?:(?<=[\"'\\*_`<\[\]&])|(?<=\$)\$|(?<=~)~|(?<=\{):|(?<=!)\["
    r"|(?<=>)>|(?<=-)-|(?<=\.)\.\.)"
)
"""Where a sentence may differ from CommonMark's; a text without it is the same to both."""
_ALNUM = r"[^\W_]"
_WORDS = r"(?:[^\n\"'\\*_`<>\[\]&$~{!|.-]|[.-](?![.-]))"
_EMPHASISED = rf"{_ALNUM}{_WORDS}*+(?<={_ALNUM})"
_URL = r"\([A-Za-z0-9_/:?#=%~+,;@.-]{1,1000}\)"
_COMMON = re.compile(
    r"`(?<!``)(?!\s)[^\n`\"'|]++(?<!\s)`(?!`)"
    rf"|\*(?<!\*\*)(?:{_EMPHASISED}\*|\*{_EMPHASISED}\*\*)(?!\*)"
    rf"|_(?<![^\s(]_){_EMPHASISED}_(?=[\s.,;:!?)])"
    rf"|\[(?![\s^]){_WORDS}++(?<!\s)\]{_URL}"
    rf"|!\[{_WORDS}*+\]{_URL}"
    r"|'(?<=[A-Za-z]')(?=[A-Za-z])",
)
"""Short code, emphasised words, links and images of plain words, and apostrophes in words."""


def hard_lines(text: str) -> set[int]:
    """Return the numbers, from 0, of the lines that may be read differently."""
    if not SPECIAL.search(text):
        return set()
    rest = _COMMON.sub("", text)  # no match contains the end of a line
    found: set[int] = set()
    number = at = 0
    for special in SPECIAL.finditer(rest):
        number += rest.count("\n", at, special.start())
        at = special.start()
        found.add(number)
    return found
