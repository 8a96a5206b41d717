"""What Hugo's configuration says about the site and its feeds."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.generators.base import Settings
from feeds.generators.hugo import permalinks, values
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.dates import DateSources
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.languages import Languages
from feeds.generators.hugo.layouts import layout_notes
from feeds.generators.hugo.taxonomies import LANGUAGE, SECTION, feedless, kind, plurals
from feeds.model import FeedKind, Format, Person
from feeds.urls import site_url

_RSS = "application/rss+xml"


def settings(config: HugoConfig, languages: Languages, sources: DateSources) -> Settings:
    """Return the settings of a site; problems are added to the configuration's faults."""
    url = _url(config)
    return Settings(
        title=_own_text(config, languages, "title"),
        url=url,
        timezone=languages.default.timezone,
        assumes_zone=languages.default.timezone == "UTC" and not config.text("timezone"),
        description=config.text("params", "description") or None,
        language=languages.default.tag,
        authors=_authors(config),
        rights=_own_text(config, languages, "copyright"),
        paths=dict(_paths(config, languages)),
        feedless=feedless(config, languages),
        extensions={Format.ATOM: "atom", Format.RSS: _suffix(config), Format.JSON: "json"},
        entries=_entries(config),
        full_content=False,
        html_summaries=True,
        shows_future=config.flag("buildfuture"),
        ties_ascend=True,
        notes=tuple(_notes(config, sources)),
        faults=tuple(config.faults),
    )


def _own_text(config: HugoConfig, languages: Languages, key: str) -> str | None:
    """Return a text of the default language's own table, or else the site's."""
    own = config.get("languages", languages.default.name, key)
    return values.text(config.get(key) if own is None else own) or None


def _url(config: HugoConfig) -> str | None:
    given = config.text("baseurl").strip()
    if not given:
        return None
    try:
        return site_url(given)
    except ValueError as error:
        config.fault("baseurl", f"baseURL: {error}")
        return None


def _authors(config: HugoConfig) -> tuple[Person, ...]:
    """Return the site's author: ``params.author``, or ``[author]`` of old configurations."""
    given = config.get("params", "author") or config.get("author")
    if isinstance(given, dict):
        name, email = values.text(given.get("name")), values.text(given.get("email"))
        return (Person(name or email, email=email or None),) if name or email else ()
    return (Person(values.text(given)),) if values.text(given) else ()


def _suffix(config: HugoConfig) -> str:
    given = values.strings(config.get("mediatypes", _RSS, "suffixes"))
    return given[0].removeprefix(".") if given and given[0] else "xml"


def _entries(config: HugoConfig) -> int | None:
    limit = config.get("services", "rss", "limit")
    limit = config.get("rsslimit") if limit is None else limit
    given = values.number(limit)
    return given if given >= 1 else None


def _paths(config: HugoConfig, languages: Languages) -> Iterator[tuple[str, str]]:
    """Yield the path of each kind of feed; other languages have kinds of their own."""
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
        yield LANGUAGE, f"{f'/{folder}' if folder else ''}/{{name}}/{file}"


def _notes(config: HugoConfig, sources: DateSources) -> Iterator[str]:
    yield from layout_notes(config)
    for source in sources.unknowable:
        yield f"feeds does not read dates from {source}, so it uses the next source in frontmatter"
    if config.flag("enablegitinfo"):
        yield "feeds does not read dates from git (enableGitInfo), only dates in front matter"
    if any("baseurl" in table for table in config.tables("languages").values()):
        yield (
            "a language has its own baseURL: links to its pages begin with it, but links to its "
            "posts begin with the baseURL of the site"
        )


def markdown(config: HugoConfig) -> Goldmark:
    """Return the Markdown engine that ``[markup.goldmark]`` configures."""
    goldmark = config.get("markup", "goldmark")
    typographer = values.at(goldmark, "extensions", "typographer")
    protocol = values.text(values.at(goldmark, "extensions", "linkifyprotocol"))
    finds_links = values.flag(values.at(goldmark, "extensions", "linkify")) is not False
    return Goldmark(
        unsafe=config.flag("markup", "goldmark", "renderer", "unsafe"),
        breaks=config.flag("markup", "goldmark", "renderer", "hardwraps"),
        emoji=config.flag("enableemoji"),
        straight=typographer is False or values.at(typographer, "disable") is True,
        bare=(protocol or "https") if finds_links else "",
    )
