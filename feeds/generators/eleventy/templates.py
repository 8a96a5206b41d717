"""Render the parts of Liquid and Nunjucks templates that need no JavaScript.

Outputs, assignments, conditions, and tags that keep text from being read as a template are
rendered. Every other tag may need other templates or JavaScript, which is never run.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

import msgspec

from feeds.generators.eleventy.expressions import evaluate, holds
from feeds.generators.eleventy.filters import Safe, escaped, printed
from feeds.generators.eleventy.scope import Scope, Undecided

_TOKEN = re.compile(
    r"\{%-?\s*+(?P<word>raw|verbatim|comment)\s*+-?%\}"
    r"(?P<kept>(?:[^{]|\{(?!%-?\s*+(?:end)?(?:raw|verbatim|comment)))*+)"
    r"\{%-?\s*+end(?P=word)\s*+-?%\}"
    r"|(?P<note>\{#(?:[^#{]|#(?!\})|\{(?!#))*+#\})"
    # Only short strings may hold braces, and not many, so that a search takes no long.
    r"|\{\{-?(?P<expression>(?:[^{}\"']++|\"[^\"\n]{0,60}\"|'[^'\n]{0,60}'|[\"']"
    r"|\}(?!\})|\{(?!\{)){0,300}+)\}\}"
    r"|(?P<tag>\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\})"
)
_TAG = re.compile(r"\{%-?\s*+([\w#-]+)?\s*+(.*?)\s*-?%\}", re.DOTALL)
_ASSIGNED = re.compile(r"([A-Za-z_][\w-]*)\s*=(?!=)\s*(.*)", re.DOTALL)
_MOST_PRINTED = 2_000_000
"""Characters that the outputs of a text may have in all."""
_MOST_OPEN = 100
"""Blocks within blocks."""
_LONGEST_CONDITION = 10_000
"""Characters of the comparisons that a branch of ``case`` stands for."""
_BUNDLES = frozenset({"css", "js"})
"""Blocks whose text Eleventy moves to other files."""
_LOOPS = frozenset({"for", "tablerow", "asyncEach", "asyncAll", "macro"})
"""Blocks whose text needs the values that they loop over."""
MARK = re.compile(r"\0(\d+)\0")
_BRANCHES = frozenset({"else", "elif", "elseif", "elsif", "when"})
_CONDITIONS = frozenset({"if", "unless", "case"})
_ALTERNATIVE = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s,]+")
"""A value after ``when``, between commas or ``or``."""


class NotRendered(msgspec.Struct, frozen=True):
    """A tag or an output that is left out of a rendered text."""

    offset: int
    """Where it begins in the source."""
    name: str
    """The name of the tag, or of the variable or filter that is not known."""
    is_tag: bool
    is_filter: bool = False


class RenderedTemplate(msgspec.Struct, frozen=True):
    """A rendered text."""

    text: str
    not_rendered: tuple[NotRendered, ...]


class _Block(msgspec.Struct):
    """A block that is open."""

    name: str
    shows: bool = True
    """Its text, or the branch that is being read, is shown."""
    has_shown: bool | None = True
    """A branch of a condition was shown; None if that is not known."""
    subject: str = ""
    """The variable that its text is assigned to, the language of its code, or what it compares."""
    parts: list[str] | None = None
    """Its text so far, if that is not printed where it is."""
    assigned: list[str] = []
    """The variables that are set in a branch that may not be the one that is shown."""


def is_template(text: str, engine: str) -> bool:
    """Say whether a text in that language may have anything to render."""
    return engine in ("liquid", "njk") and ("{{" in text or "{%" in text or "{#" in text)


def render(text: str, scope: Scope, marks: bool = False) -> RenderedTemplate:
    """Render a text; a text that is in neither language is not changed.

    An output or a tag that is not known is left out. With ``marks``, :data:`MARK` is printed for
    it: its index in ``not_rendered`` between two NUL characters.
    """
    if not is_template(text, scope.engine):
        return RenderedTemplate(text, ())
    return _Renderer(text, scope, marks).rendered()


class _Renderer:
    """Renders one text, from its beginning to its end."""

    def __init__(self, text: str, scope: Scope, marks: bool) -> None:
        self._text = text
        self._scope = scope
        self._marks = marks
        self._parts: list[str] = []
        self._blocks: list[_Block] = []
        self._not_rendered: list[NotRendered] = []
        self._printed = 0

    def rendered(self) -> RenderedTemplate:
        end, strips = 0, False
        for found in _TOKEN.finditer(self._text):
            before = self._text[end : found.start()]
            before = before.lstrip() if strips else before
            trims = found["note"] is None
            self._add(before.rstrip() if trims and found[0][2] == "-" else before)
            strips, end = trims and found[0][-3] == "-", found.end()
            self._token(found)
        self._add(self._text[end:].lstrip() if strips else self._text[end:])
        while self._blocks:
            self._close(self._blocks[-1].name)
        return RenderedTemplate("".join(self._parts), tuple(self._not_rendered))

    def _token(self, found: re.Match[str]) -> None:
        if found["word"] is not None:
            self._add("" if found["word"] == "comment" else found["kept"])
        elif found["note"] is not None:
            self._add("" if self._scope.engine == "njk" else found[0])
        elif found["expression"] is not None:
            self._output(found["expression"].removesuffix("-"), found.start())
        else:
            self._tag(found)

    @property
    def _shows(self) -> bool:
        return all(block.shows for block in self._blocks)

    def _add(self, text: str) -> None:
        if text and self._shows:
            kept = [block.parts for block in self._blocks if block.parts is not None]
            (kept[-1] if kept else self._parts).append(text)

    def _leave_out(self, offset: int, name: str, error: Undecided | None = None) -> None:
        if self._marks:
            self._add(f"\0{len(self._not_rendered)}\0")
        is_filter = error is not None and error.is_filter
        self._not_rendered.append(NotRendered(offset, name, error is None, is_filter))

    def _output(self, expression: str, offset: int) -> None:
        if not self._shows or self._printed > _MOST_PRINTED:
            return
        engine = self._scope.engine
        try:
            value = evaluate(expression.strip(), self._scope)
            text = printed(value, engine)
            if engine == "njk" and not isinstance(value, Safe):
                text = escaped(text)
            self._printed += len(text)
            if self._printed > _MOST_PRINTED:
                raise Undecided(expression.strip()[:20])
        except Undecided as error:
            self._leave_out(offset, error.name, error)
        except ValueError:  # a date or an object
            self._leave_out(offset, expression.strip()[:40], Undecided(expression))
        else:
            self._add(text)

    def _tag(self, found: re.Match[str]) -> None:
        parsed = _TAG.fullmatch(found[0])
        name, rest = (parsed[1] or "", parsed[2]) if parsed else ("", "")
        if name in _BRANCHES:
            self._branch(name, rest, found.start())
        elif name.startswith("end"):
            self._close(name.removeprefix("end"))
        elif len(self._blocks) < _MOST_OPEN:
            self._begin(name, rest, found.start())

    def _begin(self, name: str, rest: str, offset: int) -> None:
        if name == "case" and self._scope.engine == "liquid":
            self._blocks.append(_Block(name, shows=False, has_shown=False, subject=rest))
        elif name in ("if", "unless"):
            self._blocks.append(_Block(name))
            self._condition(self._blocks[-1], rest, offset, name == "if")
        elif name in ("set", "assign", "capture"):
            self._assign(name, rest)
        elif name in _BUNDLES | _LOOPS:
            if name in _LOOPS and self._shows:
                self._leave_out(offset, name)
            self._blocks.append(_Block(name, shows=False))
        elif name == "highlight":
            self._blocks.append(_Block(name, subject=rest.strip("\"' ").split(" ")[0], parts=[]))
        elif name and not name.startswith("#") and self._shows:
            self._leave_out(offset, name)

    def _condition(self, block: _Block, condition: str, offset: int, wanted: bool = True) -> None:
        """Begin a branch of a block: it is shown if its condition holds, or is not known."""
        if not self._shows:
            return
        try:
            block.shows = holds(condition, self._scope) is wanted
            block.has_shown = block.shows
        except Undecided:
            block.has_shown = None
            self._leave_out(offset, block.name)

    def _branch(self, name: str, condition: str, offset: int) -> None:
        block = self._blocks[-1] if self._blocks else None
        if block is None or block.name not in _CONDITIONS:
            return
        if block.has_shown is None:
            self._forget(block)
        elif block.has_shown:
            block.shows = False
        elif name == "else":
            block.shows = block.has_shown = True
        else:
            block.shows = True
            self._condition(block, _compared(block.subject, condition), offset)

    def _assign(self, name: str, rest: str) -> None:
        found = _ASSIGNED.fullmatch(rest)
        if found is None or name == "capture":
            self._blocks.append(_Block(name, subject=rest.strip("\"' "), parts=[]))
        elif self._shows:
            self._set(found[1], found[2])

    def _set(self, variable: str, expression: str) -> None:
        value: Any
        try:
            value = evaluate(expression, self._scope)
        except Undecided as error:
            value = error
        self._keep(variable, value)

    def _keep(self, variable: str, value: Any) -> None:
        self._scope.variables[variable] = value
        for block in self._blocks:
            if block.has_shown is None:
                block.assigned.append(variable)

    def _forget(self, block: _Block) -> None:
        """Forget what was set in a branch whose condition is not known."""
        self._scope.variables.update({name: Undecided(name) for name in set(block.assigned)})
        block.assigned.clear()

    def _close(self, name: str) -> None:
        """Close the innermost block of this name, and those that are left open in it."""
        if name not in [block.name for block in self._blocks]:
            return
        block = self._blocks.pop()
        while block.name != name:
            self._forget(block)
            block = self._blocks.pop()
        self._forget(block)
        if block.parts is None or not self._shows:
            return
        text = "".join(block.parts)
        if name == "highlight":
            kind = escape(f"language-{block.subject}")
            code = f'<pre class="{kind}"><code class="{kind}">{escape(text.strip(), quote=False)}'
            self._add(f"{code}</code></pre>")
        else:
            self._keep(block.subject, text)


def _compared(subject: str, condition: str) -> str:
    """Return the condition of a branch; in ``case`` it lists values that the subject may have."""
    if not subject:
        return condition
    values = [value for value in _ALTERNATIVE.findall(condition) if value != "or"]
    if len(subject) * len(values) > _LONGEST_CONDITION:
        return ""  # not known
    return " or ".join(f"{subject} == {value}" for value in values)
