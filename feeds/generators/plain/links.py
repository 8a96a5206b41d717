"""Turn links to the file of a post into links to its page.

So does a wiki link, ``[[name]]`` or ``[[name|text]]``, if a post has this name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from posixpath import join, normpath, splitext
from unicodedata import normalize
from urllib.parse import unquote

from feeds.generators.base import Problem
from feeds.generators.values import shown
from feeds.markup.html import decoded, heading_id

MARKDOWN = (".md", ".markdown", ".mdx")
SUFFIXES = (*MARKDOWN, ".html", ".htm")
"""The files that may be posts."""

_IN_FOLDER = tuple(f"/index{suffix}" for suffix in SUFFIXES)
"""What a link to a folder leads to."""
_WRITTEN = re.compile(r"""\][(:]\s*+[<"']?([^\s<>"')]*)""")
"""What could be the target of a link in Markdown."""
_HREF = re.compile(r"""\bhref\s*+=\s*+[<"']?([^\s<>"')]*)""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]|$")
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}")
_PATH = re.compile(r"[^?#]*")
_LONGEST = 4096
_PART = re.compile(
    r"""<!--(?:(?!-->).)*+(?:-->|\Z)"""
    r"""|<(?:code|pre|script|style)(?=[\s>])(?:(?!</(?:code|pre|script|style)).)*+"""
    r"""|<([a-z][^\s/>]*+)(?:[^>"']|"[^"]*"|'[^']*')*+(?:>|.*)"""
    r"""|(?<!!)\[\[([^\[\]<>|\n]{1,200})(?:\|([^\[\]<>|\n]{1,200}))?\]\]""",
    re.DOTALL | re.IGNORECASE,
)
"""A comment, code, the start of an element, or a wiki link.

What is not closed goes to the end of the text.
"""
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]+)""")


def may_link_notes(body: str) -> bool:
    """Return whether a body may have links to notes. For a few without links it is True."""
    if "[[" in body or any(map(_names_note, _WRITTEN.findall(body))):
        return True
    return "href" in body.lower() and any(map(_names_note, _HREF.findall(body)))


def addresses_by_file(links: Mapping[str, str]) -> Mapping[str, str]:
    """Return the addresses of posts, by file, for :class:`NoteLinks`."""
    found = {normalize("NFC", path): link for path, link in links.items()}
    # Wiki links name notes in any folder. Of two, the one with the shorter path is meant.
    for path in sorted(found, key=lambda path: (len(path), path)):
        found.setdefault(_wiki_key(splitext(path)[0].rpartition("/")[2]), found[path])
    return found


class NoteLinks:
    """Makes the links of one post lead to other posts."""

    def __init__(self, path: str, addresses: Mapping[str, str]) -> None:
        self._folder = path.rpartition("/")[0]
        self._addresses = addresses
        self._missing: dict[str, None] = {}

    def resolved(self, html: str) -> str:
        """Return HTML whose links to notes are the notes' addresses."""
        return _PART.sub(self._part, html)

    def problems(self, text: str) -> tuple[Problem, ...]:
        """Return a problem for each Markdown file that is not a post.

        ``text`` is the post's own file, in which the links are looked up.
        """
        return tuple(
            (_line(text, target), f"the link to {shown(target)} does not lead to a published "
             "post; correct it, or publish that post")
            for target in self._missing
        )  # fmt: skip

    def _part(self, part: re.Match[str]) -> str:
        if part[2]:
            return self._wiki_link(part[2], part[3]) or part[0]
        return _ATTRIBUTE.sub(self._attribute, part[0]) if part[1] in ("a", "A") else part[0]

    def _wiki_link(self, written: str, label: str | None) -> str | None:
        """Return the link; None if no post has that name."""
        name, mark, place = decoded(written).strip().partition("#")
        name = normalize("NFC", name.strip())
        address = name and (
            self._of_file(f"/{name}") or self._of_file(name) or self._addresses.get(_wiki_key(name))
        )
        if not address:
            return None
        part = f"#{heading_id(place)}" if mark else ""
        return f'<a href="{escape(address + part)}">{label or written}</a>'

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
        endings = ("", *(() if place.endswith("/") else SUFFIXES), *_IN_FOLDER)
        return next(filter(None, (self._addresses.get(name + end) for end in endings)), None)


def _wiki_key(name: str) -> str:
    """Return the key of a note's name among the addresses; no file has such a path."""
    return f"//{name.casefold()}"


def _names_note(target: str) -> bool:
    """Return whether a link may name the file of a post, with or without its ending."""
    if _ELSEWHERE.match(target) or len(target) > _LONGEST:
        return False
    found = _PATH.match(target)
    ending = splitext(unquote(found[0] if found else target))[1]
    return ending.lower() in SUFFIXES or not _ENDING.fullmatch(ending)


def _line(text: str, target: str) -> int:
    """Return the line of a link in a file; 0 if it is not found as it is written."""
    written = (target, target.replace(" ", "%20"))
    place = max(text.find(one) for one in written)
    return 1 + text.count("\n", 0, place) if place >= 0 else 0
