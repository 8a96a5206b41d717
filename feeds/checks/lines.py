"""Find the line of a post that a fault is about."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from feeds.pipeline.project import Project

_FENCES = ("---", "+++")
_LONGEST_HEAD = 8_192
_FIELDS = re.compile(r"\n+(?::\w.*(?:\n|\Z))+")
"""Fields below a title in reStructuredText."""
FLAG = r"\s*(?:true|false)\s*(?:,|$)"
"""A value, as a pattern. A key such as ``published`` can have a date or a flag."""
_AFTER = re.compile(r"[\s\"'()<>\[\]{}|?#]|\Z")
"""What ends a URL in Markdown, HTML and reStructuredText."""


class PostFiles:
    """The files of a tree's posts, as text."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.text = lru_cache(maxsize=4)(self._text)

    def _text(self, path: str) -> str:
        try:
            content = self._project.content(path)
        except OSError:
            return ""
        return content.decode(errors="replace").replace("\r\n", "\n")

    def head(self, path: str) -> str:
        """Return the metadata at the start of a post's file."""
        return head_of(self.text(path))

    def line_of_key(self, path: str, key: str) -> int:
        """Return the line of a key, given as a pattern, in the metadata; 0 if it is not there.

        A line such as ``published: true`` does not count.
        """
        pattern = rf"^[^\w\n]*(?:{key})[^\w\n]*[:=](?!{FLAG})"
        found = re.search(pattern, self.head(path), re.IGNORECASE | re.MULTILINE)
        return 0 if found is None else self.text(path).count("\n", 0, found.start()) + 1

    def line_of_name(self, path: str, name: str) -> int:
        """Return the line where the metadata last has a name; 0 if it does not."""
        head = self.head(path)
        places = [one.start() for one in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", head)]
        return head.count("\n", 0, places[-1]) + 1 if places else 0

    def line_of_url(self, path: str, url: str) -> int:
        """Return the line where a URL, or the end of one, is first written; 0 if it is not there.

        ``url`` is not percent-encoded.
        """
        text = self.text(path)
        whole = url.rstrip("/")
        for end in dict.fromkeys((whole, whole.lstrip("/"), whole.rpartition("/")[2])):
            for written in dict.fromkeys((end, quote(end, safe="/#"))) if end else ():
                at = _place(text, written)
                if at >= 0:
                    return text.count("\n", 0, at) + 1
        return 0


def _place(text: str, url: str) -> int:
    """Return where a URL begins; -1 if the text does not contain it as a whole."""
    at = text.find(url)
    while at >= 0 and not _AFTER.match(text[at + len(url) : at + len(url) + 1].removeprefix("/")):
        at = text.find(url, at + 1)
    return at


def head_of(text: str) -> str:
    """Return the metadata at the start of a text: front matter, or the first lines."""
    start = text[:_LONGEST_HEAD].lstrip("\ufeff")
    fence = next((fence for fence in _FENCES if start.lstrip().startswith(fence)), "")
    if fence:
        end = start.find(f"\n{fence}", start.index(fence) + len(fence))
        return start[: end if end >= 0 else None]
    if start.startswith("{"):
        return start
    first = start.partition("\n\n")[0]
    fields = _FIELDS.match(start, len(first))
    return start[: fields.end()] if fields else first
