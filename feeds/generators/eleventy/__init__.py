"""Eleventy 3 and its feed plugin.

JavaScript is never run. What configuration and data files say in literals is read. A value
that only running them would give is a fault or a note that names its key.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from msgspec.structs import replace

from feeds.errors import Fault
from feeds.generators.base import Generator, Html, PostError, Posts, Reading, Settings
from feeds.generators.eleventy.cascade import Cascade
from feeds.generators.eleventy.collections import DATED, holds, tags_of
from feeds.generators.eleventy.datafiles import DataFiles
from feeds.generators.eleventy.feeds import (
    USUAL_COLLECTIONS,
    NativeFeed,
    document_paths,
    feeds_by_collection,
    main_feed,
    metadata_in,
    native_feeds,
    other_kinds,
    rebased,
    replaced_feeds,
    site_address,
    tag_pages,
    unknown_code_faults,
)
from feeds.generators.eleventy.feedtemplates import ChannelFacts
from feeds.generators.eleventy.markdown import markdown
from feeds.generators.eleventy.matter import front_matter, unread_permalink
from feeds.generators.eleventy.post import EleventyConventions, EleventyPostReader
from feeds.generators.eleventy.project import (
    NAMES,
    SUFFIXES,
    UNREADABLE,
    EleventyProject,
    Ignores,
    load_project,
)
from feeds.generators.eleventy.urls import linked, prefixed
from feeds.model import Channel, FeedKind, Person, Site, Template, Term
from feeds.urls import is_language_tag, site_url

_DATA = (".json", ".js", ".cjs", ".mjs", ".yaml", ".yml")
_LISTED = (*SUFFIXES, *UNREADABLE, *_DATA)
"""The suffixes of templates and of data."""
_PLACEHOLDER = re.compile(r"\{(?:path|slug|title|year|month|day)\}")
_FEED_PATH = "/feed.{ext}"


class Eleventy(Generator):
    """A site of Eleventy."""

    name = "eleventy"
    source_folders = frozenset(("_data", "_includes", "node_modules"))

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return next((name for name in NAMES if (tree / name).is_file()), None)

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        _require_pattern(permalink)
        files = DataFiles(tree)
        project = load_project(files)
        self._ignores = Ignores(tree, files, project)
        names = files.names(self._ignores.descends, lambda path: path.endswith(_LISTED))
        templates = [name for name in names if self._ignores.is_template(name)]
        self._cascade = Cascade(files, project, names)
        found = native_feeds(files, project, self._cascade, templates)
        main = main_feed(found)
        collection = self._collection(project, files, main, templates)
        self._main = main
        feeds = feeds_by_collection(found)
        self._channels = {name: feed.template.channel() for name, feed in feeds.items()}
        facts = self._channels[main.collection] if main else ChannelFacts()
        self._conventions = EleventyConventions(
            project=project,
            collection=collection,
            others=other_kinds(found),
            # A collection that cannot be read has another name here.
            feeds={collection: main, **feeds} if main else feeds,
            start=main.template.start if main else None,
            authors=facts.authors,
            oldest_first=main is not None and main.oldest_first,
            permalink=permalink,
        )
        pages = tag_pages(files, templates)
        self._digest = hashlib.sha256(
            f"{files.digest} {collection} {permalink}".encode()
        ).hexdigest()
        notes = _notes(project, self._cascade, main.collection if main else "", permalink)
        if main and collection != main.collection:
            notes.append(
                f"feeds cannot compute collection {main.collection!r}, so it uses every page with "
                "a date; to leave out a page, write eleventyExcludeFromCollections: true in it"
            )
        notes += [*self._unreadable(files, names), *replaced_feeds(found)]
        faults = (*project.faults, *files.faults, *unknown_code_faults(found))
        settings = _settings(found, facts, self._cascade.globals, tuple(notes), faults)
        self.settings = replace(settings, schemes={FeedKind.TAG: pages}) if pages else settings

    def channel(self, term: Term | None, site: Site) -> Channel:
        """Return what the site's own feed of the same posts says of itself."""
        default = super().channel(term, site)
        if self._main is None or (term and term.kind not in self._channels):
            return default
        facts = self._channels[term.kind if term else self._main.collection]
        start = (self._conventions.start or "").rstrip("/")
        home = rebased(facts.home, start, site.url) or default.home
        if term is None:
            return replace(default, home=home)
        language = facts.language or site.language
        return replace(default, title=facts.title or default.title, home=home, language=language)

    @property
    def inputs(self) -> str:
        return self._digest

    def descends(self, directory: str) -> bool:
        return self._ignores.holds_posts(directory)

    def is_post(self, path: str) -> bool:
        return self._ignores.is_template(path)

    def files_at(self, path: str) -> tuple[str, ...]:
        source = self._conventions.project.input
        return f"{source}/{path}".lstrip("/"), path, f"public/{path}"

    def read(self, path: str, text: str, site: Site) -> Reading:
        reader = EleventyPostReader(path, text, self._cascade, self._conventions)
        return reader.reading(site, self.max_post_size)

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Markdown. Templates have been rendered when the post was read."""
        del site
        is_markdown = reading.post.path.endswith(".md")
        project = self._conventions.project
        linking = reading.post.template is Template.POSTS
        pages = {post.path: post.link for post in posts()} if linking else {}

        def finished(text: str) -> str:
            html = markdown(text, project.markdown) if is_markdown else text
            html = (
                linked(html, lambda target: self._page(target, reading, pages)) if pages else html
            )
            adds = project.prefix and self._main and self._main.prefixes
            return prefixed(html, project.prefix) if adds else html

        return Html.of(finished, reading)

    def _page(self, target: str, reading: Reading, pages: Mapping[str, str]) -> str | None:
        """Return the URL of the template at a path: below the input directory, or the post's."""
        source = self._conventions.project.input
        folders = (source, "" if target.startswith("/") else dirname(reading.post.path))
        paths = (normpath(join("/", folder, target.lstrip("/")))[1:] for folder in folders)
        whole = target if source and target.startswith(f"{source}/") else ""
        return next((pages[path] for path in (whole, *paths) if path in pages), None)

    def _collection(
        self,
        project: EleventyProject,
        files: DataFiles,
        main: NativeFeed | None,
        templates: list[str],
    ) -> str:
        """Return the collection of the site's feed, or a usual one that has templates."""
        added = project.collections.get(main.collection) if main else None
        if main and (added is None or added.is_readable):
            return main.collection
        wanted = (main.collection,) if main else USUAL_COLLECTIONS
        used: set[str] = set()
        for name in templates:
            try:
                front = front_matter(files.peek(name)).values
                used.update(tags_of(self._cascade.data(name, front).get("tags")))
            except (PostError, ValueError):
                continue
            if wanted[0] in used:
                break
        return next((name for name in wanted if name in used), DATED)

    def _unreadable(self, files: DataFiles, names: Sequence[str]) -> Iterator[str]:
        """Yield a note that counts the posts in templates that only Eleventy can render."""
        counts: Counter[str] = Counter()
        for name in names:
            suffix = self._ignores.unreadable(name)
            if suffix and self._gathers(files, name):
                counts[suffix] += 1
        if counts:
            listed = ", ".join(f"{count} in {suffix}" for suffix, count in sorted(counts.items()))
            total = "1 post is" if counts.total() == 1 else f"{counts.total():,} posts are"
            yield f"{total} left out, because only Eleventy can render such templates: {listed}"

    def _gathers(self, files: DataFiles, name: str) -> bool:
        """Say whether the site's feed shows a file, as far as its data can be read."""
        conventions = self._conventions
        try:
            front = front_matter(files.peek(name)).values if ".11ty." not in name else {}
            data = self._cascade.data(name, front)
            is_dated = conventions.collection != DATED or bool(data.get("date"))
            return is_dated and holds(
                conventions.collection, name, data, conventions.project.collections
            )
        except (PostError, ValueError):
            return False


def _require_pattern(pattern: str | None) -> None:
    if pattern is None:
        return
    is_distinct = any(name in pattern for name in ("{path}", "{slug}", "{title}"))
    if not is_distinct or pattern[0] != "/" or re.search(r"[{}]", _PLACEHOLDER.sub("", pattern)):
        raise ValueError(
            f"{pattern!r} is not valid; begin it with /, and write {{path}}, {{slug}} or "
            "{title} in it ({year}, {month} and {day} are allowed too)"
        )


def _notes(
    project: EleventyProject, cascade: Cascade, collection: str, permalink: str | None
) -> list[str]:
    notes = []
    if unread_permalink(cascade.globals) and not permalink:
        notes.append(
            "feeds does not run the JavaScript in eleventyComputed.permalink, so posts keep the "
            "URLs from their front matter; if these are wrong, set permalink in the configuration"
        )
    added = project.collections.get(collection)
    if added and not added.certain:
        notes.append(
            f"feeds does not run all the JavaScript that makes collection {collection!r}, so its "
            "feed may show other posts or another order; run `feeds compare` before you publish"
        )
    return notes


def _settings(
    found: Sequence[NativeFeed],
    facts: ChannelFacts,
    data: Mapping[str, Any],
    notes: tuple[str, ...],
    faults: tuple[Fault, ...],
) -> Settings:
    """Return what the site's own feeds, or else its data, say about the site."""
    main = main_feed(found)
    metadata = main.metadata if main and main.metadata else metadata_in(data)
    language = metadata.get("language") or metadata.get("lang")
    return Settings(
        title=facts.title or _text(metadata, "title") or _text(metadata, "name"),
        url=_url(main, metadata),
        timezone="UTC",
        assumes_zone=True,
        guesses_ids=True,
        description=facts.description
        or _text(metadata, "subtitle")
        or _text(metadata, "description"),
        language=facts.language
        or (language if isinstance(language, str) and is_language_tag(language) else None),
        authors=facts.authors or _authors(metadata.get("author")),
        icon=facts.icon or _text(metadata, "icon"),
        logo=facts.logo or _text(metadata, "logo"),
        paths={FeedKind.SITE: _FEED_PATH, **dict.fromkeys(other_kinds(found), _FEED_PATH)},
        document_paths=document_paths(found),
        entries=main.limit if main else None,
        shows_future=True,
        notes=notes,
        faults=faults,
    )


def _url(main: NativeFeed | None, metadata: Mapping[str, Any]) -> str | None:
    base = site_address(metadata)
    start = (main.template.start if main else None) or (base and base.rstrip("/"))
    try:
        return site_url(start) if start else None
    except ValueError:
        return None


def _text(metadata: Mapping[str, Any], key: str) -> str | None:
    value = metadata.get(key)
    return value if isinstance(value, str) and value else None


def _authors(value: Any) -> tuple[Person, ...]:
    given = value if isinstance(value, dict) else {"name": value}
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        return ()
    return (Person(name.strip(), _text(given, "url"), _text(given, "email")),)
