"""What a post and a site of posts are, whichever generator they are laid out for."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple


class Post(NamedTuple):
    """One post; its number alone decides what is in it."""

    stem: str
    """Its file's name, without the ending."""
    title: str
    """Without quotes, so that it needs no escaping anywhere."""
    published: datetime
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    body: str
    """Markdown."""


class Shape(NamedTuple):
    """A site, and how its posts are made."""

    name: str
    title: str
    url: str
    timezone: str
    """IANA's name."""
    language: str
    post: Callable[[int], Post]


def moment(number: int, zone: tzinfo) -> datetime:
    """Return when a post is published, five minutes after the one before it.

    A million posts end in 2019, so that none waits to be published.
    """
    return datetime(2010, 1, 1, tzinfo=zone) + timedelta(minutes=5 * number)


def rank(dice: random.Random, terms: int) -> int:
    """Draw a rank from 1 by Zipf's law: the first about as often as the next two together."""
    return int(terms ** dice.random())
