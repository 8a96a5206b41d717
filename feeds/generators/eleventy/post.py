"""Read one post from its file, as Eleventy and its feed plugin do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from feeds.generators.base import LeftOut, PostError, Problem, Reading, Unpublished, leave_out
from feeds.generators.eleventy import page
from feeds.generators.eleventy.cascade import Cascade
from feeds.generators.eleventy.collections import DATED, holds, is_false, is_true, tags_of
from feeds.generators.eleventy.feeds import NativeFeed, rebased
from feeds.generators.eleventy.feedtemplates import EntryFacts
from feeds.generators.eleventy.javascript import UNREAD, written
from feeds.generators.eleventy.loops import USUALLY_HIDDEN, TagLabels
from feeds.generators.eleventy.matter import front_matter, unread_permalink
from feeds.generators.eleventy.project import EleventyProject
from feeds.generators.eleventy.scope import Scope
from feeds.generators.eleventy.templates import NotRendered, RenderedTemplate, render
from feeds.generators.eleventy.urls import absolute, encoded, has_linked_files
from feeds.generators.limits import bounded
from feeds.generators.media import is_out_of_feeds, media_of
from feeds.generators.values import NOT_RENDERED, shown, slugify
from feeds.model import FeedKind, Person, Post, Site, Template, Term
from feeds.urls import is_language_tag

_MARKED = re.compile(r"\{[{%#]")
_FROM_FILE = ("created", "last modified", "git created", "git last modified")
_RIGHT_DATE = "write date: 2026-11-23, or name the file 2026-11-23-name.md"
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class EleventyConventions(msgspec.Struct, frozen=True):
    """What every post of a site has in common."""

    project: EleventyProject
    collection: str
    """The collection that the site's feed shows."""
    others: tuple[str, ...] = ()
    """Collections with feeds of their own."""
    feeds: Mapping[str, NativeFeed] = {}
    """The feed of each collection that the site has one for."""
    start: str | None = None
    """What the site's own feed writes before the path of each post."""
    authors: tuple[Person, ...] = ()
    """Those of the site's own feed."""
    oldest_first: bool = False
    """The site's own feed begins with the oldest post."""
    permalink: str | None = None
    """Our configuration's pattern, for addresses that only JavaScript knows."""


class EleventyPostReader:
    """Reads one post.

    Raises :class:`~feeds.generators.base.PostError` and
    :class:`~feeds.generators.base.Unpublished`.
    """

    def __init__(
        self, path: str, text: str, cascade: Cascade, conventions: EleventyConventions
    ) -> None:
        self._path = path
        self._conventions = conventions
        self._project = conventions.project
        source = self._project.input
        self._below = path.removeprefix(f"{source}/") if source else path
        self._matter = front_matter(text)
        self._first_line = 1 + text[: len(text) - len(self._matter.body)].count("\n")
        self._globals = cascade.globals
        self._data = cascade.data(path, self._matter.values)
        self._problems: list[Problem] = []

    def reading(self, site: Site, max_post_size: int) -> Reading:
        """Read the post."""
        kinds = self._require_published()
        published = self._published()
        self._data["page"] = {**page.page_of(self._path, self._project.input), "date": published}
        url = self._url(published)
        self._data["page"]["url"] = url
        self._compute()
        address = site.url + encoded(url)
        facts = self._facts(url, published)
        title = self._text("title")
        tags = self._tags()
        media = media_of(self._data)
        self._problems += ((self._matter.line(*keys), text) for keys, text in media.problems)
        post = Post(
            path=self._path,
            id=rebased(facts.id, self._conventions.start, site.url) or address,
            link=self._link(facts, site) or address,
            title=title if facts.title is None else facts.title,
            published=published.replace(microsecond=0),
            updated=published.replace(microsecond=0),
            authors=facts.authors if facts.authors != self._conventions.authors else (),
            tags=tuple(Term(FeedKind.TAG, tag, slugify(tag)) for tag in tags),
            bylines=self._bylines(site),
            labels=self._labels(),
            others=tuple(Term(kind, kind, slugify(kind)) for kind in kinds),
            on_site=facts.is_shown and self._is_in(self._conventions.collection),
            summary=self._text("summary") or self._text("description") or None,
            image=media.image,
            enclosures=media.enclosures,
            language=self._language(site),
            ordered_by=self._order(published),
        )
        body = self._body()
        if self._project.links_files and has_linked_files(body):
            post = replace(post, template=Template.POSTS)
        written, rendered = Reading(post, self._matter.body), Reading(post, body)
        found, problems = bounded(written, rendered, max_post_size)
        return replace(found, problems=(*self._problems, *problems))

    def _facts(self, url: str, published: datetime) -> EntryFacts:
        """Return what the site's own feed says of the post."""
        feed = self._feed
        if feed is None:
            return EntryFacts()
        own = self._data["page"]
        post = {**own, "url": url, "date": published, "data": self._data, "page": own}
        facts = feed.template.of_post(post)
        if facts.needs_more and not feed.unknown_code:
            message = (
                "feeds does not run the JavaScript that makes its id, so it uses the post's URL"
            )
            self._problems.append((1, f"{message}; run `feeds adopt` to keep published ids"))
        return facts

    @property
    def _feed(self) -> NativeFeed | None:
        """The feed that shows the post, if the site has one: its own, or another collection's."""
        feeds = self._conventions.feeds
        names = (self._conventions.collection, *self._conventions.others)
        shown = (feeds[name] for name in names if name in feeds and self._is_in(name))
        return next(shown, feeds.get(self._conventions.collection))

    def _link(self, facts: EntryFacts, site: Site) -> str | None:
        """Return the link in the site's own feed if it leads to the site.

        Links in the content are relative to it.
        """
        found = rebased(facts.link, self._conventions.start, site.url)
        try:
            url = absolute(found, found) if found else ""
        except ValueError:
            return None
        return url if url.startswith(f"{site.url}/") else None

    def _error(self, key: str, message: str) -> PostError:
        return PostError((self._matter.line(key), message))

    def _is_in(self, collection: str) -> bool:
        try:
            return holds(collection, self._path, self._data, self._project.collections)
        except ValueError as error:
            message = "tags must be a string or a list; write tags: [one, two]"
            raise self._error("tags", message) from error

    def _require_published(self) -> list[str]:
        """Return the kinds of feeds, besides the site's, that show the post."""
        kinds = [name for name in self._conventions.others if self._is_in(name)]
        if not kinds and not self._is_in(self._conventions.collection):
            raise Unpublished(LeftOut.UNLISTED)
        name = self._conventions.collection
        added = self._project.collections.get(name)
        every_page = name in (DATED, "all") or (added is not None and added.everything)
        if every_page and not kinds and not self._has_date():
            raise Unpublished(LeftOut.UNDATED)
        if is_true(self._data.get("draft")):
            leave_out(LeftOut.DRAFT)
        if is_out_of_feeds(self._data.get("feed")):
            leave_out(LeftOut.NO_FEED)
        permalink = self._data.get("permalink")
        built = permalink.get("build") if isinstance(permalink, dict) else permalink
        if is_false(built) or (isinstance(permalink, dict) and permalink and not built):
            leave_out(LeftOut.UNPUBLISHED)
        return kinds

    def _has_date(self) -> bool:
        return bool(self._data.get("date")) or page.date_in_path(self._path) is not None

    def _published(self) -> datetime:
        value = self._data.get("date")
        if value is UNREAD:
            message = "feeds does not run the JavaScript that sets date"
            raise self._error("date", f"{message}; {_RIGHT_DATE}")
        text = written(value) if value not in (None, "", False) else page.date_in_path(self._path)
        if text is None:
            raise self._error("date", f"the post has no date; {_RIGHT_DATE}")
        if text.lower() in _FROM_FILE:
            message = f"date {shown(text)} is the time of the file or of a commit"
            raise self._error("date", f"{message}, which a build does not use; {_RIGHT_DATE}")
        try:
            return page.parse_date(text)
        except ValueError as error:
            message = f"date {shown(text)} is not a date that Eleventy accepts"
            raise self._error(
                "date", f"{message}; write 2026-11-23 or 2026-11-23T07:26:17+08:00"
            ) from error

    def _order(self, published: datetime) -> datetime | None:
        """Return the date by which feeds order the post; None for its publication date."""
        if self._conventions.oldest_first:
            return _FIRST + (_LAST - published)
        return published if published.microsecond else None

    def _url(self, published: datetime) -> str:
        permalink = self._permalink()
        if permalink is UNREAD:
            permalink = self._pattern_url(published)
        elif permalink in (None, "", {}):
            return page.default_url(self._below)
        if not isinstance(permalink, str):
            raise self._error("permalink", "permalink must be a string; write permalink: /about/")
        rendered = self._rendered(permalink, self._engine() or "liquid")
        if not rendered.not_rendered and not _MARKED.search(rendered.text):
            self._note_replaced(permalink)
            return page.permalink_url(rendered.text)
        if self._conventions.permalink:
            return page.permalink_url(self._pattern_url(published))
        raise self._error(
            "permalink",
            f"only Eleventy can compute permalink {shown(permalink)}; write the path itself, or "
            "set permalink in the configuration, such as permalink: /{path}/",
        )

    def _permalink(self) -> Any:
        computed = self._data.get("eleventyComputed")
        own = self._data.get("permalink")
        wanted = computed.get("permalink", own) if isinstance(computed, dict) else own
        if wanted is UNREAD and (own or not self._needs_pattern()):
            wanted = own
        return wanted.get("build") if isinstance(wanted, dict) and wanted else wanted

    def _needs_pattern(self) -> bool:
        """Say whether the configuration must give an address that JavaScript computes.

        JavaScript for a whole site mostly holds back drafts; for a folder, it makes addresses.
        """
        is_for_site = unread_permalink(self._globals)
        return self._conventions.permalink is not None or not is_for_site

    def _pattern_url(self, published: datetime) -> str:
        pattern = self._conventions.permalink
        if pattern is None:
            raise self._error(
                "permalink",
                "feeds does not run the JavaScript that sets permalink; "
                "set permalink in the configuration, such as permalink: /{year}/{title}/",
            )
        try:
            return page.pattern_url(pattern, self._below, published, self._text("title"))
        except ValueError as error:
            message = "this title cannot be written in a-z for {title} in permalink"
            raise self._error("title", f"{message}; write permalink: in the post") from error

    def _note_replaced(self, permalink: str) -> None:
        """Report filters that the configuration defines anew: addresses may be others."""
        used = set(re.findall(r"\|\s*([A-Za-z_]\w*)", permalink)) & self._project.filters
        for name in sorted(used):
            message = f"the configuration replaces the filter {name}, but feeds uses Eleventy's own"
            problem = f"{message}; if the URL is wrong, write the path itself"
            self._problems.append((self._matter.line("permalink"), problem))

    def _rendered(self, text: str, engine: str) -> RenderedTemplate:
        return render(text, Scope(self._data, engine, self._project.prefix, {}))

    def _compute(self) -> None:
        """Add the values of ``eleventyComputed`` to the data."""
        computed = self._data.get("eleventyComputed")
        for key, value in computed.items() if isinstance(computed, dict) else ():
            if key in ("permalink", "tags", "page"):
                continue
            if isinstance(value, str):
                self._data[key] = self._rendered(value, self._engine() or "liquid").text
            else:
                self._data.setdefault(key, UNREAD)

    def _text(self, key: str) -> str:
        value = self._data.get(key)
        if value is UNREAD:
            message = f"feeds does not run the JavaScript that sets {key}; write {key} in the post"
            self._problems.append((self._matter.line(key), message))
        return "" if value is None or isinstance(value, dict) or value is UNREAD else _joined(value)

    @property
    def _collections(self) -> set[str]:
        return {self._conventions.collection, *self._conventions.others, "all"}

    def _tags(self) -> list[str]:
        hidden = self._collections
        return [tag for tag in tags_of(self._data.get("tags")) if tag and tag not in hidden]

    def _labels(self) -> tuple[Term, ...]:
        feed = self._feed
        labels = feed.labels if feed and feed.labels else TagLabels()
        hidden = self._collections if feed and feed.labels else self._collections | USUALLY_HIDDEN
        value = self._data.get(labels.key)
        listed = value if isinstance(value, list | str) else None
        return labels.terms(tags_of(listed), hidden)

    def _bylines(self, site: Site) -> tuple[Term, ...]:
        value = self._data.get("author") or self._data.get("authors")
        listed = value if isinstance(value, list) else [value]
        names = [one.get("name") if isinstance(one, dict) else one for one in listed]
        given = [name.strip() for name in names if isinstance(name, str) and name.strip()]
        people = given or [person.name for person in site.authors]
        return tuple(Term(FeedKind.AUTHOR, name, slugify(name)) for name in dict.fromkeys(people))

    def _language(self, site: Site) -> str | None:
        value = self._data.get("lang")
        usable = isinstance(value, str) and is_language_tag(value) and value != site.language
        return value if usable else None

    def _engine(self) -> str:
        override = self._data.get("templateEngineOverride")
        if isinstance(override, str) and override:
            return next((one for one in override.split(",") if one in ("liquid", "njk")), "")
        suffix = "." + self._path.rpartition(".")[2]
        return self._project.engines.get(suffix, "") if override is None else ""

    def _body(self) -> str:
        rendered = self._rendered(self._matter.body, self._engine())
        first: dict[str, int] = {}
        for one in rendered.not_rendered:
            first.setdefault(_left_out(one), one.offset)
        for message, offset in first.items():
            line = self._first_line + self._matter.body.count("\n", 0, offset)
            self._problems.append((line, message))
        return rendered.text


def _left_out(one: NotRendered) -> str:
    """Return the message for what a rendered text leaves out."""
    name = one.name[:60]
    if one.is_tag:
        return f"the template tag {name} {NOT_RENDERED}"
    kind = "filter" if one.is_filter else "variable"
    return f"the template {kind} {name} is not known, so text may be missing; write the text itself"


def _joined(value: Any) -> str:
    """Write a value as JavaScript does, with commas between the items of a list."""
    return ",".join(map(written, value)) if isinstance(value, list) else written(value)
