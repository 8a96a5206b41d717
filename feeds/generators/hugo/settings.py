"""What the configuration says of the site and its feeds, as :class:`Settings`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feeds.generators.base import Settings
from feeds.generators.hugo import permalinks, values
from feeds.generators.hugo.config import Config
from feeds.generators.hugo.dates import Sources
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.languages import Language, Languages
from feeds.generators.hugo.outputs import feedless
from feeds.generators.hugo.taxonomies import LANGUAGE, SECTION, kind, plurals
from feeds.model import FeedKind, Format, Person
from feeds.urls import site_url

_RSS = "application/rss+xml"


def settings(config: Config, languages: Languages, sources: Sources) -> Settings:
    """Return what the configuration says; what is wrong in it is kept there as faults."""
    url = _url(config)
    title = values.text(_own(config, languages.default, "title"))
    paths = dict(_paths(config, languages))
    return Settings(
        title=title or None,
        url=url,
        timezone=languages.default.timezone,
        description=config.text("params", "description") or None,
        language=languages.default.tag,
        authors=authors(config),
        rights=values.text(_own(config, languages.default, "copyright")) or None,
        paths=paths,
        feedless=feedless(config, languages),
        extensions={Format.ATOM: "atom", Format.RSS: _suffix(config), Format.JSON: "json"},
        entries=_entries(config),
        full_content=False,
        shows_future=config.flag("buildfuture"),
        ties_ascend=True,
        notes=tuple(_notes(config, sources)),
        faults=tuple(config.faults),
    )


def _own(config: Config, language: Language, key: str) -> object:
    """Return a value of a language's own table, or else the site's."""
    own = config.get("languages", language.name, key)
    return config.get(key) if own is None else own


def _url(config: Config) -> str | None:
    given = config.text("baseurl").strip()
    if not given:
        return None
    try:
        return site_url(given)
    except ValueError as error:
        config.fault("baseurl", f"baseURL: {error}")
        return None


def authors(config: Config) -> tuple[Person, ...]:
    """Return the site's author: ``params.author``, or ``[author]`` of old configurations."""
    given = config.get("params", "author") or config.get("author")
    if isinstance(given, dict):
        name, email = values.text(given.get("name")), values.text(given.get("email"))
        return (Person(name or email, email=email or None),) if name or email else ()
    return (Person(values.text(given)),) if values.text(given) else ()


def _suffix(config: Config) -> str:
    given = values.strings(config.get("mediatypes", _RSS, "suffixes"))
    return given[0].removeprefix(".") if given and given[0] else "xml"


def _entries(config: Config) -> int | None:
    limit = config.get("services", "rss", "limit")
    limit = config.get("rsslimit") if limit is None else limit
    given = values.number(limit)
    return given if given >= 1 else None


def _paths(config: Config, languages: Languages) -> Iterator[tuple[str, str]]:
    """Yield the pattern of each kind of feed; every language but the default has its own."""
    base = config.text("outputformats", "rss", "basename") or "index"
    folder = config.text("outputformats", "rss", "path").strip("/")
    file = f"{base}.{{ext}}"
    for language in languages.all:
        top = "".join(f"/{part}" for part in (language.prefix, folder) if part)
        other = "" if language is languages.default else language.name
        if not other:
            yield FeedKind.SITE, f"{top}/{file}"
        yield kind(SECTION, other), f"{top}/{{name}}/{file}"
        own = config.of_language(language.name)
        rules = permalinks.rules(own.get("permalinks"))
        for plural in plurals(own):
            yield kind(plural, other), f"{top}{permalinks.term_folder(plural, rules)}/{file}"
    if len(languages.all) > 1:
        yield LANGUAGE, f"{''.join(f'/{part}' for part in (folder,) if part)}/{{name}}/{file}"


def _notes(config: Config, sources: Sources) -> Iterator[str]:
    for source in sources.unknowable:
        yield f"dates from {source} are not in the posts' files: the next source counts"
    if config.flag("enablegitinfo"):
        yield "enableGitInfo: dates from git are not read, those of the front matter are"
    if any(
        "baseurl" in table
        for table in (config.get("languages") or {}).values()
        if isinstance(table, dict)
    ):
        yield "a language's own baseURL is not followed: its pages lie below the site's"


def privacy(config: Config) -> Mapping[str, Mapping[str, object]]:
    """Return ``[privacy]``: which services may be embedded, and how."""
    given = config.get("privacy")
    tables = given if isinstance(given, dict) else {}
    return {name: table for name, table in tables.items() if isinstance(table, dict)}


def markdown(config: Config) -> Goldmark:
    """Return the Markdown engine that ``[markup.goldmark]`` configures."""
    goldmark = config.get("markup", "goldmark")
    typographer = values.at(goldmark, "extensions", "typographer")
    return Goldmark(
        unsafe=config.flag("markup", "goldmark", "renderer", "unsafe"),
        breaks=config.flag("markup", "goldmark", "renderer", "hardwraps"),
        emoji=config.flag("enableemoji"),
        straight=typographer is False or values.at(typographer, "disable") is True,
    )
