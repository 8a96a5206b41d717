"""The little of Liquid and Nunjucks that a template's own data decides.

What prints a value of the post, or keeps text from being read as a template, is worked
off. Anything else stays as its text: it may need other templates, or JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from feeds.generators.eleventy.cascade import written
from feeds.generators.eleventy.filters import FILTERS, escaped
from feeds.generators.eleventy.javascript import UNREAD

_TOKEN = re.compile(
    r"\{%-?\s*+(?P<word>raw|verbatim|comment)\s*+-?%\}"
    r"(?P<kept>(?:[^{]|\{(?!%-?\s*+(?:end)?(?:raw|verbatim|comment)))*+)"
    r"\{%-?\s*+end(?P=word)\s*+-?%\}"
    r"|(?P<note>\{#(?:[^#{]|#(?!\})|\{(?!#))*+#\})"
    r"|\{\{(?P<left>-?)(?P<expression>(?:[^{}]|\}(?!\})|\{(?!\{))*+)\}\}"
    r"|(?P<tag>\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\})"
)
_LONGEST = 1_000
"""Characters of an expression."""
_STRING = r"\"[^\"]*\"|'[^']*'"
_VARIABLE = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\"[^\"]*\"|'[^']*'|\d+)\])*")
_STEP = re.compile(r"\.([\w-]+)|\[(?:\"([^\"]*)\"|'([^']*)'|(\d+))\]")
_PIPE = re.compile(rf"\|(?=(?:[^\"']|{_STRING})*$)")
_FILTER = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\((.*)\)|:\s*(.*?))?\s*", re.DOTALL)
_COMMA = re.compile(rf",(?=(?:[^\"']|{_STRING})*$)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Undecided(Exception):
    """The template's own data do not decide what this prints."""


class Rendered(NamedTuple):
    """A text with its templates worked off."""

    text: str
    left: tuple[tuple[int, str], ...]
    """What stayed as it was: the offset in the source, and the tag's or expression's text."""


def holds_template(text: str) -> bool:
    """Say cheaply whether there is anything to work off."""
    return "{{" in text or "{%" in text or "{#" in text


def render(text: str, data: Mapping[str, Any], engine: str) -> Rendered:
    """Work off a text in ``liquid`` or ``njk``; any other engine leaves it as it is."""
    if engine not in ("liquid", "njk") or not holds_template(text):
        return Rendered(text, ())
    left: list[tuple[int, str]] = []
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        printed = _printed(found, data, engine)
        if printed is None:
            left.append((found.start(), found[0]))
            continue
        before = text[end : found.start()]
        parts += [before.rstrip() if found["left"] == "-" else before, printed]
        end = found.end()
        if (found["expression"] or "").endswith("-"):
            end += len(text[end:]) - len(text[end:].lstrip())
    return Rendered("".join([*parts, text[end:]]), tuple(left))


def _printed(found: re.Match[str], data: Mapping[str, Any], engine: str) -> str | None:
    """Return what a piece of template prints; None where it stays."""
    if found["word"] is not None:
        return "" if found["word"] == "comment" else found["kept"]
    if found["note"] is not None:
        return "" if engine == "njk" else None
    if found["expression"] is None:
        return None
    try:
        value, safe = evaluate(found["expression"].removesuffix("-"), data)
    except Undecided:
        return None
    if isinstance(value, list | dict) or (value is not None and hasattr(value, "year")):
        return None
    text = "" if value is None else written(value)
    return escaped(text) if engine == "njk" and not safe else text


def evaluate(expression: str, data: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return an expression's value, and whether a filter marked it as safe to print.

    Raises :class:`Undecided`.
    """
    if len(expression) > _LONGEST:
        raise Undecided(expression)
    first, *pipes = _PIPE.split(expression.strip())
    value, safe = _operand(first.strip(), data), False
    for pipe in pipes:
        found = _FILTER.fullmatch(pipe)
        function = FILTERS.get(found[1]) if found else None
        if found is None or function is None:
            raise Undecided(pipe)
        given = (found[2] or found[3] or "").strip()
        arguments = [_operand(one.strip(), data) for one in _COMMA.split(given)] if given else []
        try:
            value = function(value, *arguments)
        except (TypeError, ValueError) as error:
            raise Undecided(pipe) from error
        safe = found[1] in ("safe", "escape", "e")
    return value, safe


def _operand(text: str, data: Mapping[str, Any]) -> Any:
    if re.fullmatch(_STRING, text):
        return text[1:-1]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if not _VARIABLE.fullmatch(text):
        raise Undecided(text)
    value: Any = data
    first = re.match(r"[A-Za-z_][\w-]*", text)
    name = first[0] if first else ""
    steps = [name, *(next(filter(None, step)) for step in _STEP.findall(text[len(name) :]))]
    for step in steps:
        value = _member(value, step)
    return value


def _member(value: Any, step: str) -> Any:
    if isinstance(value, Mapping) and step in value:
        value = value[step]
    elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
        value = value[int(step)]
    else:
        raise Undecided(step)
    if value is UNREAD:
        raise Undecided(step)
    return value
