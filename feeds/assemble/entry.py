"""From a post as read to an entry that any format can show."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.assemble.clean import clean
from feeds.assemble.people import people
from feeds.assemble.text import plain_text, text_of_clean
from feeds.assemble.urls import absolute
from feeds.generators.base import Html
from feeds.model import Category, Enclosure, Entry, FeedKind, Post, Site, Term

_SCHEME_PATHS: Mapping[str, str] = {
    FeedKind.CATEGORY: "/categories/",
    FeedKind.TAG: "/tags/",
    FeedKind.AUTHOR: "/authors/",
}
_START = 300
# RFC 6838 4.2: two names of at most 127 characters each.
_NAME = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE = re.compile(f"{_NAME}/{_NAME}")
_ANY_TYPE = "application/octet-stream"


def assemble_entry(post: Post, html: Html, site: Site, full_content: bool) -> Entry:
    """Return the entry for a post: its HTML cleaned, every URL absolute.

    Without ``full_content``, or where the post asks for it, the content stays empty.
    The summary is the author's, else the excerpt's text, else the first 300 characters
    or so of the content's. A title that is missing stays empty. A category's scheme is
    only an identifier (RFC 4287 4.2.2.2), which tells terms of different kinds apart:
    there need not be a page at it. An enclosure whose type is no media type is
    ``application/octet-stream``.
    """
    in_full = full_content and not post.summary_only
    content = clean(html.content, post.link) if in_full else ""
    summary = plain_text(post.summary or "") or _excerpt(post, html, content)
    if not summary and not in_full:
        content = clean(html.content, post.link)
    return Entry(
        id=post.id,
        link=post.link,
        title=post.title,
        published=post.published,
        updated=post.updated,
        authors=people(post.authors or site.authors, site),
        categories=tuple(_category(term, site) for term in post.labels),
        summary=summary or _start(text_of_clean(content)),
        content=content if in_full else "",
        image=absolute(post.image, post.link) if post.image else None,
        enclosure=_enclosure(post),
        language=post.language,
    )


def _excerpt(post: Post, html: Html, content: str) -> str:
    """Return the excerpt's text; ``content`` is the clean content, or empty."""
    is_whole = content and html.excerpt is html.content
    return text_of_clean(content if is_whole else clean(html.excerpt, post.link))


def _start(text: str) -> str:
    """Cut before the word that goes too far; within it where words are not set apart."""
    if len(text) <= _START:
        return text
    head, _, _ = text[: _START + 1].rpartition(" ")
    return (head if len(head) > _START // 2 else text[:_START]) + "…"


def _category(term: Term, site: Site) -> Category:
    return Category(term.name, site.url + _SCHEME_PATHS.get(term.kind, f"/{term.kind}/"), term.name)


def _enclosure(post: Post) -> Enclosure | None:
    given = post.enclosure
    url = given and absolute(given.url, post.link)
    if not given or not url:
        return None
    type = given.type.strip()
    return Enclosure(url, type if _MEDIA_TYPE.fullmatch(type) else _ANY_TYPE, given.length)
