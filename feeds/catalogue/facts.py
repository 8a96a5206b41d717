"""What is kept of a post: text and numbers, so that a state directory holds nothing that runs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from feeds.catalogue.database import NEVER
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
            post.markup,
            post.template,
            post.due and post.due.isoformat(),
            post.expires and post.expires.isoformat(),
            post.weight,
            post.ordered_by and post.ordered_by.isoformat(),
            post.tie,
        ]
    )


def from_text(text: str) -> Post:
    """Read a post that :func:`to_text` wrote."""
    path, identity, link, title, published, updated, authors, *rest = json.loads(text)
    categories, tags, bylines, others, on_site, labels, summary, summary_only, *rest = rest
    image, enclosure, language, markup, template, due, expires, weight, ordered_by, tie = rest
    return Post(
        path=path,
        id=identity,
        link=link,
        title=title,
        published=datetime.fromisoformat(published),
        updated=datetime.fromisoformat(updated),
        authors=tuple(Person(*person) for person in authors),
        categories=_read_terms(categories),
        tags=_read_terms(tags),
        bylines=_read_terms(bylines),
        others=_read_terms(others),
        on_site=on_site,
        labels=_read_terms(labels),
        summary=summary,
        summary_only=summary_only,
        image=image,
        enclosure=enclosure and Enclosure(*enclosure),
        language=language,
        markup=markup,
        template=Template(template),
        due=_moment(due),
        expires=_moment(expires),
        weight=weight,
        ordered_by=_moment(ordered_by),
        tie=tie,
    )


def _terms(terms: tuple[Term, ...]) -> list[_Term]:
    return [(term.kind, term.name, term.slug) for term in terms]


def _read_terms(terms: list[Any]) -> tuple[Term, ...]:
    return tuple(Term(kind, name, slug) for kind, name, slug in terms)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
