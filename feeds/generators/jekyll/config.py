"""_config.yml: Jekyll's and jekyll-feed's configuration, and what it says of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from feeds.errors import Fault
from feeds.generators import toml
from feeds.generators.base import PostError
from feeds.generators.files import Inputs
from feeds.generators.frontmatter import line_of, load_yaml
from feeds.generators.jekyll.dates import parse_date
from feeds.generators.jekyll.files import Rules
from feeds.generators.jekyll.permalinks import template, unknown_placeholders
from feeds.generators.jekyll.urls import Form
from feeds.generators.jekyll.values import (
    is_single,
    is_true,
    kind_of,
    merged,
    shown,
    typed,
    written,
)
from feeds.zones import is_zone

NAMES = ("_config.yml", "_config.yaml", "_config.toml")
_ADDRESSABLE = re.compile(r"^ {4}addressable \(([0-9]+)\.([0-9]+)\.([0-9]+)", re.MULTILINE)
_FIRST_WITH_NFC = (2, 8, 2)


@dataclass(slots=True)
class Config(Inputs):
    """The configuration as written, with the files that were read for it."""

    name: str = NAMES[0]
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_toml(self) -> bool:
        """Whether the file is TOML, as its name says; YAML otherwise."""
        return self.name.endswith(".toml")

    def get(self, *keys: str) -> Any:
        """Return a value of nested mappings; None where there is none."""
        found: Any = self.values
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def string(self, *keys: str) -> str | None:
        """Return a single value as text; None, and a fault, where it is a list or mapping."""
        value = self.get(*keys)
        if isinstance(value, list | dict | set):
            name = ".".join(keys)
            self.fault(name, f"{name} is {kind_of(value)}; write {name}: text")
            return None
        return None if value is None or value is False else written(value)

    def fault(self, key: str, message: str, fatal: bool = False) -> None:
        """Keep a fault at the place of a key, ``feed.path``."""
        keys = key.split(".")
        line = toml.line_of(self.text, keys) if self.is_toml else line_of(self.text, keys)
        self.faults.append(Fault(self.name, line, message, fatal))


def load_config(tree: Path) -> Config:
    """Read the first of Jekyll's configuration files that there is.

    What is wrong in it is kept in ``faults``, see :meth:`Config.raise_faults`.
    """
    config = Config(tree)
    for name in NAMES:
        text = config.load(name)
        if text is not None:
            config.name, config.text = name, text
            config.values = _parsed(config)
            break
    _check(config)
    return config


def _parsed(config: Config) -> Mapping[str, Any]:
    try:
        values = toml.load_toml(config.text) if config.is_toml else load_yaml(config.text, typed)
    except PostError as error:
        config.faults += [Fault(config.name, line, message) for line, message in error.faults]
        return {}
    if values is None or values is False:
        return {}
    if not isinstance(values, dict):
        message = "the configuration is no mapping; write lines like title: My site"
        config.faults.append(Fault(config.name, 1, message))
        return {}
    return {written(key): value for key, value in values.items()}


def _check(config: Config) -> None:
    zone = config.get("timezone")
    if zone is not None and not is_zone(written(zone)):
        given = shown(written(zone)) if is_single(zone) else kind_of(zone)
        message = f"timezone {given} is not known; write a name like Asia/Shanghai"
        config.fault("timezone", message, fatal=True)
    _check_time(config)
    for key in ("include", "exclude"):
        if not isinstance(config.get(key) or [], list):
            message = f"{key} is {kind_of(config.get(key))}; write {key}: [name]"
            config.fault(key, message, fatal=True)
    key = _permalink_key(config)
    found = config.get(*key.split("."))
    if isinstance(found, list | dict | set):
        config.fault(key, f"{key} is {kind_of(found)}; write permalink: pretty", fatal=True)
    for unknown in unknown_placeholders(permalink(config)):
        config.fault(key, f"permalink has no placeholder :{unknown}; see {_DOCS}", fatal=True)


def _check_time(config: Config) -> None:
    time = config.get("time")
    try:
        if is_true(time):
            parse_date(time if isinstance(time, str) else written(time), "UTC")
    except ValueError:
        message = f"time {shown(written(time))} is not a date; write one like 2026-11-23"
        config.fault("time", message, fatal=True)


_DOCS = "https://jekyllrb.com/docs/permalinks/"


def permalink(config: Config) -> str:
    """Return the template of posts' URLs."""
    key = _permalink_key(config)
    found = config.get(*key.split("."))
    if key != "permalink":
        return written(found)
    return template("date" if found is None or found is False else written(found))


def _permalink_key(config: Config) -> str:
    own = "collections.posts.permalink"
    return own if config.get(*own.split(".")) else "permalink"


def rules(config: Config, folders: Iterable[str]) -> Rules:
    """Return the rules of which files are documents; ``folders`` are the collections'."""
    source = directory(config, "source")
    return Rules(
        source=f"{source}/" if source else "",
        collections_dir=directory(config, "collections_dir"),
        destination=directory(config, "destination") or "_site",
        collections=tuple(folders),
        drafts=is_true(config.get("show_drafts")),
        include=tuple(_strings(config.get("include")) or (".htaccess",)),
        exclude=tuple(_strings(config.get("exclude"))),
    )


def _strings(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def directory(config: Config, key: str) -> str:
    """Return a directory that the configuration names, without slashes around it."""
    parts = (config.string(key) or "").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def unicode_form(config: Config) -> tuple[Form, bool]:
    """Return the form of Unicode in URLs, and whether the site says so.

    That is the one of its version of Addressable; without one, of Debian's, which is older.
    """
    found = _ADDRESSABLE.search(config.load("Gemfile.lock") or "")
    if found is None:
        return "NFKC", False
    new = tuple(map(int, found.groups())) >= _FIRST_WITH_NFC
    return "NFC" if new else "NFKC", True


_DEPRECATED = {"page": "pages", "post": "posts", "draft": "drafts"}
_GLOB = re.compile(r"\*\*/|\*|\?|\{[^{}]*\}|\[[^]]+\]|[^*?\[{]+|.", re.DOTALL)


class _Set(NamedTuple):
    """One scope and the values it gives."""

    path: str
    glob: re.Pattern[str] | None
    """Fits paths of the source, not of the collections' directory."""
    type: str | None
    values: Mapping[str, Any]

    def covers(self, path: str, above: str) -> bool:
        return bool(self.glob.match(above + path)) if self.glob else path.startswith(self.path)

    def outranks(self, other: _Set | None) -> bool:
        """The longer path wins, then the one that names a type, then the later."""
        if other is None:
            return True
        own, theirs = len(self.path.removeprefix("/")), len(other.path.removeprefix("/"))
        return own > theirs if own != theirs else self.type is not None or other.type is None


class Defaults:
    """Every set that can apply to a document."""

    def __init__(self, sets: object, collections_dir: str) -> None:
        self._above = f"{collections_dir}/" if collections_dir else ""
        made = [_made(one, self._above) for one in sets] if isinstance(sets, list) else []
        self._sets = tuple(filter(None, made))
        self._merged: dict[tuple[int, ...], Mapping[str, Any]] = {(): {}}

    def values(self, path: str, label: str = "posts") -> Mapping[str, Any]:
        """Return the values for the document of a collection, by its path in their directory."""
        if not self._sets:
            return {}
        matching = tuple(
            index
            for index, one in enumerate(self._sets)
            if one.type in (None, label) and one.covers(path, self._above)
        )
        if matching not in self._merged:
            self._merged[matching] = self._merge(matching)
        return self._merged[matching]

    def _merge(self, matching: tuple[int, ...]) -> Mapping[str, Any]:
        values: Mapping[str, Any] = {}
        winner: _Set | None = None
        for one in (self._sets[index] for index in matching):
            if one.outranks(winner):
                values, winner = merged(values, one.values), one
            else:
                values = merged(one.values, values)
        return values


def _made(one: object, above: str) -> _Set | None:
    if not isinstance(one, dict) or not isinstance(one.get("values"), dict):
        return None
    scope = one.get("scope")
    scope = scope if isinstance(scope, dict) else {}
    given = written(scope["type"]) if "type" in scope else None
    type = None if given is None else _DEPRECATED.get(given, given)
    path = scope["path"] if isinstance(scope.get("path"), str) else ""
    values = {written(key): value for key, value in one["values"].items()}
    if "*" in path:
        return _Set(path, _glob(path), type, values)
    return _Set(path.removeprefix(above), None, type, values)


def _glob(path: str) -> re.Pattern[str]:
    """A pattern of files or directories; what begins with a match is covered."""
    try:
        return re.compile("".join(map(_translated, _GLOB.findall(path))) + "(?=/|$)")
    except re.error:
        return re.compile(re.escape(path))


def _translated(part: str) -> str:
    if part == "**/":
        return r"(?:[^/.][^/]*/)*"
    if part == "*":
        return r"(?:(?<=[^/])|(?!\.))[^/]*"
    if part == "?":
        return "[^/]"
    if part[0] == "{" and part[-1] == "}":
        return f"(?:{'|'.join(map(re.escape, part[1:-1].split(',')))})"
    return part if part[0] == "[" and part[-1] == "]" else re.escape(part)
