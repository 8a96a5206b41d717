"""Make entries from posts, and feeds from entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Protocol

from msgspec.structs import replace

from feeds.assemble.prose import has_more
from feeds.assemble.sanitizer import clean, plain_text, text_of_clean
from feeds.assemble.urls import absolute
from feeds.generators.base import Html, Settings
from feeds.model import (
    Category,
    Enclosure,
    Entry,
    Feed,
    FeedKind,
    FeedSpec,
    Format,
    Person,
    Post,
    Site,
    Term,
)

_SCHEME_PATHS: Mapping[str, str] = {
    FeedKind.CATEGORY: "/categories/",
    FeedKind.TAG: "/tags/",
    FeedKind.AUTHOR: "/authors/",
}
_SUMMARY = 300
"""Characters of a summary that is cut from the content."""
# RFC 6838 4.2: two names of at most 127 characters each.
_NAME = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE = re.compile(f"{_NAME}/{_NAME}")
_ANY_TYPE = "application/octet-stream"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Dated(Protocol):
    """What a feed needs to know about an entry that it shows."""

    @property
    def published(self) -> datetime: ...

    @property
    def updated(self) -> datetime: ...


def assemble_entry(
    post: Post, html: Html, site: Site, settings: Settings, full_content: bool
) -> Entry:
    """Return the entry for a post: its HTML sanitised, every URL absolute.

    - The content stays empty without ``full_content``, or if the post asks for it.
    - The summary is the author's; otherwise the excerpt; otherwise about the first 300
      characters of the content's text, without footnotes and code blocks. It is plain text, and
      also HTML if the generator's is. If the excerpt has no text, such as a picture, and the
      entry has the content, the summary stays empty, as in the generators' own feeds.
    - A missing title stays empty.
    - A category's scheme distinguishes terms of different kinds (RFC 4287 4.2.2.2). It is only
      an identifier: there may be no page at it.
    - An enclosure whose type is not a media type becomes ``application/octet-stream``. One
      whose URL cannot be resolved is left out.
    """
    in_full = full_content and not post.summary_only
    content = clean(html.content, post.link) if in_full else ""
    summary, summary_html = _summary(post, html, content, settings.html_summaries)
    if not (summary or summary_html or in_full):
        content = clean(html.content, post.link)
    # RSS: an item needs a title or a description.
    is_left_empty = in_full and post.title and html.has_excerpt
    if not summary and (settings.html_summaries or not is_left_empty):
        summary = _start(_prose(html.content, content, post.link))
    return Entry(
        id=post.id,
        link=post.link,
        title=post.title,
        published=post.published,
        updated=post.updated,
        authors=_people(post.authors or site.authors, site),
        categories=tuple(_category(term, site, settings.schemes) for term in post.labels),
        summary=summary,
        summary_html=summary_html,
        content=content if in_full else "",
        image=absolute(post.image, post.link) if post.image else None,
        enclosures=tuple(filter(None, (_enclosure(one, post.link) for one in post.enclosures))),
        language=post.language,
    )


def assemble_feed(spec: FeedSpec, site: Site, entries: Sequence[Dated]) -> Feed:
    """Return the feed that shows ``entries``, which are newest first.

    Its id is its Atom URL, or its first URL if it has no Atom (RFC 4287 4.2.6). It was updated
    when the last updated entry was, or at the epoch without entries. Icon, logo and authors'
    URLs are resolved against the site's front page; a URL that cannot be resolved, or that is
    not safe, is left out.
    """
    return Feed(
        id=spec.urls.get(Format.ATOM) or next(iter(spec.urls.values())),
        title=spec.title,
        home=spec.home,
        urls=spec.urls,
        updated=max((entry.updated for entry in entries), default=_EPOCH),
        subtitle=site.description,
        authors=_people(site.authors, site),
        language=spec.language,
        icon=_from_front_page(site.icon, site),
        logo=_from_front_page(site.logo, site),
        rights=site.rights,
        max_age=_max_age(entries, *spec.max_age),
        hubs=spec.hubs,
        stylesheet=spec.stylesheet,
    )


def _summary(post: Post, html: Html, content: str, as_html: bool) -> tuple[str, str]:
    """Return the summary as text, and as HTML if it is wanted ``as_html``.

    ``content`` is the clean content, or empty. If the post is its own summary, the text is only
    its start.
    """
    if post.summary and not as_html and (text := plain_text(post.summary)):
        return text, ""
    if as_html and post.summary:
        clean_html = clean(post.summary, post.link)
    else:
        is_whole = content and html.excerpt is html.content
        clean_html = content if is_whole else clean(html.excerpt, post.link)
    text = text_of_clean(clean_html)
    if not as_html:
        return text, ""
    return _start(text) if clean_html == content else text, clean_html if clean_html.strip() else ""


def _prose(html: str, content: str, base: str) -> str:
    """Return the text without footnotes and code blocks; all text if nothing else is left."""
    prose = text_of_clean(clean(html, base, only_prose=True)) if has_more(html) else ""
    return prose or text_of_clean(content)


def _start(text: str) -> str:
    """Cut a text between words; inside a word if it has no spaces near the end."""
    if len(text) <= _SUMMARY:
        return text
    head, _, _ = text[: _SUMMARY + 1].rpartition(" ")
    return (head if len(head) > _SUMMARY // 2 else text[:_SUMMARY]) + "…"


def _category(term: Term, site: Site, schemes: Mapping[str, str]) -> Category:
    path = schemes.get(term.kind) or _SCHEME_PATHS.get(term.kind, f"/{term.kind}/")
    return Category(term.name, site.url + path, term.name)


def _enclosure(given: Enclosure, base: str) -> Enclosure | None:
    url = absolute(given.url, base)
    if not url:
        return None
    type = given.type.strip()
    return Enclosure(url, type if _MEDIA_TYPE.fullmatch(type) else _ANY_TYPE, given.length)


def _people(persons: Iterable[Person], site: Site) -> tuple[Person, ...]:
    return tuple(
        replace(person, uri=_from_front_page(person.uri, site)) if person.uri else person
        for person in persons
    )


def _from_front_page(url: str | None, site: Site) -> str | None:
    return absolute(url, f"{site.url}/") if url else None


def _max_age(entries: Sequence[Dated], shortest: int, longest: int) -> int:
    """Return an eighth of the median gap between entries, in seconds, within these bounds."""
    pairs = pairwise(entry.published for entry in entries)
    gaps = [(newer - older).total_seconds() for newer, older in pairs]
    return int(min(max(median(gaps) / 8, shortest), longest)) if gaps else longest
