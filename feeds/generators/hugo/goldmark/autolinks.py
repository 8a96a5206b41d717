"""Turn bare URLs into links, as Goldmark's linkify does.

comrak finds other addresses than Goldmark. So each address that Goldmark would find is replaced
by a token, which is a word to comrak, and each token in the HTML by a link.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from html import escape

from feeds.markup.html import decoded

_HINT = re.compile(r"(?:https?|ftp)://|www\.|@")
_LINK = re.compile(r"(?<!\\)\[[^\[\]()<>\"'`\\|^\n]*+\]\((?:https?|ftp)://[^\s()<>\"'`\\|]*+\)")
"""A link whose address is never bare, whatever is before it."""
_HOST = r"[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+"
_PATH = r"[-a-zA-Z0-9@:%_+.~#{}!?&/=();,'\">^{{}}\[\]`]{{0,2001}}"
_URL = re.compile(rf"(?:https?|ftp)://{_HOST}(?::\d+)?(?:[/#?]{_PATH.format('$')})?", re.ASCII)
_WWW = re.compile(rf"www\.{_HOST}(?:[/#?]{_PATH.format('')})?")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_MAIL = re.compile(
    rf"[a-zA-Z0-9][a-zA-Z0-9!#$%&'*+\-./=?^_`{{|}}~]{{0,255}}+@({_LABEL}(?:\.{_LABEL})*)"
)
_STARTS = ("http:", "https:", "ftp:", "www.")
_END = "?!.,:*_~"
_LONGEST = 2000

_MARKERS = re.compile(
    r"[ \t]*+(?:(?:[-+*]|\d{1,9}[.)]|\#{1,6}|:|\[\^[^\]\n]++\]:)(?:[ \t]++|$)|>[ \t]*+)*+"
)
_ITEM = re.compile(r"[^ \t>]")
_DEFINITION = re.compile(r"\[(?!\^)(?:[^\[\]\\\n]|\\.)++\]:")
_FENCE = re.compile(r"(`{3,}+)[^`\n]*$|(~{3,}+)")
_ROW = re.compile(r"[ \t>]*+[|:-][ \t:|-]*\|[ \t:|-]*$", re.MULTILINE)
_STEP = re.compile(
    r"\\[!-/:-@\[-`{-~]|`+|<|!?\[|\]|[\s*_~(|]|'(?=[a-zA-Z])|\"|--+|\.{3}|>>", re.ASCII
)
_TAG = re.compile(
    r"<!--(?:[^-]|-(?!->)){0,5000}+-->|<[A-Za-z][A-Za-z0-9+.-]{1,31}+:[^\s<>]*+>"
    r"|<[^\s<>@]{1,256}+@[^\s<>]{1,256}+>"
    r"|</?[A-Za-z][A-Za-z0-9-]*+(?:\s++[A-Za-z_:][\w.:-]*+"
    r"(?:\s*+=\s*+(?:\"[^\"]{0,5000}+\"|'[^']{0,5000}+'|[^\s\"'=<>`]++))?+)*+\s*+/?>"
)
_TARGET = re.compile(
    r"\(\s*+(?:<(?:[^<>\n\\]|\\.)*+>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*+\))*+)"
    r"(?:\s++(?:\"(?:[^\"\\]|\\.){0,2000}+\"|'(?:[^'\\]|\\.){0,2000}+'|\([^()]{0,2000}+\)))?+\s*+\)"
)
_NOTE = re.compile(r"\[\^[^\]\s]{1,999}+\]")
_PREFIX = "FEEDSADDRESS"
_BLOCK = re.compile(r"^[ \t>]*<[A-Za-z!?/]", re.MULTILINE)
_PIECE = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|[^<]+|<", re.DOTALL)


def may_hold_addresses(text: str) -> bool:
    """Return whether a text may have a bare address. It is faster than to find them."""
    if not _HINT.search(text):
        return False
    return "[^" in text or _HINT.search(_LINK.sub("", text)) is not None


class BareAddresses:
    """The bare addresses of one body, and the body with a token for each.

    A token is the address's first character, a number, and a mark or letter like its last
    character, so that what is beside it is read as beside the address.
    """

    def __init__(self, body: str, smart: bool) -> None:
        """Find the addresses; ``smart`` says that quotes and dashes are set."""
        self.text = body
        self._found: list[str] = []
        if not may_hold_addresses(body):
            return
        prefix = _PREFIX
        while prefix in body:
            prefix += "X"
        parts, at = [], 0
        for start, end in _places(body, smart):
            address = body[start:end]
            last = "e" if address[-1].isalnum() else "/"
            parts += [body[at:start], f"{address[0]}{prefix}{len(self._found)}Z{last}"]
            self._found.append(address)
            at = end
        self.text = "".join([*parts, body[at:]])
        self._prefix = prefix
        self._token = re.compile(rf"[a-zA-Z0-9]{prefix}(\d+)Z[e/]")

    def linked(self, html: str, protocol: str, markdown: Callable[[], str] | None) -> str:
        """Replace the tokens in HTML by links, or by the addresses where Goldmark has no link.

        ``protocol`` is the one of addresses that begin with ``www.``. ``markdown`` renders the
        body without raw HTML; it is given if the HTML has some.
        """
        if not self._found:
            return html
        kept: set[str] | None = None
        if markdown and _BLOCK.search(self.text):
            kept = {found[1] for found in self._token.finditer(markdown())}
        parts: list[str] = []
        code = 0
        for piece in _PIECE.finditer(html):
            text = piece[0]
            if (piece[2] or "").lower() == "pre":
                code += -1 if piece[1] else 1
            if self._prefix in text:
                if text[0] == "<" and len(text) > 1:
                    text = self._token.sub(self._in_tag, text)
                else:
                    show = partial(self._shown, protocol if code <= 0 else "", kept)
                    text = self._token.sub(show, text)
            parts.append(text)
        return "".join(parts)

    def _shown(self, protocol: str, kept: set[str] | None, token: re.Match[str]) -> str:
        """Return what a token stands for; without a protocol, the address alone."""
        address = self._found[int(token[1])]
        if kept is not None and token[1] not in kept:
            return address  # inside a block of HTML
        shown = escape(address)
        if not protocol:
            return shown
        if address.startswith("www."):
            return f'<a href="{protocol}://{shown}">{shown}</a>'
        scheme = "" if "://" in address else "mailto:"
        return f'<a href="{scheme}{shown}">{shown}</a>'

    def _in_tag(self, token: re.Match[str]) -> str:
        return escape(decoded(self._found[int(token[1])]))

    def without(self, text: str) -> str:
        """Return a text without the tokens."""
        return self._token.sub("", text) if self._found else text

    def original(self, text: str) -> str:
        """Return a text with addresses instead of tokens."""
        return (
            self._token.sub(lambda found: self._found[int(found[1])], text) if self._found else text
        )


def _places(body: str, smart: bool) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each address."""
    for start, chunk in _chunks(body):
        if may_hold_addresses(chunk):
            for first, last in _Scanner(chunk, smart).places():
                yield start + first, start + last


def _chunks(body: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each block, with spaces for markers of lists and quotes.

    Code in fences and definitions of links are left out.
    """
    start, lines, at, fence = 0, list[str](), 0, ""
    for line in body.split("\n"):
        markers = _MARKERS.match(line)
        assert markers is not None  # it matches an empty string
        rest = line[markers.end() :]
        found = _FENCE.match(rest)
        mark = (found[1] or found[2]) if found else ""
        is_fence = bool(mark) and (not fence or (mark.startswith(fence) and rest.strip() == mark))
        new = is_fence or bool(fence) or not rest or _ITEM.search(markers[0]) is not None
        if new or _DEFINITION.match(rest):
            if lines:
                yield start, "\n".join(lines)
            start, lines = at, []
        if is_fence:
            fence = "" if fence else mark
        if is_fence or fence or _DEFINITION.match(rest):
            start = at + len(line) + 1
        elif rest or lines:
            lines.append(" " * markers.end() + rest)
        else:
            start = at + len(line) + 1
        at += len(line) + 1
    if lines:
        yield start, "\n".join(lines)


class _Scanner:
    """Goldmark's reading of one block, as far as it decides where an address can begin.

    That is after white space and after any mark that Goldmark has read as one, but not inside
    the label of a link.
    """

    def __init__(self, text: str, smart: bool) -> None:
        self._text, self._smart = text, smart
        self._is_table = "|" in text and _ROW.search(text) is not None
        self._labels = 0
        self._ticks: dict[int, list[int]] = defaultdict(list)
        for run in re.finditer("`+", text):
            self._ticks[len(run[0])].append(run.start())

    def places(self) -> Iterator[tuple[int, int]]:
        at, begins = 0, True
        while at < len(self._text):
            end = _address_end(self._text, at) if begins and not self._labels else 0
            if end:
                yield at, end
                at = end
            step = _STEP.search(self._text, at)
            if step is None:
                return
            at, begins = self._after(step)

    def _after(self, step: re.Match[str]) -> tuple[int, bool]:
        """Return where reading goes on after a mark, and whether an address may begin there."""
        mark, at = step[0], step.start()
        if mark[0] == "\\":
            return step.end(), False
        if mark[0] == "`":
            return self._after_code(at, len(mark)), True
        if mark == "<":
            return self._after_tag(at)
        if mark[-1] == "[":
            if note := _NOTE.match(self._text, at):
                return note.end(), True
            self._labels += 1
            return step.end(), True
        if mark == "]":
            return self._after_label(at)
        if mark == "|":
            self._labels = 0 if self._is_table else self._labels
            return step.end(), self._is_table
        if mark in "'\"" or mark[0] in ".->":
            inside = mark == '"' and self._text[max(at - 1, 0)].isalnum()
            return step.end(), self._smart and not (
                inside and self._text[at + 1 : at + 2].isalnum()
            )
        return step.end(), True

    def _after_code(self, at: int, length: int) -> int:
        same = self._ticks[length]
        index = bisect_left(same, at) + 1
        return (same[index] if index < len(same) else at) + length

    def _after_tag(self, at: int) -> tuple[int, bool]:
        if tag := _TAG.match(self._text, at):
            return tag.end(), True
        quotes = self._smart and self._text.startswith("<<", at)
        return at + 1 + quotes, quotes

    def _after_label(self, at: int) -> tuple[int, bool]:
        if not self._labels:
            return at + 1, False
        self._labels -= 1
        if target := _TARGET.match(self._text, at + 1):
            return target.end(), True
        return at + 1, False


def _address_end(text: str, at: int) -> int:
    """Return where an address that begins at ``at`` ends; 0 if none does."""
    if text.startswith(_STARTS, at):
        found = (_WWW if text[at] == "w" else _URL).match(text, at)
        if found:
            return _bounded(at, _trimmed(text, at, _url_end(text, at, found.end())))
    mail = _MAIL.match(text, at)
    if mail is None or "." not in mail[1] or text[mail.end() : mail.end() + 1] in ("-", "_"):
        return 0
    return _bounded(at, _trimmed(text, at, mail.end()))


def _url_end(text: str, start: int, end: int) -> int:
    """Leave out the brackets that are not the URL's, and a character reference at its end."""
    end = _trimmed(text, start, end)
    last = text[end - 1]
    if last == ")":
        surplus = text.count(")", start, end) - text.count("(", start, end)
        return end - max(surplus, 0)
    if last == ";" and (reference := re.search(r"&[a-zA-Z0-9]+;$", text[start:end])):
        return start + reference.start()
    return end


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1] in _END:
        end -= 1
    return end


def _bounded(start: int, end: int) -> int:
    return end if end - start <= _LONGEST else 0
