"""The authors of a post, in all forms that front matter has for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from feeds.model import Person

# Ada Example <ada@example.org>, or a URL instead of the address
_NAME_FIRST = re.compile(r"([^<>]*+)<(?=[^<>\s@]*+@|[^<>\s:]*+://)([^<>\s]++)>\s*+")
_ADDRESS_FIRST = re.compile(r"\s*([^\s()<>@]+@[^\s()<>@]+)\s*\(([^()]*)\)\s*")  # RSS's form
_AFTER_ADDRESS = re.compile(r"(?<=>)\s*[,;]\s*")


def people(value: Any) -> Iterator[Person | None]:
    """Yield each person of a value whose scalars are texts; None for one without a name.

    It is a text, a mapping with ``name``, a mapping of such mappings, or a list of all these.
    """
    for given in value if isinstance(value, list) else [value]:
        if isinstance(given, str):
            yield from map(_person, filter(str.strip, _AFTER_ADDRESS.split(given)))
        elif isinstance(given, dict) and "name" not in given and _holds_people(given):
            for key, one in given.items():
                yield _described({"name": key, **one})
        elif given is not None:
            yield _described(given) if isinstance(given, dict) else None


def _holds_people(given: dict[Any, Any]) -> bool:
    return bool(given) and all(isinstance(one, dict) for one in given.values())


def _described(given: dict[Any, Any]) -> Person | None:
    person = _person(_text(given.get("name")))
    uri = _text(given.get("uri")) or _text(given.get("url"))
    email = _text(given.get("email"))
    return person and Person(person.name, uri or person.uri, email or person.email)


def _person(text: str) -> Person | None:
    """Read a name, with an e-mail address or a URL after it in angle brackets."""
    name, address = text, ""
    if found := _NAME_FIRST.fullmatch(text):
        name, address = found.groups()
    elif found := _ADDRESS_FIRST.fullmatch(text):
        address, name = found.groups()
    name = " ".join(name.strip().strip('"').split()) or address
    if not name:
        return None
    is_url = "://" in address
    email = address.removeprefix("mailto:")
    return Person(name, address if is_url else None, None if is_url else email or None)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
