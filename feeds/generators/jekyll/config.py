"""Read ``_config.yml``, with the defaults for front matter in it.

https://jekyllrb.com/docs/configuration/,
https://jekyllrb.com/docs/configuration/front-matter-defaults/
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.files import Inputs
from feeds.generators.frontmatter import load_toml, nested_key_line
from feeds.generators.jekyll.dates import parse_date
from feeds.generators.jekyll.files import FileRules
from feeds.generators.jekyll.permalinks import template, unknown_placeholders
from feeds.generators.jekyll.urls import Form
from feeds.generators.jekyll.values import (
    YAML,
    is_single,
    is_true,
    kind_of,
    merged,
    shown,
    written,
)
from feeds.zones import is_zone

NAMES = ("_config.yml", "_config.yaml", "_config.toml")
_PERMALINKS = "https://jekyllrb.com/docs/permalinks/"
_ADDRESSABLE = re.compile(r"^ {4}addressable \(([0-9]+)\.([0-9]+)\.([0-9]+)", re.MULTILINE)
_FIRST_WITH_NFC = (2, 8, 2)
_DEPRECATED = {"page": "pages", "post": "posts", "draft": "drafts"}
_GLOB = re.compile(r"\*\*/|\*|\?|\{[^{}]*\}|\[[^]]+\]|[^*?\[{]+|.", re.DOTALL)


@dataclass(slots=True)
class JekyllConfig(Inputs):
    """The configuration as written, and all files read for it."""

    name: str = NAMES[0]
    """The file's name."""
    text: str = ""
    """The file's text."""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_toml(self) -> bool:
        """Whether the file is TOML, as its name says; YAML otherwise."""
        return self.name.endswith(".toml")

    def get(self, *keys: str) -> Any:
        """Return a value of nested mappings; None if there is none."""
        found: Any = self.values
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def string(self, *keys: str) -> str | None:
        """Return a single value as text; a list or mapping is a fault and gives None."""
        value = self.get(*keys)
        if isinstance(value, list | dict | set):
            name = ".".join(keys)
            message = f"{name} must be a string, not {kind_of(value)}; put it in quotes"
            self.fault(name, message)
            return None
        return written(value) if is_true(value) else None

    def directory(self, key: str) -> str:
        """Return a directory that the configuration names, without slashes at its ends."""
        parts = (self.string(key) or "").split("/")
        return "/".join(part for part in parts if part not in ("", "."))

    @property
    def source(self) -> str:
        """The directory that Jekyll reads, relative to the tree; empty for the tree itself."""
        top = self.tree.absolute()
        folder = os.path.relpath(top / (self.string("source") or "."), top)
        return "" if folder == "." else folder

    @property
    def build_time(self) -> str | None:
        """When the site is built (``time``); None if the configuration does not say it."""
        time = self.get("time")
        if isinstance(time, str):
            return time  # which can be a Timestamp
        return written(time) if is_true(time) else None

    def fault(self, key: str, message: str, fatal: bool = False) -> None:
        """Add a fault at the line of a key, ``feed.path``."""
        keys = key.split(".")
        line = nested_key_line(self.text, keys, self.is_toml)
        self.faults.append(Fault(self.name, line, message, fatal))


def load_config(tree: Path) -> JekyllConfig:
    """Read the first configuration file that exists, in Jekyll's order.

    What is wrong in it is in ``faults``; :meth:`JekyllConfig.raise_faults` raises it.
    """
    config = JekyllConfig(tree)
    for name in NAMES:
        text = config.load(name)
        if text is not None:
            config.name, config.text = name, text
            config.values = _parsed(config)
            break
    _check(config)
    _check_folders(config)
    return config


def _parsed(config: JekyllConfig) -> Mapping[str, Any]:
    try:
        values = load_toml(config.text) if config.is_toml else YAML.load(config.text)
    except PostError as error:
        config.faults += [Fault(config.name, line, message) for line, message in error.faults]
        return {}
    if not is_true(values):
        return {}
    if not isinstance(values, dict):
        message = "the configuration must be a mapping; write lines like title: My site"
        config.faults.append(Fault(config.name, 1, message))
        return {}
    return {written(key): value for key, value in values.items()}


def _check(config: JekyllConfig) -> None:
    zone = config.get("timezone")
    if zone is not None and not is_zone(written(zone)):
        given = shown(written(zone)) if is_single(zone) else kind_of(zone)
        message = f"timezone must be a time zone, not {given}; write one like Asia/Shanghai"
        config.fault("timezone", message, fatal=True)
    _check_time(config)
    for key in ("include", "exclude"):
        if not isinstance(config.get(key) or [], list):
            message = f"{key} must be a list, not {kind_of(config.get(key))}; write {key}: [name]"
            config.fault(key, message, fatal=True)
    key = _permalink_key(config)
    found = config.get(*key.split("."))
    if isinstance(found, list | dict | set):
        message = f"{key} must be a string, not {kind_of(found)}; write permalink: pretty"
        config.fault(key, message, fatal=True)
    for unknown in unknown_placeholders(permalink(config)):
        message = f"the placeholder :{unknown} in permalink does not exist; see {_PERMALINKS}"
        config.fault(key, message, fatal=True)


def _check_folders(config: JekyllConfig) -> None:
    """Check that source and folder of collections exist; without them there are no posts."""
    _check_folder(config, "source", "", config.source)
    _check_folder(config, "collections_dir", config.source, config.directory("collections_dir"))


def _check_folder(config: JekyllConfig, key: str, above: str, folder: str) -> None:
    top = os.path.realpath(config.tree)
    if not folder:
        return
    try:
        place = Path(os.path.realpath(os.path.join(top, above, folder)))
        is_folder, is_file = place.is_dir(), place.exists()
    except (OSError, ValueError):  # a name that no folder can have
        place, is_folder, is_file = Path(top), False, False
    if not place.is_relative_to(top):
        problem = "is not in the site's folder"
    elif is_folder:
        return
    else:
        problem = "is a file" if is_file else "does not exist"
    given = shown(config.string(key) or "")
    message = f"{key} {given} {problem}; name the folder that contains the posts"
    config.fault(key, message, fatal=True)
    config.raise_faults()  # no other file can be read


def _check_time(config: JekyllConfig) -> None:
    time = config.build_time
    try:
        if time is not None:
            parse_date(time, "UTC")
    except ValueError:
        message = f"time {shown(written(time))} is not a date; write one like 2026-11-23"
        config.fault("time", message, fatal=True)


def permalink(config: JekyllConfig) -> str:
    """Return the template of posts' URLs."""
    key = _permalink_key(config)
    found = config.get(*key.split("."))
    if key != "permalink":
        return written(found)
    return template(written(found) if is_true(found) else "date")


def _permalink_key(config: JekyllConfig) -> str:
    own = "collections.posts.permalink"
    return own if config.get(*own.split(".")) else "permalink"


def file_rules(config: JekyllConfig, folders: Iterable[str]) -> FileRules:
    """Return which files are documents; ``folders`` are those of the collections."""
    source = config.source
    return FileRules(
        source=f"{source}/" if source else "",
        collections_dir=config.directory("collections_dir"),
        destination=config.directory("destination") or "_site",
        collections=tuple(folders),
        drafts=is_true(config.get("show_drafts")),
        include=tuple(_strings(config.get("include")) or (".htaccess",)),
        exclude=tuple(_strings(config.get("exclude"))),
    )


def _strings(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def unicode_form(config: JekyllConfig) -> tuple[Form, bool]:
    """Return the Unicode form of URLs, and whether the site decides it.

    ``Gemfile.lock`` decides it by the version of Addressable. Without one it is the form of
    Debian's version, which is older.
    """
    found = _ADDRESSABLE.search(config.load("Gemfile.lock") or "")
    if found is None:
        return "NFKC", False
    new = tuple(map(int, found.groups())) >= _FIRST_WITH_NFC
    return "NFC" if new else "NFKC", True


class _DefaultSet(msgspec.Struct, frozen=True):
    """A scope and its values."""

    path: str
    """The beginning of the paths it covers, relative to the directory of the collections."""
    glob: re.Pattern[str] | None
    """Matches paths relative to the source; None if ``path`` is not a glob."""
    type: str | None
    """The label of a collection; None for all documents."""
    values: Mapping[str, Any]

    def covers(self, path: str, above: str) -> bool:
        """``above`` is the directory of the collections, with a trailing slash, or empty."""
        return bool(self.glob.match(above + path)) if self.glob else path.startswith(self.path)

    def outranks(self, other: _DefaultSet | None) -> bool:
        """Say whether it wins: by the longer path, then by naming a type, then as the later one."""
        if other is None:
            return True
        own, theirs = len(self.path.removeprefix("/")), len(other.path.removeprefix("/"))
        return own > theirs if own != theirs else self.type is not None or other.type is None


class Defaults:
    """The front matter defaults of a site."""

    def __init__(self, sets: object, collections_dir: str) -> None:
        self._above = f"{collections_dir}/" if collections_dir else ""
        made = [_made(one, self._above) for one in sets] if isinstance(sets, list) else []
        self._sets = tuple(filter(None, made))
        self._merged: dict[tuple[int, ...], Mapping[str, Any]] = {(): {}}

    def values(self, path: str, label: str = "posts") -> Mapping[str, Any]:
        """Return the defaults of a document of a collection.

        ``path`` is relative to the directory of the collections.
        """
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
        winner: _DefaultSet | None = None
        for one in (self._sets[index] for index in matching):
            if one.outranks(winner):
                values, winner = merged(values, one.values), one
            else:
                values = merged(one.values, values)
        return values


def _made(one: object, above: str) -> _DefaultSet | None:
    if not isinstance(one, dict) or not isinstance(one.get("values"), dict):
        return None
    scope = one.get("scope")
    scope = scope if isinstance(scope, dict) else {}
    given = written(scope["type"]) if "type" in scope else None
    type = None if given is None else _DEPRECATED.get(given, given)
    path = scope["path"] if isinstance(scope.get("path"), str) else ""
    values = {written(key): value for key, value in one["values"].items()}
    if "*" in path:
        return _DefaultSet(path, _glob(path), type, values)
    return _DefaultSet(path.removeprefix(above), None, type, values)


def _glob(path: str) -> re.Pattern[str]:
    """Return a pattern of the files and directories that a glob covers."""
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
