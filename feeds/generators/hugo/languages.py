"""The languages of a site: which there are, where their content lies, what their URLs hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from feeds.generators.hugo import values
from feeds.generators.hugo.config import Config
from feeds.generators.hugo.globs import matches
from feeds.urls import is_language_tag

_DEFAULT = "en"
_BY_SOUND = frozenset(("zh", "zh-cn", "zh-sg", "zh-hans", "zh-hans-cn", "zh_cn"))
_SUBTAGS = re.compile(r"[-_]")


class Language(NamedTuple):
    """One language of the site."""

    name: str
    """Its key, in lower case."""
    tag: str | None
    """BCP 47."""
    prefix: str = ""
    """What its paths begin with, without slashes."""
    contents: tuple[tuple[str, str], ...] = (("content", ""),)
    """The directories of its pages, each with the folder they are in for Hugo."""
    timezone: str = "UTC"

    @property
    def is_by_sound(self) -> bool:
        """Whether its titles are sorted by pinyin, as simplified Chinese is."""
        return self.name in _BY_SOUND


@dataclass(frozen=True, slots=True)
class Languages:
    """Every language, the default one first."""

    all: tuple[Language, ...]
    disabled: frozenset[str] = field(default_factory=frozenset)

    @property
    def default(self) -> Language:
        return self.all[0]

    @property
    def names(self) -> frozenset[str]:
        """Every name that a file's name may hold."""
        return frozenset(one.name for one in self.all) | self.disabled

    def named(self, name: str) -> Language | None:
        """Return the language of that name; None where it is unknown or disabled."""
        return next((one for one in self.all if one.name == name), None)

    @property
    def directories(self) -> frozenset[str]:
        """Every directory that holds pages."""
        return frozenset(directory for one in self.all for directory, _ in one.contents)

    def of(self, path: str) -> tuple[Language, str] | None:
        """Return the language whose directory holds a file, and its path for Hugo."""
        inside = [
            (len(directory), one, f"{folder}{path[len(directory) :]}".lstrip("/"))
            for one in self.all
            for directory, folder in one.contents
            if path.startswith(f"{directory}/")
        ]
        if not inside:
            return None
        _, language, below = max(inside, key=lambda found: found[0])
        return language, below


def languages(config: Config) -> Languages:
    """Read the languages of a configuration."""
    default = (config.text("defaultcontentlanguage") or _DEFAULT).lower()
    tables = config.get("languages")
    tables = (
        {name: table for name, table in tables.items() if isinstance(table, dict)}
        if (isinstance(tables, dict))
        else {}
    )
    disabled = {one.lower() for one in values.strings(config.get("disablelanguages"))}
    disabled |= {name for name, table in tables.items() if values.flag(table.get("disabled"))}
    kept = [name for name in tables if name not in disabled]
    if kept and default not in kept:
        default = kept[0]
    kept.sort(key=lambda name: (name != default, _weight(tables[name]), name))
    names = kept or [default]
    found = (_language(config, name, tables.get(name, {}), default) for name in names)
    return Languages(tuple(found), frozenset(disabled))


def _weight(table: Mapping[str, object]) -> int:
    return values.number(table.get("weight")) or 2**31


def _language(config: Config, name: str, table: Mapping[str, object], default: str) -> Language:
    in_folder = name != default or config.flag("defaultcontentlanguageinsubdir")
    shared = config if name == default else None
    content = values.text(table.get("contentdir")) or config.text("contentdir") or "content"
    zone = values.text(table.get("timezone")) or config.text("timezone")
    return Language(
        name=name,
        tag=tag(_locale(table) or (_locale(shared.values) if shared else "") or name),
        prefix=name if in_folder else "",
        contents=_mounted(config, name) or ((_plain(content), ""),),
        timezone=zone or "UTC",
    )


def _mounted(config: Config, language: str) -> tuple[tuple[str, str], ...]:
    """Return what ``module.mounts`` makes content; nothing where they leave it alone."""
    return tuple(_mounts(config.get("module", "mounts"), language))


def _mounts(mounts: object, language: str) -> Iterator[tuple[str, str]]:
    for mount in mounts if isinstance(mounts, list) else ():
        top, _, folder = _plain(values.text(values.at(mount, "target"))).partition("/")
        meant = values.strings(values.at(mount, "sites", "matrix", "languages"))
        meant = meant or values.strings(values.at(mount, "lang"))
        source = values.text(values.at(mount, "source"))
        inside = not source.startswith("/") and ".." not in source.split("/")
        if top == "content" and inside and (not meant or any(matches(m, language) for m in meant)):
            yield _plain(source), folder


def _plain(directory: str) -> str:
    return "/".join(part for part in directory.split("/") if part not in ("", "."))


def _locale(table: Mapping[str, object]) -> str:
    return values.text(table.get("locale")) or values.text(table.get("languagecode"))


def tag(text: str) -> str | None:
    """Write a language as BCP 47 does, ``en_us`` as ``en-US``; None where it is none."""
    first, *rest = _SUBTAGS.split(text.strip())
    written = "-".join([first.lower(), *map(_recased, rest)])
    return written if is_language_tag(written) else None


def _recased(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()  # RFC 5646 2.1.1: regions in upper case, scripts in title case
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag.lower()
