"""Parts of the JSON Schema that Python types cannot express.

A schema cannot check everything: time zones and keys that depend on each other are left to the
program. So it accepts more. It accepts less only for spellings that hardly anybody uses.
tests/config/test_json_schema.py lists both. Python and ECMA 262 read the patterns alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from feeds.http import CODED_ENDINGS
from feeds.model import FeedKind
from feeds.rules import RULES


class WrittenForm(Struct, frozen=True, eq=False):  # a part of types, which are hashed
    """In a field's type: keywords of JSON Schema for values as they are written."""

    keywords: Mapping[str, Any]


def any_word(*words: str) -> str:
    """Return an expression for words in any letter case."""
    return "|".join("".join(f"[{c}{c.upper()}]" for c in word) for word in words)


def _spaced(pattern: str, *shown: str) -> WrittenForm:
    """Return the form of a text that may have spaces around it."""
    example = {"examples": [*shown]} if shown else {}
    return WrittenForm({"pattern": rf"^\s*(?:{pattern})\s*$", **example})


def _rules(*needed: str, wrong: Iterable[str]) -> dict[str, Any]:
    """Return the keywords of a text in which all needed expressions are found, and no wrong one."""
    return {
        "allOf": [{"pattern": pattern} for pattern in needed],
        "not": {"anyOf": [{"pattern": pattern} for pattern in wrong]},
    }


def _other_braces(*known: str) -> str:
    """Return an expression for placeholders other than the known ones."""
    return rf"\{{(?!(?:{'|'.join(known)})\}})[^{{}}]*\}}"


def _either(value: Mapping[str, Any], *words: str) -> WrittenForm:
    """Return the form of a value that can also be written as one of these words."""
    text = {"type": "string", "pattern": rf"^(?:{any_word(*words)})$"}
    return WrittenForm({"anyOf": [value, text]})


def _by_kind(site: dict[str, Any], other: dict[str, Any]) -> WrittenForm:
    """Return the form of texts by the kind of feed."""
    text: dict[str, Any] = {"type": ["string", "null"]}
    return WrittenForm(
        {"patternProperties": {_SITE_KEY: text | site}, "additionalProperties": text | other}
    )


def _path(*known: str) -> dict[str, Any]:
    codings = "|".join(ending.lstrip(".") for ending in CODED_ENDINGS)
    wrong = (_other_braces(*known), r"/\.{0,2}(?:/|\s*$)", rf"\.(?:{codings})\s*$")
    needed = [r"\{(?:slug|name)\}"] if "slug" in known else []
    return _rules(_ROOTED, *needed, wrong=wrong)


_SITE_KEY = rf"^\s*{FeedKind.SITE}\s*$"
_ROOTED = r"^\s*/"
_NOT_IN_URL = r'\s\\"<>^`{|}#'
_HTTP = rf"[hH][tT][tT][pP][sS]?://[^{_NOT_IN_URL}@/?]+"
_NOT_IN_PLACE = (r"/\.{1,2}(?:/|\s*$)", r"[?#]", _other_braces("[a-z_]+"))

YES_WORDS, NO_WORDS = ("y", "yes", "on"), ("n", "no", "off")
"""The words of YAML 1.1. To YAML 1.2, which editors read, they are texts."""

YES_OR_NO = _either({"type": "boolean"}, *YES_WORDS, *NO_WORDS)
OFF = _either({"const": False}, *NO_WORDS)
SIZE = _spaced(
    rf"[0-9]{{1,12}}(?:\.[0-9]{{1,3}})? ?(?:[kKmMgG][iI]?[bB]|{any_word('b', 'bytes')})?",
    "500 KiB",
    "2 MB",
)
URL = _spaced(rf"{_HTTP}(?:/[^{_NOT_IN_URL}?]*)?\??#?", "https://example.com")
HUB = _spaced(rf"{_HTTP}(?:[/?][^{_NOT_IN_URL}]*)?#?", "https://hub.example.com/")
LANGUAGE = _spaced(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", "en", "zh-CN")
TIMEZONE = _spaced(r"[A-Za-z0-9_+/.-]+", "UTC", "Europe/Paris")
NAME = WrittenForm({"pattern": r"\S"})
DIRECTORY = WrittenForm({"pattern": r"^\s*[^\s\u0000][^\u0000]*$"})
STORAGE = _spaced(r"memory|redis(?:s|\+unix)?://[\s\S]*", "memory", "redis://localhost:6379/0")
NETWORK = WrittenForm(
    {"pattern": r"^\s*[0-9A-Fa-f:.]+(?:[%/]|\s*$)", "examples": ["127.0.0.1", "10.0.0.0/8"]}
)
RATE = _spaced(
    rf"[1-9][0-9]{{0,8}} ?(?:/|{any_word('per')}) ?(?:[1-9][0-9]{{0,3}} ?)?"
    rf"(?:{any_word('second', 'minute', 'hour', 'day')})[sS]?",
    "10/minute",
    "10/10 minutes",
)
SOME = WrittenForm({"minItems": 1})
KINDS = WrittenForm({"examples": [[str(kind) for kind in FeedKind]]})
PATHS = _by_kind(_path("ext"), _path("ext", "slug", "name"))
TITLES = _by_kind(
    _rules(r"\S", wrong=[_other_braces("site")]),
    _rules(r"\S", wrong=[_other_braces("site", "term")]),
)
NO_SITE = WrittenForm({"patternProperties": {_SITE_KEY: {"type": "null"}}})
IGNORED = WrittenForm({"pattern": r"^\s*[^\s#]", "examples": ["drafts/", "*.txt"]})
IGNORED_LINES = WrittenForm({"pattern": r"\n|^\s*[^\s#]"})
REDIRECT_PATH = WrittenForm(_rules(_ROOTED, wrong=[*_NOT_IN_PLACE, r"\*"]))
RETIRED_PATH = WrittenForm(_rules(_ROOTED, wrong=[*_NOT_IN_PLACE, r"(\{[a-z_]+\})[\s\S]*\1"]))
FOLDER = WrittenForm(
    _rules(r"^\s*/", wrong=[r"[{}]", r"[\s\S]{101}", r"/\.{0,2}/", r"/\.{1,2}\s*$", r"\\"])
    | {"examples": ["/feeds"]}
)
READER_URL = _spaced(
    r"(?:[hH][tT][tT][pP][sS]?|feed):\S*\{url\}\S*", "https://reader.example/?add={url}"
)
RULE = _spaced("|".join(RULES), *RULES)
