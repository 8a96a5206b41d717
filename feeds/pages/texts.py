"""The texts of pages in each language; a site can add its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from gettext import c2py
from typing import Any

import msgspec

from feeds.errors import ConfigError, Fault, suggestion
from feeds.urls import is_language_tag

DEFAULT = "en"
"""The language of pages if there are no texts in the language of the site."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    ("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa")
)

_Words = Mapping[str, Any]


@cache
def _plural_rule(rule: str) -> Callable[[int], int]:
    """Return a rule as a function; this takes 0.1 ms. Raises ``ValueError``."""
    return c2py(rule)


class Texts:
    """The texts of pages in one language."""

    def __init__(self, language: str, words: _Words) -> None:
        self.language = language
        self._words = words
        self._plural = _plural_rule(words["plural"])

    def text(self, name: str, /, **values: object) -> str:
        """Return a text with its placeholders filled; ``n`` also selects the plural form.

        Raises ``LookupError`` if there is no such text.
        """
        if name not in self._words:
            raise LookupError(f"the text {name} does not exist")
        found = self._words[name]
        if isinstance(found, list):
            found = found[self._form(int(str(values.get("n", 0))), len(found))]
        return _PLACEHOLDER.sub(lambda one: str(values.get(one[1], one[0])), found)

    def _form(self, number: int, forms: int) -> int:
        try:
            return max(0, min(self._plural(number), forms - 1))
        except ZeroDivisionError:
            return 0  # a rule such as n % 0

    def kind(self, kind: str, number: int = 2) -> str:
        """Return the name of a kind of feeds: the plural, or the singular if ``number`` is 1.

        ``tag.de`` are the tags of one language, ``recipes category`` the categories of one
        collection. A kind that the texts do not have is called by its own name.
        """
        kinds = self._words["kinds"]
        if kind in kinds:
            return str(kinds[kind][number != 1])
        base, _, language = kind.partition(".")
        collection, _, inner = kind.rpartition(" ")
        for known, qualifier in ((base, language), (inner, collection)):
            if qualifier and known in kinds:
                return f"{kinds[known][number != 1]} ({qualifier})"
        return kind

    @property
    def kinds(self) -> Mapping[str, str]:
        """Return the name of one feed of each kind that the texts have."""
        return {kind: names[0] for kind, names in self._words["kinds"].items()}


class TextsByLanguage:
    """The texts of pages in all languages."""

    def __init__(self, ours: bytes, own: bytes = b"", path: str = "") -> None:
        """Read our texts, and a site's own from a file with this path.

        Raises :class:`~feeds.errors.ConfigError` with everything that is wrong with the own
        texts.
        """
        self._words: dict[str, _Words] = msgspec.json.decode(ours)
        if own:
            self._add(own, path)

    def find(self, *languages: str | None) -> Texts:
        """Return the texts in the first of these languages for which there are any."""
        found = next(filter(None, map(self._nearest, languages)), DEFAULT)
        return Texts(found, self._words[found])

    def has(self, language: str) -> bool:
        """Return whether there are texts in a language."""
        return bool(self._nearest(language))

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def _nearest(self, language: str | None) -> str:
        """Return the best match for a language; empty if there is none (RFC 4647 3.4)."""
        known = {one.lower(): one for one in self._words}
        parts = (language or "").lower().split("-")
        tags = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((known[tag] for tag in tags if tag in known), "")

    def _add(self, own: bytes, path: str) -> None:
        model = self._words[DEFAULT]
        try:
            given = msgspec.json.decode(own)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ConfigError([_broken(own, path, error)]) from error
        faults = [Fault(path, 0, found) for found in _faults(given, model)]
        if faults:
            raise ConfigError(faults)
        for language, words in given.items():
            below = self._words.get(language, model)
            kinds = {**below["kinds"], **words.get("kinds", {})}
            self._words[language] = {**below, **words, "kinds": kinds}


def direction(language: str) -> str:
    """Return in which direction a language is written: ``rtl`` or ``ltr``."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def _broken(own: bytes, path: str, error: Exception) -> Fault:
    """Return the fault of a file that is not JSON, with its line if that is known."""
    position = re.search(r"\(byte (\d+)\)", str(error))
    line = own.count(b"\n", 0, int(position[1])) + 1 if position else 0
    return Fault(path, line, f"the file is not valid JSON ({error}); correct it")


def _faults(given: Any, model: _Words) -> Iterator[str]:
    if not isinstance(given, dict):
        yield "the file must contain an object; write a key for each language, such as fr"
        return
    for language, words in given.items():
        if not is_language_tag(language):
            yield f"{language}: must be a language tag; write one such as fr or pt-BR"
        elif not isinstance(words, dict):
            yield f"{language}: must be an object with texts; see `feeds help templates`"
        else:
            for name, value in words.items():
                for problem in _word_faults(name, value, model):
                    yield f"{language}.{name}: {problem}"


def _word_faults(name: str, value: Any, model: _Words) -> Iterator[str]:
    if name not in model:
        yield f"unknown text; {suggestion(name, model, 'see `feeds help templates` for all names')}"
    elif name == "kinds":
        if not isinstance(value, dict) or not all(map(_is_pair, value.values())):
            yield 'must be an object; write {"tag": ["Tag", "Tags"]}'
    elif name == "plural":
        if not _is_plural_rule(value):
            yield "must be a plural rule as in gettext files; write one such as n != 1"
    elif isinstance(model[name], list) and not _is_list(value):
        yield "must be a list of strings; write one for each plural form"
    elif isinstance(model[name], str) and not isinstance(value, str):
        yield "must be a string; write it in quotes"
    else:
        known = _placeholders(model[name])
        remedy = f"use {', '.join(known)}" if known else "remove it"
        unknown = (one for one in _placeholders(value) if one not in known)
        yield from (f"the placeholder {one} does not exist; {remedy}" for one in unknown)


def _placeholders(text: str | list[str]) -> list[str]:
    return sorted({found[0] for found in _PLACEHOLDER.finditer("".join(text))})


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _is_pair(value: Any) -> bool:
    return _is_list(value) and len(value) == 2


def _is_plural_rule(value: Any) -> bool:
    try:
        _plural_rule(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True
