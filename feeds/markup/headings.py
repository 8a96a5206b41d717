"""Ids of headings."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from feeds.markup.cuttings import Cuttings
from feeds.markup.references import decoded

_HEADING = re.compile(r"<h([1-6])>((?:[^<]++|<(?!/?h[1-6]>))*+)</h\1>")
_OWN_ID = re.compile(r"(?:^|\s)\{:?\s*#([\w:.-]+)\s*\}\s*$")
_TAG = re.compile(r"<[^<>]*>")
_NOT_IN_AN_ID = re.compile(r"[^\w\- \t\n]")
_BLANK = re.compile(r"[ \t\n]")
_NOT_IN_A_PLAIN_ID = re.compile(r"[^a-zA-Z0-9 -]")
_BEFORE_A_PLAIN_ID = re.compile(r"^[^a-zA-Z]+")
_NOTE = re.compile("\x05([^\x05\x06]*)\x06")
_ID = re.compile(r"(?:^|\s)(?:\.[^\s.#]+)*#([A-Za-z][\w:-]*)|(?:^|\s)id=[\"']([^\"']*)[\"']")
_NO_TOC = re.compile(r"\.no_toc(?![\w-])|class=[\"'][^\"']*\bno_toc\b")


class Heading(NamedTuple):
    """A heading as a table of contents shows it."""

    level: int
    id: str
    html: str
    listed: bool


def note(attributes: str, cuttings: Cuttings) -> str:
    """Return a token that tells a heading what an attribute list says of it, or nothing."""
    own, hidden = _ID.search(attributes), _NO_TOC.search(attributes)
    if not own and not hidden:
        return ""
    name = (own[1] or own[2]) if own else ""
    return cuttings.keep(f"\x05{name}{' no_toc' if hidden else ''}\x06")


def with_heading_ids(
    html: str, *, gfm: bool = True, auto: bool = True, prefix: str = ""
) -> tuple[str, list[Heading]]:
    """Ids as GitHub, Hugo and kramdown's GFM form them: ``#a-heading``, ``#a-heading-1``.

    kramdown's own parser takes letters of ASCII alone, from the first on.
    """
    seen: Counter[str] = Counter()
    headings: list[Heading] = []

    def heading(match: re.Match[str]) -> str:
        level, text = match.groups()
        text, name, listed = _named(text)
        if not name and auto:
            name = (_slug if gfm else _plain_slug)(text)
            seen[name] += 1
            number = f"-{seen[name] - 1}" if seen[name] > 1 else ""
            name = f"{prefix}{name}{number}"
        headings.append(Heading(int(level), name, text, listed and bool(name)))
        attribute = f' id="{name}"' if name or auto else ""
        return f"<h{level}{attribute}>{text}</h{level}>"

    return _HEADING.sub(heading, html), headings


def _named(text: str) -> tuple[str, str, bool]:
    own = _OWN_ID.search(text)
    name = own[1] if own else ""
    text = text[: own.start()].rstrip() if own else text
    if said := _NOTE.search(text):
        told, _, hidden = said[1].partition(" ")
        return _NOTE.sub("", text), name or told, not hidden
    return text, name, True


def _slug(text: str) -> str:
    words = decoded(_TAG.sub("", text)).strip().lower()
    return _BLANK.sub("-", _NOT_IN_AN_ID.sub("", words))


def _plain_slug(text: str) -> str:
    words = _BEFORE_A_PLAIN_ID.sub("", decoded(_TAG.sub("", text)))
    return _NOT_IN_A_PLAIN_ID.sub("", words).replace(" ", "-").lower() or "section"
