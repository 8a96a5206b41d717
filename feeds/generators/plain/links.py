"""Links between notes: a link that names the file of a post leads to the post's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from posixpath import join, normpath, splitext
from unicodedata import normalize
from urllib.parse import unquote

from feeds.generators.base import Problem
from feeds.generators.values import shown
from feeds.markup.html import decoded

MARKDOWN = (".md", ".markdown", ".mdx")
SUFFIXES = (*MARKDOWN, ".html", ".htm")
"""The files that may be posts."""

_WRITTEN = re.compile(r"""(?:\]\(|\]:|\bhref\s*+=)\s*+[<"']?([^\s<>"')]*)""", re.IGNORECASE)
"""What could be the target of a link, in Markdown or HTML."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]|$")
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}")
_PATH = re.compile(r"[^?#]*")
_LONGEST = 4096
_TAG = re.compile(
    r"""<!--(?:(?!-->).)*+(?:-->|\Z)|<([a-z][^\s/>]*+)(?:[^>"']|"[^"]*"|'[^']*')*+(?:>|.*)""",
    re.DOTALL | re.IGNORECASE,
)
"""A comment or the start of an element; to the end of the text if it is not closed."""
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]+)""")


def may_link_notes(body: str) -> bool:
    """Return whether a body may have links to notes; True for a few that have none."""
    return any(_names_note(found[1]) for found in _WRITTEN.finditer(body))


def addresses_by_file(links: Mapping[str, str]) -> Mapping[str, str]:
    """Return the addresses of posts, by file, for :class:`NoteLinks`."""
    return {normalize("NFC", path): link for path, link in links.items()}


class NoteLinks:
    """Makes the links of one post lead to other posts."""

    def __init__(self, path: str, addresses: Mapping[str, str]) -> None:
        self._folder = path.rpartition("/")[0]
        self._addresses = addresses
        self._missing: dict[str, None] = {}

    def resolved(self, html: str) -> str:
        """Return HTML whose links to notes are the notes' addresses."""
        return _TAG.sub(self._tag, html)

    def problems(self, text: str) -> tuple[Problem, ...]:
        """Return a problem for each Markdown file that is not a post.

        ``text`` is the post's own file, in which the links are looked up.
        """
        return tuple(
            (_line(text, target), f"the link to {shown(target)} leads to no published post; "
             "correct it, or publish that file")
            for target in self._missing
        )  # fmt: skip

    def _tag(self, tag: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(self._attribute, tag[0]) if tag[1] in ("a", "A") else tag[0]

    def _attribute(self, found: re.Match[str]) -> str:
        if found[1].lower() != "href":
            return found[0]
        target = decoded(found[2].strip("\"'")).strip()
        address = self._address(target)
        return f'{found[1]}="{escape(address)}"' if address else found[0]

    def _address(self, target: str) -> str | None:
        """Return the address that a link leads to; None if it stays as it is."""
        if not _names_note(target):
            return None
        found = _PATH.match(target)
        path = found[0] if found else target
        for file in dict.fromkeys((path, unquote(path))):
            address = self._of_file(normalize("NFC", file))
            if address:
                return address + target[len(path) :]
        if path.lower().endswith(MARKDOWN):
            self._missing[unquote(path)] = None
        return None

    def _of_file(self, file: str) -> str | None:
        place = file.lstrip("/") if file.startswith("/") else join(self._folder, file)
        name = normpath(place)
        endings = ("",) if place.endswith("/") else ("", *SUFFIXES)
        return next(filter(None, (self._addresses.get(name + end) for end in endings)), None)


def _names_note(target: str) -> bool:
    """Return whether a link may name the file of a post, with or without its ending."""
    if _ELSEWHERE.match(target) or len(target) > _LONGEST:
        return False
    found = _PATH.match(target)
    ending = splitext(unquote(found[0] if found else target))[1]
    return ending.lower() in SUFFIXES or not _ENDING.fullmatch(ending)


def _line(text: str, target: str) -> int:
    """Return the line of a file on which a link is written; 0 if it is written in another way."""
    written = (target, target.replace(" ", "%20"))
    place = max(text.find(one) for one in written)
    return 1 + text.count("\n", 0, place) if place >= 0 else 0
