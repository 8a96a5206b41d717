"""From a file's bytes and a generator to a post, or to the reason why there is none."""

from __future__ import annotations

from typing import NamedTuple

from feeds.errors import Fault
from feeds.generators.base import Generator, LeftOut, PostError, Reading, Unpublished
from feeds.generators.limits import first_problems, require_sparse, require_usual
from feeds.generators.text import text_of
from feeds.model import Post, Site

_EARLIEST_YEAR = 1000
"""RFC 822 dates, and so RSS, write four digits."""


class Outcome(NamedTuple):
    """What came of reading one file."""

    reading: Reading | None = None
    left_out: LeftOut | None = None
    faults: tuple[Fault, ...] = ()


def read_post(generator: Generator, path: str, content: bytes, site: Site) -> Outcome:
    """Read one file as a post. Never raises for what the file holds: that becomes a fault."""
    try:
        text = text_of(content)
        require_sparse(text, generator.max_post_size)
        reading = generator.read(path, text, site)
        _require_publishable(reading.post)
    except Unpublished as unpublished:
        return Outcome(left_out=unpublished.reason)
    except PostError as error:
        faults = tuple(Fault(path, line, message) for line, message in error.faults)
        return Outcome(left_out=LeftOut.FAULT, faults=faults)
    except RecursionError:
        fault = Fault(path, 1, "front matter refers to itself or is nested too deep; flatten it")
        return Outcome(left_out=LeftOut.FAULT, faults=(fault,))
    remarks = tuple(
        Fault(path, line, message, fatal=False)
        for line, message in first_problems(reading.problems)
    )
    return Outcome(reading, faults=remarks)


def _require_publishable(post: Post) -> None:
    """Refuse what no feed can carry, whichever generator let it pass."""
    require_usual(post)
    for moment in (post.published, post.updated):
        if moment.year < _EARLIEST_YEAR:
            raise PostError((1, f"date {moment.date()} has no four-digit year; mend the date"))
    try:
        "".join((post.id, post.link, post.title, *(term.name for term in post.terms))).encode()
    except UnicodeEncodeError as error:
        message = "the id, title or a term holds half a surrogate pair; write the character itself"
        raise PostError((1, message)) from error
