"""What is said of an article, from the least to the most particular source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from feeds.generators.pelican.config import Config

Value = str | list[str]

_LISTS = frozenset({"tags", "authors"})
_NEVER_EMPTY = frozenset({"status", "slug", "category", "author"})


class Source(NamedTuple):
    """A file as its reader leaves it."""

    metadata: Mapping[str, Value]
    lines: Mapping[str, int]
    """The line on which each of them begins."""
    body: str
    summary: str | None = None
    """The author's, in the body's markup."""
    kind: str = "html"
    """``html``, ``markdown`` or ``rst``."""
    problems: tuple[tuple[int, str], ...] = ()


def names(value: Any) -> list[str]:
    """Split a list of tags or authors: at semicolons where there are any, else at commas."""
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    return list(dict.fromkeys(filter(None, (str(one).strip() for one in value))))


def processed(pairs: Iterable[tuple[str, Any]]) -> dict[str, Value]:
    """Return metadata in its form, without what an empty value takes back."""
    result: dict[str, Value] = {}
    for name, value in pairs:
        form = _form(name, value)
        if form is not None:
            result[name] = form
    return result


def _form(name: str, value: Any) -> Value | None:
    if name in _LISTS:
        return names(value if isinstance(value, str | list | tuple) else str(value)) or None
    if name in _NEVER_EMPTY:
        return _text(value).strip() or None
    return list(map(str, value)) if isinstance(value, list | tuple) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What settings and paths say of an article before it is opened."""

    defaults: Mapping[str, Value]
    by_path: tuple[tuple[str, Mapping[str, Any]], ...]
    in_name: re.Pattern[str] | None
    in_path: re.Pattern[str] | None
    by_folder: bool
    formatted: frozenset[str] = field(default_factory=frozenset)

    def of(self, path: str) -> dict[str, Value]:
        """Return the metadata of a file, its path below the content's folder."""
        result = dict(self.defaults)
        result.update(processed(self.extra(path).items()))
        result.update(processed(self._in_path(path)))
        return result

    def extra(self, path: str) -> dict[str, Any]:
        """Return what EXTRA_PATH_METADATA says of a file and of the folders it is in."""
        result: dict[str, Any] = {}
        for place, metadata in self.by_path:
            if path == place or path.startswith(posixpath.join(place, "")):
                result.update(metadata)
        return result

    def _in_path(self, path: str) -> Iterator[tuple[str, str]]:
        folder, _, name = path.rpartition("/")
        found: dict[str, str] = {}
        for pattern, text in (
            (self.in_name, posixpath.splitext(name)[0]),
            (self.in_path, path),
        ):
            match = pattern.match(text) if pattern and text else None
            for key, value in match.groupdict().items() if match else ():
                if value is not None:
                    found.setdefault(key.lower(), value)
        if self.by_folder and folder:
            found.setdefault("category", posixpath.basename(folder))
        yield from found.items()


def surroundings(config: Config) -> Surroundings:
    """Return what the settings say of articles."""
    has_categories = bool(config.get("CATEGORY_SAVE_AS"))
    pairs = [(name.lower(), value) for name, value in config.mapping("DEFAULT_METADATA").items()]
    if has_categories:
        pairs.append(("category", config.text("DEFAULT_CATEGORY")))
    default_date = _default_date(config)
    if default_date:
        pairs.append(("date", default_date))
    return Surroundings(
        defaults=processed(pairs),
        by_path=_extra(config),
        in_name=config.pattern("FILENAME_METADATA"),
        in_path=config.pattern("PATH_METADATA"),
        by_folder=has_categories and bool(config.get("USE_FOLDER_AS_CATEGORY")),
        formatted=frozenset(config.texts("FORMATTED_FIELDS")),
    )


def _extra(config: Config) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    pairs = sorted(config.mapping("EXTRA_PATH_METADATA").items())
    return tuple((place, value) for place, value in pairs if isinstance(value, dict))


def _default_date(config: Config) -> str:
    value = config.get("DEFAULT_DATE")
    if value == "fs":
        message = (
            "DEFAULT_DATE = 'fs' takes a file's own time, which is another on every machine; "
            "write the date into each article"
        )
        config.fault("DEFAULT_DATE", message)
        return ""
    if isinstance(value, tuple | list):
        numbers = [one for one in value if isinstance(one, int)]
        if len(numbers) == len(value) and 3 <= len(numbers) <= 6:
            year, month, day, *time = [*numbers, 0, 0, 0][:6]
            clock = ":".join(f"{one:02}" for one in time)
            return f"{year:04}-{month:02}-{day:02} {clock}"
        config.fault("DEFAULT_DATE", "DEFAULT_DATE is no date; write '2026-11-23'")
        return ""
    return config.text("DEFAULT_DATE")
