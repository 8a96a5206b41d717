"""What is kept of a post: text and numbers, so that a state directory holds nothing that runs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from feeds.catalogue.database import NEVER
from feeds.catalogue.decoding import aware, decoded, decoding
from feeds.catalogue.instants import microseconds
from feeds.model import Enclosure, Person, Post, Template, Term

_ALWAYS = -NEVER
_UNWEIGHTED = 2**62
_Term = tuple[str, str, str]
"""Kind, name and slug."""


class Facts(NamedTuple):
    """A post as the catalogue keeps it; moments are microseconds since the epoch."""

    path: str
    id: str
    instant: int
    """When it was published."""
    due: int
    expires: int
    template: int
    text: str
    """All of the post: see :func:`from_text`."""
    terms: list[_Term]
    on_site: bool
    weight: int
    ordered_by: int
    tie: str


def facts_of(post: Post) -> Facts:
    """Return what is kept of a post."""
    instant = microseconds(post.published)
    return Facts(
        path=post.path,
        id=post.id,
        instant=instant,
        due=microseconds(post.due) if post.due else _ALWAYS,
        expires=microseconds(post.expires) if post.expires else NEVER,
        template=int(post.template),
        text=to_text(post),
        terms=_terms(post.terms),
        on_site=post.on_site,
        weight=post.weight or _UNWEIGHTED,
        ordered_by=microseconds(post.ordered_by) if post.ordered_by else instant,
        tie=post.tie,
    )


_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_text(post: Post) -> str:
    """Write a post as JSON; :func:`from_text` gives an equal post back."""
    return _dumps(
        [
            post.path,
            post.id,
            post.link,
            post.title,
            post.published.isoformat(),
            post.updated.isoformat(),
            [(p.name, p.uri, p.email) for p in post.authors],
            _terms(post.categories),
            _terms(post.tags),
            _terms(post.bylines),
            _terms(post.others),
            post.on_site,
            _terms(post.labels),
            post.summary,
            post.summary_only,
            post.image,
            post.enclosure and (post.enclosure.url, post.enclosure.type, post.enclosure.length),
            post.language,
            post.template,
            post.due and post.due.isoformat(),
            post.expires and post.expires.isoformat(),
            post.weight,
            post.ordered_by and post.ordered_by.isoformat(),
            post.tie,
        ]
    )


class _Written(NamedTuple):
    """What :func:`to_text` writes."""

    path: str
    id: str
    link: str
    title: str
    published: str
    updated: str
    authors: list[tuple[str, str | None, str | None]]
    categories: list[_Term]
    tags: list[_Term]
    bylines: list[_Term]
    others: list[_Term]
    on_site: bool
    labels: list[_Term]
    summary: str | None
    summary_only: bool
    image: str | None
    enclosure: tuple[str, str, int] | None
    language: str | None
    template: Template
    due: str | None
    expires: str | None
    weight: int
    ordered_by: str | None
    tie: str


def from_text(text: str) -> Post:
    """Decode a post that :func:`to_text` encoded.

    Raises ``sqlite3.DatabaseError`` if the text is anything else.
    """
    one = decoded(text, _Written)
    with decoding():
        return Post(
            path=one.path,
            id=one.id,
            link=one.link,
            title=one.title,
            published=aware(one.published),
            updated=aware(one.updated),
            authors=tuple(Person(*person) for person in one.authors),
            categories=_read_terms(one.categories),
            tags=_read_terms(one.tags),
            bylines=_read_terms(one.bylines),
            others=_read_terms(one.others),
            on_site=one.on_site,
            labels=_read_terms(one.labels),
            summary=one.summary,
            summary_only=one.summary_only,
            image=one.image,
            enclosure=one.enclosure and Enclosure(*one.enclosure),
            language=one.language,
            template=one.template,
            due=_moment(one.due),
            expires=_moment(one.expires),
            weight=one.weight,
            ordered_by=_moment(one.ordered_by),
            tie=one.tie,
        )


def _terms(terms: tuple[Term, ...]) -> list[_Term]:
    return [(term.kind, term.name, term.slug) for term in terms]


def _read_terms(terms: list[_Term]) -> tuple[Term, ...]:
    return tuple(Term(kind, name, slug) for kind, name, slug in terms)


def _moment(text: str | None) -> datetime | None:
    return aware(text) if text else None
