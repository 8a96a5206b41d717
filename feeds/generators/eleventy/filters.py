"""Filters of Eleventy, its feed plugin, Liquid and Nunjucks.

https://www.11ty.dev/docs/filters/ A filter raises ``ValueError`` or ``TypeError`` if it cannot
compute its result.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote

from feeds.generators.eleventy.javascript import written
from feeds.generators.eleventy.urls import absolute, based, below_prefix, is_absolute, with_prefix

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
# The older filter slug has a map of its own.
_SLUG_PAIRS = (
    "$=dollar %=percent &=and <=less >=greater |=or Æ=AE Ð=D Ø=O Þ=TH ß=ss æ=ae ð=d ø=o þ=th"
)
_SLUG_SPELT = dict(pair.split("=") for pair in _SLUG_PAIRS.split())
_NOT_IN_SLUG = re.compile(r"[^\w\s$*+~.()'\"!\-:@]+")
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DIRECTIVE = re.compile(r"%([-^]?)([A-Za-z%])")
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^>]*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_IN_LIQUID = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})
_IN_NUNJUCKS = _IN_LIQUID | str.maketrans({'"': "&quot;", "\\": "&#92;"})
_KEPT_BY_ENCODING = "!'()*"
"""What JavaScript's ``encodeURIComponent`` keeps, besides what :func:`quote` keeps."""


class Safe(str):
    """A text that Nunjucks prints without escaping it."""

    __slots__ = ()


class PageScope(Protocol):
    """What filters need to know besides their arguments."""

    @property
    def prefix(self) -> str: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


Filter = Callable[..., Any]
"""Takes a :class:`PageScope`, the value and the filter's arguments."""


def slugify(text: str) -> str:
    """Return the slug of a text as Eleventy's ``slugify`` makes it: a-z, digits and hyphens.

    Raises ``ValueError`` for scripts that ``slugify`` transliterates.
    """
    spelt = "".join(_SPELT.get(one, one) for one in unicodedata.normalize("NFC", text))
    if _OTHER_SCRIPTS.search(spelt):
        raise ValueError(text)
    bare = _DIACRITIC.sub("", unicodedata.normalize("NFD", spelt))
    return _SLUGGED.sub("-", _CONTRACTED.sub(r"\1\2\3", bare.lower())).strip("-")


def _slug(text: str) -> str:
    """Return the slug of a text as Eleventy's older ``slug`` makes it.

    Raises ``ValueError`` for letters beyond Latin-1.
    """
    spelt = "".join(_SLUG_SPELT.get(one, one) for one in unicodedata.normalize("NFC", text))
    if any(one > "\xff" for one in spelt):
        raise ValueError(text)
    bare = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", spelt))
    kept = _NOT_IN_SLUG.sub("", bare.replace("-", " "))
    return re.sub(r"\s+", "-", kept.strip()).lower()


def escaped(text: str, engine: str = "njk") -> str:
    """Escape a text as Nunjucks does what it prints, or as Liquid's filter ``escape`` does."""
    return str(text).translate(_IN_LIQUID if engine == "liquid" else _IN_NUNJUCKS)


def printed(value: Any, engine: str) -> str:
    """Return a value as a template prints it, without escaping.

    Raises ``ValueError`` for dates and objects.
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return ("" if engine == "liquid" else ",").join(printed(one, engine) for one in value)
    if isinstance(value, dict | datetime):
        raise ValueError(value)
    return str(value) if isinstance(value, Safe) else written(value)


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


def _date(_: PageScope, value: Any, pattern: Any = "") -> str:
    # Without a directive the pattern is one of another library's.
    if not isinstance(value, datetime) or "%" not in str(pattern):
        raise ValueError(value)
    return _strftime(value, str(pattern))


def _rfc_3339(_: PageScope, value: Any) -> str:
    if not isinstance(value, datetime):
        raise ValueError(value)
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def _default_in_liquid(_: PageScope, value: Any, other: Any = "") -> Any:
    return other if value in (None, False, "", []) else value


def _default(_: PageScope, value: Any, other: Any = "", any_false: Any = False) -> Any:
    is_false = value in (None, False, "", 0) if any_false else value is None
    return other if is_false else value


def _capitalised(value: str) -> str:
    return value[:1].upper() + value[1:].lower()


def _titled(value: str) -> str:
    return " ".join(map(_capitalised, value.split(" ")))


def _replaced(value: str, old: str, new: str = "", most: str = "-1") -> str:
    return value.replace(old, new, int(most))


def _cut(value: str, length: str = "255", inside_words: str = "", end: str = "...") -> str:
    most = int(length)
    if len(value) <= most:
        return value
    space = value.rfind(" ", 0, most + 1)
    at = most if inside_words not in ("", "false") or space < 0 else space
    return value[:at] + end


def _cut_in_liquid(value: str, length: str = "50", end: str = "...") -> str:
    most = int(length)
    return value if len(value) <= most else value[: max(most - len(end), 0)] + end


def _without_tags(value: str) -> str:
    return " ".join(_TAG.sub("", value).split())


def _encoded_part(value: str) -> str:
    return quote(value, safe=_KEPT_BY_ENCODING)


def _texts(value: Any, arguments: tuple[Any, ...]) -> list[str]:
    if any(isinstance(one, list | dict | datetime) for one in (value, *arguments)):
        raise ValueError(value)
    return ["" if one is None else printed(one, "njk") for one in (value, *arguments)]


def _on_text(function: Callable[..., str]) -> Filter:
    return lambda _, value, *arguments: function(*_texts(value, arguments))


def _keeping_safe(function: Callable[..., str]) -> Filter:
    """Return a filter of Nunjucks whose result is safe to print if its value is."""

    def filtered(_: PageScope, value: Any, *arguments: Any) -> str:
        result = function(*_texts(value, arguments))
        return Safe(result) if isinstance(value, Safe) else result

    return filtered


def _safe(_: PageScope, value: Any) -> Safe:
    return Safe(printed(value, "njk"))


def _escape(_: PageScope, value: Any) -> Safe:
    return value if isinstance(value, Safe) else Safe(escaped(printed(value, "njk")))


def _joined(engine: str, between: str) -> Filter:
    def joined(_: PageScope, value: Any, separator: Any = between) -> str:
        if not isinstance(value, list):
            raise ValueError(value)
        return str(separator).join(printed(one, engine) for one in value)

    return joined


def _item(index: int) -> Filter:
    def item(_: PageScope, value: Any) -> Any:
        if not isinstance(value, list | str):
            raise ValueError(value)
        return value[index] if value else None

    return item


def _length(_: PageScope, value: Any) -> int:
    if not isinstance(value, list | dict | str):
        raise ValueError(value)
    return len(value)


def _reversed(_: PageScope, value: Any) -> Any:
    if not isinstance(value, list | str):
        raise ValueError(value)
    return value[::-1]


def _split(_: PageScope, value: Any, separator: Any = " ") -> list[str]:
    parts = str(printed(value, "liquid")).split(str(separator))
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _dumped(_: PageScope, value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _url(scope: PageScope, value: Any, prefix: Any = None) -> str:
    own = prefix.rstrip("/") if isinstance(prefix, str) and prefix else scope.prefix
    return below_prefix(printed(value, "njk"), own)


def _absolute(_: PageScope, value: Any, base: Any = None) -> str:
    url = printed(value, "njk")
    try:
        return absolute(url, printed(base, "njk"))
    except ValueError:
        return url


def _based(scope: PageScope, value: Any, base: Any = None, page: Any = None) -> str:
    own = scope.data.get("page")
    path = page or (own.get("url") if isinstance(own, Mapping) else "")
    start = printed(base, "njk") or f"{scope.prefix}/"
    return based(printed(value, "njk"), start, scope.prefix, str(path or ""))


def _prefixed(scope: PageScope, value: Any) -> str:
    url = printed(value, "njk")
    if not is_absolute(url):
        raise ValueError(url)
    return with_prefix(url, url, scope.prefix)


_BOTH: dict[str, Filter] = {
    "url": _url,
    "absoluteUrl": _absolute,
    "htmlBaseUrl": _based,
    "addPathPrefixToFullUrl": _prefixed,
    "slugify": _on_text(slugify),
    "slug": _on_text(_slug),
    "dateToRfc3339": _rfc_3339,
    "rssDate": _rfc_3339,
    "date": _date,
    **dict.fromkeys(("upcase", "upper"), _on_text(str.upper)),
    **dict.fromkeys(("downcase", "lower"), _on_text(str.lower)),
    **dict.fromkeys(("strip", "trim"), _keeping_safe(str.strip)),
    "lstrip": _on_text(str.lstrip),
    "rstrip": _on_text(str.rstrip),
    "capitalize": _keeping_safe(_capitalised),
    "title": _keeping_safe(_titled),
    "append": _on_text(lambda value, end: value + end),
    "prepend": _on_text(lambda value, start: start + value),
    "replace": _keeping_safe(_replaced),
    "replace_first": _on_text(lambda value, old, new="": value.replace(old, new, 1)),
    "remove": _on_text(lambda value, old: value.replace(old, "")),
    "remove_first": _on_text(lambda value, old: value.replace(old, "", 1)),
    **dict.fromkeys(("striptags", "strip_html"), _keeping_safe(_without_tags)),
    "strip_newlines": _on_text(lambda value: value.replace("\n", "")),
    "truncate": _keeping_safe(_cut),
    "urlencode": _on_text(_encoded_part),
    "url_encode": _on_text(lambda value: _encoded_part(value).replace("%20", "+")),
    **dict.fromkeys(("safe", "raw"), _safe),
    **dict.fromkeys(("escape", "e", "forceescape"), _escape),
    **dict.fromkeys(
        ("xml_escape", "escape_once"), _on_text(lambda value: escaped(value, "liquid"))
    ),
    **dict.fromkeys(("default", "d"), _default),
    **dict.fromkeys(("length", "size"), _length),
    "first": _item(0),
    "last": _item(-1),
    "reverse": _reversed,
    "split": _split,
    **dict.fromkeys(("dump", "json"), _dumped),
    "string": _on_text(str),
    "join": _joined("njk", ""),
}
_LIQUID: dict[str, Filter] = {
    **dict.fromkeys(("escape", "e"), _on_text(lambda value: escaped(value, "liquid"))),
    "default": _default_in_liquid,
    "join": _joined("liquid", " "),
    "truncate": _on_text(_cut_in_liquid),
}
FILTERS: Mapping[str, Mapping[str, Filter]] = {"njk": _BOTH, "liquid": _BOTH | _LIQUID}
"""The filters whose result is known, by template language and name."""

OWN_FILTERS = frozenset(_BOTH) - {"absoluteUrl", "dateToRfc3339", "rssDate"}
"""Those that are not the feed plugin's."""

_UNKNOWABLE_NAMES = """
htmlToAbsoluteUrls renderTransforms transformWithHtmlBase inputPathToUrl dateToRfc822
getNewestCollectionItemDate rssLastUpdatedDate eleventyFeedHead getCollectionItem
getPreviousCollectionItem getNextCollectionItem getCollectionItemIndex log
batch center dictsort float groupby indent int list nl2br random reject rejectattr round
select selectattr slice sort sum urlize wordcount abs at_least at_most ceil compact concat
date_to_xmlschema divided_by escape_once floor map minus modulo newline_to_br plus push
sort_natural times truncatewords uniq url_decode where where_exp
"""
UNKNOWABLE = frozenset(_UNKNOWABLE_NAMES.split())
"""Names of other filters that Eleventy, its feed plugin, Liquid or Nunjucks has."""

METHODS: Mapping[str, Callable[..., Any]] = {
    "toString": lambda value: printed(value, "njk"),
    "toLowerCase": lambda value: printed(value, "njk").lower(),
    "toUpperCase": lambda value: printed(value, "njk").upper(),
    "trim": lambda value: printed(value, "njk").strip(),
    "replace": lambda value, old, new: printed(value, "njk").replace(old, new, 1),
    "replaceAll": lambda value, old, new: printed(value, "njk").replace(old, new),
    "slice": lambda value, start=0, end=None: value[start:end],
    "startsWith": lambda value, start: printed(value, "njk").startswith(start),
    "endsWith": lambda value, end: printed(value, "njk").endswith(end),
    "includes": lambda value, one: one in value,
    "indexOf": lambda value, one: printed(value, "njk").find(one),
}
"""Methods of JavaScript's strings and lists that templates call."""
