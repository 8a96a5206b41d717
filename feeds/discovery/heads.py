"""Find the ``<head>`` of an HTML file, and the links in it.

HTML lets authors leave out ``<head>`` and ``</head>``, and parsers end the head at the first thing
that cannot be in it. These are the rules of the HTML Standard (13.2.5 Tokenization, 13.2.6.4.1 to
13.2.6.4.6), as far as they decide this. Where parsers with and without scripts would disagree, the
earlier place is taken: it is in the head for both. Only ASCII is looked at, so the encoding does
not matter as long as it contains ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import msgspec

BOM = b"\xef\xbb\xbf"
BEGIN = b"<!-- links by feeds -->"
END = b"<!-- end of links by feeds -->"

_SPACE = re.compile(rb"[\t\n\f\r ]*+")
_NAME = re.compile(rb"[A-Za-z][^\t\n\f\r />]*+")
_VALUE = rb"\"[^\"]*+\"|'[^']*+'|(?=>)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+"
_ATTRIBUTES = re.compile(
    rb"(?:[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:" + _VALUE + rb")|(?![\t\n\f\r ]*+=)))*+[\t\n\f\r /]*+>"
)
"""The attributes of a tag and its end. Without a match the tag never ends."""
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(" + _VALUE + rb"))?+"
)
_CLOSED_COMMENT = re.compile(rb"-?>")
_COMMENT_END = re.compile(rb"--!?>")
_SCRIPT = re.compile(rb"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_TEMPLATE = re.compile(rb"<(/?)template(?=[\t\n\f\r />])", re.IGNORECASE)
_QUIET = re.compile(
    rb"(?:[\t\n\f\r ]++|<(?:link|meta)[\t\n\f\r ][^<>]*+>|<style[^<>]*+>[^<]*+</style>)*+",
    re.IGNORECASE,
)
"""What a ``<noscript>`` may contain for every parser to read it alike."""
_CHARSET = re.compile(
    rb"charset[\t\n\f\r ]*+=[\t\n\f\r ]*+[\"']?([^\t\n\f\r \"';>]++)", re.IGNORECASE
)
_BLOCK = re.compile(re.escape(BEGIN) + rb"(?:[\t\n\f\r ]|<link [^<>]*+>)*+" + re.escape(END))
_LINE_END = re.compile(rb"\r?\n[\t ]*+")

_VOID = frozenset((b"base", b"basefont", b"bgsound", b"link", b"meta"))
_RAW = frozenset((b"title", b"style", b"noframes"))
_ENDING = frozenset((b"head", b"body", b"html", b"br"))
"""The end tags that end a head; others are ignored in it."""


class Link(msgspec.Struct, frozen=True):
    """A ``<link>`` of a page, as written."""

    rel: str
    href: str


class Head(msgspec.Struct, frozen=True):
    """The head of a document."""

    place: int
    """The offset at which links can be added."""
    is_document: bool
    """There is a DOCTYPE, ``<html>`` or ``<head>``; without them it is a part of a page."""
    links: tuple[Link, ...]
    """Those that name an alternate, apart from the blocks."""
    base: str
    """The ``href`` of its ``<base>``; empty if it has none."""
    charset: str
    """The encoding that it declares, in lower case; empty if none."""
    blocks: tuple[tuple[int, int], ...]
    """Where links that this program added earlier begin and end."""


class UnfinishedHead(Exception):
    """The text ends before the head does."""


def find_head(text: bytes, is_whole: bool = True) -> Head:
    """Return the head of a document that begins with a text.

    ``is_whole`` says that the text is the whole document. Raises :class:`UnfinishedHead` if the
    head does not end in the text.
    """
    return _Scan(text, is_whole).head()


class _Scan:
    """One scan of a document, from its beginning to the end of its head."""

    def __init__(self, text: bytes, is_whole: bool) -> None:
        self._text = text
        self._is_whole = is_whole
        self._at = len(BOM) if text.startswith(BOM) else 0
        self._place: int | None = None
        self._is_document = False
        self._links: list[Link] = []
        self._base = ""
        self._charset = "utf-8" if self._at else ""
        self._blocks: list[tuple[int, int]] = []

    def head(self) -> Head:
        text = self._text
        while True:
            self._at = _end(_SPACE, text, self._at)
            self._require_more(self._at)
            if self._at == len(text):
                break
            if text[self._at : self._at + 1] != b"<" or not self._read_markup():
                break
        return Head(
            self._at if self._place is None else self._place,
            self._is_document,
            tuple(self._links),
            self._base,
            self._charset,
            tuple(self._blocks),
        )

    def _read_markup(self) -> bool:
        """Read the token at ``<``; return False, and stay before it, if it ends the head."""
        text, at = self._text, self._at
        if text.startswith(b"<!--", at):
            self._read_comment()
        elif text.startswith((b"<!", b"<?"), at):
            self._is_document |= text[at : at + 9].lower() == b"<!doctype"
            self._skip_past(b">", at)
        elif text.startswith(b"</", at):
            return self._read_end_tag()
        elif name := _NAME.match(text, at + 1):
            self._require_more(name.end())
            return self._read_start_tag(name[0].lower(), name.end())
        else:
            self._require_more(at + 1)
            return False  # "<" as text
        return True

    def _require_more(self, at: int) -> None:
        """Raise :class:`UnfinishedHead` if the document was cut here, in the middle of a name."""
        if at == len(self._text) and not self._is_whole:
            raise UnfinishedHead

    def _read_comment(self) -> None:
        text, at = self._text, self._at
        if block := _BLOCK.match(text, at):
            self._at = _end_of_block(text, *block.span())
            self._blocks.append((at, self._at))
            return
        found = _CLOSED_COMMENT.match(text, at + 4) or _COMMENT_END.search(text, at + 4)
        self._at = _required(found)

    def _read_end_tag(self) -> bool:
        text, at = self._text, self._at
        name = _NAME.match(text, at + 2)
        if name is None:
            self._skip_past(b">", at)  # a bogus comment, or </>
            return True
        self._require_more(name.end())
        if name[0].lower() in _ENDING:
            return False
        self._at = self._tag_end(name.end())
        return True

    def _read_start_tag(self, name: bytes, after: int) -> bool:
        if name in (b"html", b"head"):
            self._is_document = True
            self._at = self._tag_end(after)
        elif name in _VOID:
            end = self._tag_end(after)
            self._note(name, after, end)
            self._at = end
        elif name in _RAW:
            self._at = self._raw_end(name, self._tag_end(after))
        elif name == b"script":
            self._at = self._tag_end(self._script_end(self._tag_end(after)))
        elif name == b"noscript":
            self._read_noscript(self._tag_end(after))
        elif name == b"template":
            self._put_here()
            self._at = self._template_end(self._tag_end(after))
        else:
            return False
        return True

    def _put_here(self) -> None:
        """Put links before this token at the latest."""
        if self._place is None:
            self._place = self._at

    def _read_noscript(self, inner: int) -> None:
        end = self._raw_end(b"noscript", inner)
        closing = _end(_QUIET, self._text, inner)
        if self._text[closing : closing + 11].lower() != b"</noscript>" or closing + 11 != end:
            self._put_here()
        self._at = end

    def _note(self, name: bytes, start: int, end: int) -> None:
        """Note what a void element says; its attributes are between ``start`` and ``end``."""
        tag = self._text[start:end]
        if name == b"meta":
            if not self._charset and (found := _CHARSET.search(tag)):
                self._charset = found[1].decode("ascii", "replace").lower()
            return
        if name == b"link" and b"alternate" in tag.lower():
            attributes = _attributes(tag)
            self._links.append(Link(attributes.get("rel", ""), attributes.get("href", "")))
        elif name == b"base":
            self._base = self._base or _attributes(tag).get("href", "")

    def _tag_end(self, at: int) -> int:
        return _required(_ATTRIBUTES.match(self._text, at))

    def _raw_end(self, name: bytes, at: int) -> int:
        """Return the end of the end tag of an element whose content is text."""
        closing = re.compile(rb"</%s(?=[\t\n\f\r />])" % name, re.IGNORECASE)
        return self._tag_end(_required(closing.search(self._text, at)))

    def _script_end(self, at: int) -> int:
        """Return the end of ``</script``; a script in a comment in a script does not count."""
        in_comment = in_script = False
        while True:
            found = _SCRIPT.search(self._text, at)
            at = _required(found)
            assert found
            if found[0] == b"<!--":
                in_comment = True
                at = found.start() + 2  # <!--> ends the comment too
            elif found[0] == b"-->":
                in_comment = in_script = False
            elif not found[1]:
                in_script = in_comment
            elif in_script:
                in_script = False
            else:
                return at

    def _template_end(self, at: int) -> int:
        depth = 1
        while depth:
            found = _TEMPLATE.search(self._text, at)
            at = self._tag_end(_required(found))
            assert found
            depth += -1 if found[1] else 1
        return at

    def _skip_past(self, sign: bytes, at: int) -> None:
        found = self._text.find(sign, at)
        if found < 0:
            raise UnfinishedHead
        self._at = found + len(sign)


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    """Return where a match of a pattern that matches everywhere ends."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _required(found: re.Match[bytes] | None) -> int:
    if found is None:
        raise UnfinishedHead
    return found.end()


def _end_of_block(text: bytes, start: int, end: int) -> int:
    """Return where a block ends, with the line end after it if it has lines of its own."""
    joint = _LINE_END.match(text, start + len(BEGIN))
    return end + len(joint[0]) if joint and text.startswith(joint[0], end) else end


def _attributes(tag: bytes) -> Mapping[str, str]:
    """Return the attributes of a tag; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag):
        value = (match[2] or b"").decode(errors="replace")
        value = value[1:-1] if value[:1] in ("'", '"') else value
        found.setdefault(match[1].decode(errors="replace").lower(), unescape(value))
    return found
