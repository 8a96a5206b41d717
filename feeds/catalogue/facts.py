"""A post's facts as text and back: JSON, so that a state directory holds nothing that runs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from feeds.model import Enclosure, Person, Post, Template, Term

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


def _terms(terms: tuple[Term, ...]) -> list[tuple[str, str, str]]:
    return [(term.kind, term.name, term.slug) for term in terms]


def _read_terms(terms: list[Any]) -> tuple[Term, ...]:
    return tuple(Term(kind, name, slug) for kind, name, slug in terms)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
