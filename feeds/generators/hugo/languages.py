"""The languages of a Hugo site: their content folders and URLs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from feeds.generators.hugo import values
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.permalinks import matches
from feeds.urls import is_language_tag, language_tag, site_url

_DEFAULT = "en"
_BY_SOUND = frozenset(("zh", "zh-cn", "zh-sg", "zh-hans", "zh-hans-cn", "zh_cn"))


class HugoLanguage(msgspec.Struct, frozen=True):
    """One language of the site."""

    name: str
    """Its key, in lower case."""
    tag: str | None
    """BCP 47."""
    prefix: str = ""
    """The first folder of its paths; empty if they have none."""
    contents: tuple[tuple[str, str], ...] = (("content", ""),)
    """The directories of its pages, each with the folder that it is in Hugo's content."""
    timezone: str = "UTC"
    title: str = ""
    """The title of the site in it; empty if it has none of its own."""
    host: str = ""
    """Where its site is, without a trailing slash; empty if all languages share one site."""

    @property
    def prefix_on_host(self) -> str:
        """The first folder of its pages' paths on its own host, which has no other language."""
        return "" if self.host else self.prefix

    @property
    def is_by_sound(self) -> bool:
        """Whether its titles are sorted by pinyin, as simplified Chinese is."""
        return self.name in _BY_SOUND


class Languages(msgspec.Struct, frozen=True):
    """Every language, the default one first."""

    all: tuple[HugoLanguage, ...]
    disabled: frozenset[str] = frozenset()
    """The names of those that are configured but not published."""

    @property
    def default(self) -> HugoLanguage:
        """The language of files that name none."""
        return self.all[0]

    @property
    def names(self) -> frozenset[str]:
        """Every name that a file's name may hold."""
        return frozenset(one.name for one in self.all) | self.disabled

    def named(self, name: str) -> HugoLanguage | None:
        """Return the language of that name; None if it is unknown or disabled."""
        return next((one for one in self.all if one.name == name), None)

    @property
    def directories(self) -> frozenset[str]:
        """Every directory that holds pages."""
        return frozenset(directory for one in self.all for directory, _ in one.contents)

    def of(self, path: str) -> tuple[HugoLanguage, str] | None:
        """Return the language whose directory holds a file, and the file's path in Hugo's content.

        None if it is in no content directory.
        """
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


def languages(config: HugoConfig) -> Languages:
    """Read the languages of a configuration."""
    default = (config.text("defaultcontentlanguage") or _DEFAULT).lower()
    tables = config.tables("languages")
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


def _language(
    config: HugoConfig, name: str, table: Mapping[str, object], default: str
) -> HugoLanguage:
    in_folder = name != default or config.flag("defaultcontentlanguageinsubdir")
    shared = _locale(config.values) if name == default else ""
    content = values.text(table.get("contentdir")) or config.text("contentdir") or "content"
    zone = values.text(table.get("timezone")) or config.text("timezone")
    return HugoLanguage(
        name=name,
        tag=_tag(_locale(table) or shared or name),
        prefix=name if in_folder else "",
        contents=tuple(_mounts(config, name)) or ((_plain(content), ""),),
        timezone=zone or "UTC",
        title=values.text(table.get("title")),
        host=_host(config, table),
    )


def _host(config: HugoConfig, table: Mapping[str, object]) -> str:
    """Return the URL of a language's site; empty if no language has a ``baseURL`` of its own."""
    if not any("baseurl" in one for one in config.tables("languages").values()):
        return ""
    try:
        return site_url(values.text(table.get("baseurl")) or config.text("baseurl"))
    except ValueError:
        return ""


def _mounts(config: HugoConfig, language: str) -> Iterator[tuple[str, str]]:
    """Yield the directories that ``module.mounts`` makes content, each with its folder there."""
    mounts = config.get("module", "mounts")
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


def _tag(text: str) -> str | None:
    """Return a language as it is written, ``en_us`` as ``en-US``; None if it is not a language."""
    return text if is_language_tag(text) else language_tag(text)
