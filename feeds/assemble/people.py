"""The people a feed or an entry names, their addresses fit to follow."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from feeds.assemble.urls import absolute
from feeds.model import Person, Site


def people(persons: Iterable[Person], site: Site) -> tuple[Person, ...]:
    """Return ``persons``, each uri resolved against the site's front page.

    A uri that cannot be resolved or is not safe is left out, the person kept.
    """
    return tuple(_person(person, f"{site.url}/") for person in persons)


def _person(person: Person, base: str) -> Person:
    return replace(person, uri=absolute(person.uri, base)) if person.uri else person
