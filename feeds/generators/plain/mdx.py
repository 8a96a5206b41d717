"""Read MDX (mdxjs.com) as Markdown, without running its JavaScript.

Imports, exports, comments and expressions are removed; an expression that is a string is its
text, and a comment that ends the summary becomes one of HTML. The tags of components are removed,
what they enclose stays. HTML keeps its tags, and the attributes that are strings. Code is left
alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IMPORT = re.compile(
    r"""import\s*+(?:[\w$*{][^'"`;()<>]{0,500}?(?<=[\s}])from\s*+)?(?:'[^'\n]*'|"[^"\n]*")"""
    r"(?:\s*+with\s*+\{[^{}]{0,200}\})?[ \t]*+;?[ \t]*+(?:(?://[^\n]*+)?(?:\n|\Z)|(?=import\s))"
)
_EXPORT = re.compile(r"export(?:\s+(?:default|const|let|var|function|async|class)\b|\s*[{*])")
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_INDENT = re.compile(r"[ \t]*")
_MARK = re.compile(r"[\n`{<\\]")
_TICKS = re.compile(r"`+")
_TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*)?(?=[\s/>])")
_ATTRIBUTE = re.compile(
    r"""\s*+(?:([A-Za-z_:@][\w:.-]*+)(\s*+=\s*+("[^"]*"|'[^']*'|(?=\{)))?|(?=\{))"""
)
_TAG_END = re.compile(r"\s*+(/?)>")
_LITERAL = re.compile(r"""\s*(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`|(\d+(?:\.\d+)?))\s*""")
_CODE_MARK = re.compile(r"""["'`/{}()\[\]\n]""")
_CODE_TEXTS: Mapping[str, re.Pattern[str]] = {
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*+"'),
    "'": re.compile(r"'(?:[^'\\\n]|\\.)*+'"),
    "`": re.compile(r"`(?:[^`\\]|\\.)*+`", re.DOTALL),
    "/": re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL),
}
"""Strings and comments of JavaScript, by their first character."""
_END_OF_SUMMARY = re.compile(r"\{\s*/\*\s*(?:more|truncate)\s*\*/\s*\}")
_HTML_NAMES = {"className": "class", "htmlFor": "for"}


def markdown_of(body: str) -> str:
    """Return the Markdown that is left of MDX."""
    return _MdxReader(body).result()


class _MdxReader:
    """Reads a text from start to end; what cannot be read as MDX stays as it is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._made: list[str] = []
        self._indents: list[str] = []
        """How far the lines in each open component are indented."""
        self._is_first_line = False
        """No line of the innermost component was read yet."""
        self._open: set[str | int] = set()
        """Brackets that nothing closes from here on; no other search is needed for them."""
        self._code = _JavaScript(text)

    def result(self) -> str:
        readers = {"`": self._code_span, "{": self._expression, "<": self._tag, "\\": self._escape}
        self._begin_line()
        while found := _MARK.search(self._text, self._at):
            self._keep(found.start())
            if found[0] == "\n":
                self._keep(found.end())
                self._begin_line()
            elif not readers[found[0]]():
                self._keep(found.end())
        self._keep(len(self._text))
        return "".join(self._made)

    def _keep(self, end: int) -> None:
        self._made.append(self._text[self._at : end])
        self._at = end

    def _begin_line(self) -> None:
        if self._begins_block():
            while end := self._end_of_module_code():
                self._at = end
        self._skip_indentation()
        fence = _FENCE.match(self._text, self._at)
        if fence:
            closing = rf"^[ \t]*{fence[1][0]}{{{len(fence[1])},}}[ \t]*$"
            found = re.compile(closing, re.MULTILINE).search(self._text, fence.end())
            end = found.end() if found else len(self._text)
            code = self._text[self._at : end]
            self._made.append(code.replace(f"\n{self._indent}", "\n") if self._indent else code)
            self._at = end

    def _begins_block(self) -> bool:
        line_before = self._text.rfind("\n", 0, max(0, self._at - 1)) + 1
        return not self._indents and not self._text[line_before : self._at].strip()

    def _end_of_module_code(self) -> int | None:
        found = _IMPORT.match(self._text, self._at)
        if found:
            return found.end()
        if "export" in self._open or not _EXPORT.match(self._text, self._at):
            return None
        end = self._code.end_of_statement(self._at)
        if end is None:
            self._open.add("export")
        return end

    @property
    def _indent(self) -> str:
        return self._indents[-1] if self._indents else ""

    def _skip_indentation(self) -> None:
        """Skip what a component's lines are indented by: in MDX it means nothing."""
        found = _INDENT.match(self._text, self._at)
        if not self._indents or found is None:
            return
        is_blank = self._text[found.end() : found.end() + 1] in ("\n", "")
        if self._is_first_line and not is_blank and found[0].startswith(self._indent):
            self._indents[-1] = found[0]
        self._is_first_line &= is_blank
        if found[0].startswith(self._indent):
            self._at += len(self._indent)

    def _escape(self) -> bool:
        self._keep(self._at + 2)
        return True

    def _code_span(self) -> bool:
        ticks = _TICKS.match(self._text, self._at)
        length = len(ticks[0]) if ticks else 1
        start = self._at + length
        if length not in self._open:
            for run in _TICKS.finditer(self._text, start):
                if len(run[0]) == length:
                    self._keep(run.end())
                    return True
            self._open.add(length)
        self._keep(start)
        return True

    def _expression(self) -> bool:
        end = self._end_of_expression(self._at)
        if end is None:
            return False
        is_mark = _END_OF_SUMMARY.fullmatch(self._text, self._at, end)
        self._made.append("<!-- more -->" if is_mark else self._literal(self._at, end) or "")
        self._at = end
        return True

    def _end_of_expression(self, start: int) -> int | None:
        if "{" in self._open:
            return None
        end = self._code.end_of_braces(start)
        if end is None:
            self._open.add("{")
        return end

    def _literal(self, start: int, end: int) -> str | None:
        """Return the string or number that an expression is; None if it is something else."""
        found = _LITERAL.fullmatch(self._text, start + 1, end - 1)
        return next(one for one in found.groups() if one is not None) if found else None

    def _tag(self) -> bool:
        if self._text.startswith("<!--", self._at):
            end = self._text.find("-->", self._at)
            self._keep(end + 3 if end >= 0 else len(self._text))
            return True
        found = _TAG.match(self._text, self._at)
        attributes = self._attributes(found.end()) if found else None
        if not found or attributes is None:
            return False
        written, end, is_empty = attributes
        name = found[2] or ""
        if name[:1].islower() and "." not in name:
            self._made.append(f"<{found[1]}{name}{written}{' /' if is_empty else ''}>")
        elif found[1]:
            self._indents[-1:] = []
            self._is_first_line = False
        elif not is_empty:
            self._indents.append(self._indent)
            self._is_first_line = True
        self._at = end
        return True

    def _attributes(self, at: int) -> tuple[str, int, bool] | None:
        """Return a tag's attributes as HTML, its end, and whether it closes itself."""
        written = []
        while not (end := _TAG_END.match(self._text, at)):
            found = _ATTRIBUTE.match(self._text, at)
            if not found:
                return None
            at = found.end()
            value = found[3]
            if self._text.startswith("{", at):
                expression, start = self._end_of_expression(at), at
                if expression is None:
                    return None
                at = expression
                value = self._literal(start, at)
                if not found[1] or value is None or '"' in value:
                    continue
                value = f'"{value}"'
            name = _HTML_NAMES.get(found[1], found[1])
            written.append(f" {name}={value}" if value else f" {name}")
        return "".join(written), end.end(), bool(end[1])


class _JavaScript:
    """Finds where JavaScript ends, by its brackets, strings and comments."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: dict[str, int] = {}
        """By their first character: strings and comments before this place are not closed."""

    def end_of_braces(self, start: int) -> int | None:
        """Return the end of what the ``{`` at ``start`` opens; None if it is not closed."""
        depth, at = 0, start
        while found := _CODE_MARK.search(self._text, at):
            at = self._after(found)
            depth += (found[0] == "{") - (found[0] == "}")
            if depth == 0:
                return at
        return None

    def end_of_statement(self, start: int) -> int | None:
        """Return the end of the first line that ends outside of brackets before a blank line."""
        depth, at = 0, start
        while found := _CODE_MARK.search(self._text, at):
            at = self._after(found)
            depth += (found[0] in "([{") - (found[0] in ")]}")
            if found[0] == "\n" and depth <= 0:
                line_end = self._text.find("\n", at)
                if not self._text[at : line_end if line_end >= 0 else None].strip():
                    return at
        return len(self._text) if depth <= 0 else None

    def _after(self, mark: re.Match[str]) -> int:
        """Return the end of the string or comment that begins here, or else of the mark."""
        start, pattern = mark.start(), _CODE_TEXTS.get(mark[0])
        if pattern is None or start < self._open.get(mark[0], 0):
            return mark.end()
        found = pattern.match(self._text, start)
        if found:
            return found.end()
        if mark[0] in "\"'":
            line_end = self._text.find("\n", start)
            self._open[mark[0]] = line_end if line_end >= 0 else len(self._text)
        elif mark[0] == "`" or self._text.startswith("/*", start):
            self._open[mark[0]] = len(self._text)
        return mark.end()
