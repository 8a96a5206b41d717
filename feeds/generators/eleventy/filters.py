"""The filters of Liquid and Nunjucks whose result a template's own data decides.

https://www.11ty.dev/docs/filters/
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from feeds.generators.eleventy.cascade import written

_PAIRS = (
    "ä=ae ö=oe ü=ue Ä=Ae Ö=Oe Ü=Ue ß=ss ẞ=Ss æ=ae Æ=AE ø=o Ø=O ħ=h Ħ=H ĳ=ij Ĳ=IJ "
    "¢=c ¥=Y đ=d Đ=D ł=l Ł=L "
    "þ=th Þ=TH ð=d Ð=D \N{LATIN SMALL LETTER DOTLESS I}=i"
)
_WORDS = {"&": " and ", "\N{UNICORN FACE}": " unicorn ", "♥": " love "}
# What slugify writes in another way than without the accent.
_SPELT = dict(pair.split("=") for pair in _PAIRS.split()) | _WORDS
_TRANSLITERATED = re.compile(r"[\u0370-\u1dff\u20a0-\u20bf\u2400-\u24ff]")
# Unicode's property Diacritic, as far as letters of one name bear it.
_DIACRITIC = re.compile(r"[\^`\xa8\xaf\xb4\xb7\xb8\u02b0-\u0357\u035d-\u0362\u1ab0-\u1aff]")
_CONTRACTED = re.compile(r"([a-z\d]+)'([ts])(\s|$)")
_SLUGGED = re.compile(r"[^a-z\d]+")
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DIRECTIVE = re.compile(r"%([-^]?)([A-Za-z%])")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def slugify(text: str) -> str:
    """Return a text as Eleventy's ``slugify`` does: ``a-z``, digits and hyphens.

    ``ValueError`` for scripts that it spells in Latin letters, which is not done here.
    """
    spelt = "".join(_SPELT.get(one, one) for one in unicodedata.normalize("NFC", text))
    if _TRANSLITERATED.search(spelt):
        raise ValueError(text)
    bare = _DIACRITIC.sub("", unicodedata.normalize("NFD", spelt))
    return _SLUGGED.sub("-", _CONTRACTED.sub(r"\1\2\3", bare.lower())).strip("-")


def escaped(text: str) -> str:
    """Escape a text as Nunjucks does what it prints."""
    return "".join(_ESCAPES.get(one, one) for one in text)


def strftime(moment: datetime, pattern: str) -> str:
    """Format a date as Liquid does, in English; ``ValueError`` for directives not known."""

    def directive(found: re.Match[str]) -> str:
        flag, code = found.groups()
        text = _part(moment, code)
        if flag == "-":
            return text.lstrip("0 ") or "0"
        return text.upper() if flag == "^" else text

    return _DIRECTIVE.sub(directive, pattern)


def _part(moment: datetime, code: str) -> str:
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
    return strftime(value, str(pattern))


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


FILTERS: Mapping[str, Callable[..., Any]] = {
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
"""By name; each raises ``ValueError`` or ``TypeError`` where it cannot tell the result."""
