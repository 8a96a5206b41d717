"""Eleventy's Liquid and Nunjucks, as far as the template's own data decide what it prints.

Only two things are rendered: output of a value of the post, and tags that keep text from being
read as a template. Everything else stays as its text, because it may need other templates or
JavaScript, which is never run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from feeds.generators.eleventy.javascript import UNREAD, written

_TOKEN = re.compile(
    r"\{%-?\s*+(?P<word>raw|verbatim|comment)\s*+-?%\}"
    r"(?P<kept>(?:[^{]|\{(?!%-?\s*+(?:end)?(?:raw|verbatim|comment)))*+)"
    r"\{%-?\s*+end(?P=word)\s*+-?%\}"
    r"|(?P<note>\{#(?:[^#{]|#(?!\})|\{(?!#))*+#\})"
    r"|\{\{(?P<left>-?)(?P<expression>(?:[^{}]|\}(?!\})|\{(?!\{))*+)\}\}"
    r"|(?P<tag>\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\})"
)
_LONGEST_EXPRESSION = 1_000
"""Characters."""
_STRING = r"\"[^\"]*\"|'[^']*'"
_VARIABLE = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\"[^\"]*\"|'[^']*'|\d+)\])*")
_STEP = re.compile(r"\.([\w-]+)|\[(?:\"([^\"]*)\"|'([^']*)'|(\d+))\]")
_PIPE = re.compile(rf"\|(?=(?:[^\"']|{_STRING})*$)")
_FILTER = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\((.*)\)|:\s*(.*?))?\s*", re.DOTALL)
_COMMA = re.compile(rf",(?=(?:[^\"']|{_STRING})*$)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PAIRS = (
    "ä=ae ö=oe ü=ue Ä=Ae Ö=Oe Ü=Ue ß=ss ẞ=Ss æ=ae Æ=AE ø=o Ø=O ħ=h Ħ=H ĳ=ij Ĳ=IJ "
    "¢=c ¥=Y đ=d Đ=D ł=l Ł=L "
    "þ=th Þ=TH ð=d Ð=D \N{LATIN SMALL LETTER DOTLESS I}=i"
)
_WORDS = {"&": " and ", "\N{UNICORN FACE}": " unicorn ", "♥": " love "}
# Letters that slugify writes otherwise than without their accent.
_SPELT = dict(pair.split("=") for pair in _PAIRS.split()) | _WORDS
_OTHER_SCRIPTS = re.compile(r"[\u0370-\u1dff\u20a0-\u20bf\u2400-\u24ff]")
# Characters with Unicode's property Diacritic that occur in names.
_DIACRITIC = re.compile(r"[\^`\xa8\xaf\xb4\xb7\xb8\u02b0-\u0357\u035d-\u0362\u1ab0-\u1aff]")
_CONTRACTED = re.compile(r"([a-z\d]+)'([ts])(\s|$)")
_SLUGGED = re.compile(r"[^a-z\d]+")
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DIRECTIVE = re.compile(r"%([-^]?)([A-Za-z%])")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


class Undecided(Exception):
    """The template's own data do not decide what an expression prints."""


class RenderedTemplate(msgspec.Struct, frozen=True):
    """A rendered text."""

    text: str
    not_rendered: tuple[tuple[int, str], ...]
    """Tags and expressions that stay as they are: their offset in the source, and their text."""


def render(text: str, data: Mapping[str, Any], engine: str) -> RenderedTemplate:
    """Render a text in ``liquid`` or ``njk``; a text in another language is not changed."""
    if engine not in ("liquid", "njk") or not ("{{" in text or "{%" in text or "{#" in text):
        return RenderedTemplate(text, ())
    not_rendered: list[tuple[int, str]] = []
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        printed = _printed(found, data, engine)
        if printed is None:
            not_rendered.append((found.start(), found[0]))
            continue
        before = text[end : found.start()]
        parts += [before.rstrip() if found["left"] == "-" else before, printed]
        end = found.end()
        if (found["expression"] or "").endswith("-"):
            end += len(text[end:]) - len(text[end:].lstrip())
    return RenderedTemplate("".join([*parts, text[end:]]), tuple(not_rendered))


def _printed(found: re.Match[str], data: Mapping[str, Any], engine: str) -> str | None:
    """Return what a tag or expression prints; None if it stays as it is."""
    if found["word"] is not None:
        return "" if found["word"] == "comment" else found["kept"]
    if found["note"] is not None:
        return "" if engine == "njk" else None
    if found["expression"] is None:
        return None
    try:
        value, is_safe = _evaluate(found["expression"].removesuffix("-"), data)
    except Undecided:
        return None
    if isinstance(value, list | dict) or (value is not None and hasattr(value, "year")):
        return None
    text = "" if value is None else written(value)
    return escaped(text) if engine == "njk" and not is_safe else text


def _evaluate(expression: str, data: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return the value of an expression, and whether it is safe to print without escaping.

    Raises :class:`Undecided`.
    """
    if len(expression) > _LONGEST_EXPRESSION:
        raise Undecided(expression)
    first, *pipes = _PIPE.split(expression.strip())
    value, is_safe = _operand(first.strip(), data), False
    for pipe in pipes:
        found = _FILTER.fullmatch(pipe)
        function = _FILTERS.get(found[1]) if found else None
        if found is None or function is None:
            raise Undecided(pipe)
        given = (found[2] or found[3] or "").strip()
        arguments = [_operand(one.strip(), data) for one in _COMMA.split(given)] if given else []
        try:
            value = function(value, *arguments)
        except (TypeError, ValueError) as error:
            raise Undecided(pipe) from error
        is_safe = found[1] in ("safe", "escape", "e")
    return value, is_safe


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


def slugify(text: str) -> str:
    """Return the slug of a text as Eleventy's ``slugify`` makes it: a-z, digits and hyphens.

    Raises ``ValueError`` for scripts that ``slugify`` transliterates.
    """
    spelt = "".join(_SPELT.get(one, one) for one in unicodedata.normalize("NFC", text))
    if _OTHER_SCRIPTS.search(spelt):
        raise ValueError(text)
    bare = _DIACRITIC.sub("", unicodedata.normalize("NFD", spelt))
    return _SLUGGED.sub("-", _CONTRACTED.sub(r"\1\2\3", bare.lower())).strip("-")


def escaped(text: str) -> str:
    """Escape a text as Nunjucks escapes what it prints."""
    return "".join(_ESCAPES.get(one, one) for one in text)


def _strftime(moment: datetime, pattern: str) -> str:
    """Format a date as Liquid does, in English. Raises ``ValueError`` for unknown directives."""

    def directive(found: re.Match[str]) -> str:
        flag, code = found.groups()
        text = _date_part(moment, code)
        if flag == "-":
            return text.lstrip("0 ") or "0"
        return text.upper() if flag == "^" else text

    return _DIRECTIVE.sub(directive, pattern)


def _date_part(moment: datetime, code: str) -> str:
    month, day = _MONTHS.split()[moment.month - 1], _DAYS.split()[moment.weekday()]
    parts = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "d": f"{moment.day:02}",
        "e": f"{moment.day:2}",
        "H": f"{moment.hour:02}",
        "I": f"{moment.hour % 12 or 12:02}",
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "p": "AM" if moment.hour < 12 else "PM",
        "j": f"{moment.timetuple().tm_yday:03}",
        "F": f"{moment:%Y-%m-%d}",
        "B": month,
        "b": month[:3],
        "A": day,
        "a": day[:3],
        "%": "%",
    }
    if code not in parts:
        raise ValueError(code)
    return parts[code]


def _date(value: Any, pattern: Any = "") -> str:
    if not isinstance(value, datetime) or not pattern:
        raise ValueError(value)
    return _strftime(value, str(pattern))


def _default(value: Any, other: Any = "") -> Any:
    return other if value in (None, False, "", []) else value


def _capitalised(value: str) -> str:
    return value[:1].upper() + value[1:]


def _on_text(function: Callable[..., str]) -> Callable[..., Any]:
    def filtered(value: Any, *arguments: Any) -> str:
        if isinstance(value, list | dict | datetime):
            raise ValueError(value)
        texts = ("" if one is None else written(one) for one in (value, *arguments))
        return function(*texts)

    return filtered


def _joined(value: Any, separator: Any = ",") -> str:
    if not isinstance(value, list):
        raise ValueError(value)
    return str(separator).join(map(written, value))


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "slugify": _on_text(slugify),
    "upcase": _on_text(str.upper),
    "upper": _on_text(str.upper),
    "downcase": _on_text(str.lower),
    "lower": _on_text(str.lower),
    "capitalize": _on_text(_capitalised),
    "strip": _on_text(str.strip),
    "trim": _on_text(str.strip),
    "append": _on_text(lambda value, end: value + end),
    "prepend": _on_text(lambda value, start: start + value),
    "replace": _on_text(lambda value, old, new="": value.replace(old, new)),
    "remove": _on_text(lambda value, old: value.replace(old, "")),
    "escape": _on_text(escaped),
    "e": _on_text(escaped),
    "date": _date,
    "default": _default,
    "join": _joined,
    "safe": lambda value: value,
}
"""The filters whose result is known, by name. https://www.11ty.dev/docs/filters/

A filter raises ``ValueError`` or ``TypeError`` if it cannot compute its result.
"""
