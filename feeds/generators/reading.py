"""Read one file: the result is a post, or the reason why it is left out."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from feeds.errors import Fault, GeneratorError
from feeds.generators.base import Generator, LeftOut, PostError, Problem, Reading, Unpublished
from feeds.generators.files import text_of
from feeds.generators.installed import is_installed
from feeds.generators.limits import require_sparse
from feeds.generators.values import Zoneless
from feeds.model import Post, Site
from feeds.urls import percent_encoded

_EARLIEST_YEAR = 1000
"""RSS writes years with four digits (RFC 1123 5.2.14)."""
_MOST_TERMS = 500
_LONGEST_TEXT = 1_000_000
"""Characters of a text in an element of its own, such as a title."""
_MOST_PROBLEMS = 100
_UPDATED_EARLY = (
    "the post was updated before its date, so feed readers get only the date; correct one of them"
)


class PostResult(msgspec.Struct, frozen=True):
    """The result of reading one file."""

    reading: Reading | None = None
    """The post; None if it is left out."""
    left_out: LeftOut | None = None
    """Why there is no post; None if there is one."""
    faults: tuple[Fault, ...] = ()
    """Everything that is wrong with the file."""


def read_post(generator: Generator, path: str, content: bytes, site: Site) -> PostResult:
    """Read one file as a post. Never raises for the file's content: that becomes a fault."""
    try:
        text = text_of(content)
        require_sparse(text, generator.max_post_size)
        reading = _in_order(generator.read(path, text, site))
        _require_publishable(reading.post)
        if is_installed(type(generator)):
            reading = _with_valid_link(reading)
    except Unpublished as unpublished:
        return PostResult(left_out=unpublished.reason)
    except PostError as error:
        faults = tuple(Fault(path, line, message) for line, message in error.faults)
        return PostResult(left_out=LeftOut.FAULT, faults=faults)
    except Zoneless:
        message = "the date has no time zone; add an offset such as +0100, or set site.timezone"
        return PostResult(left_out=LeftOut.FAULT, faults=(Fault(path, 1, message),))
    except GeneratorError as error:
        fault = Fault(path, 0, error.faults[0].message)
        return PostResult(left_out=LeftOut.FAULT, faults=(fault,))
    except RecursionError:
        message = "front matter contains itself or is nested too deeply; use fewer levels"
        fault = Fault(path, 1, message)
        return PostResult(left_out=LeftOut.FAULT, faults=(fault,))
    problems = tuple(
        Fault(path, line, message, fatal=False)
        for line, message in first_problems(reading.problems)
    )
    return PostResult(reading, faults=problems)


def _in_order(reading: Reading) -> Reading:
    """Make a post's ``updated`` no earlier than its date: readers would not expect that."""
    post = reading.post
    if post.updated >= post.published:
        return reading
    problems = (*reading.problems, (0, _UPDATED_EARLY))
    return replace(reading, post=replace(post, updated=post.published), problems=problems)


def _with_valid_link(reading: Reading) -> Reading:
    """Percent-encode a post's link where that is needed; its id stays the same."""
    link = percent_encoded(reading.post.link)
    return replace(reading, post=replace(reading.post, link=link))


def first_problems(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the first hundred problems of a post, and how many more there are."""
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return problems
    message = f"the post has {more:,} more faults; fix the first ones and build again"
    return (*problems[:_MOST_PROBLEMS], (0, message))


def _require_publishable(post: Post) -> None:
    """Refuse posts that no feed can carry, whichever generator accepted them."""
    if len(post.terms) > _MOST_TERMS:  # each term has feeds of its own
        message = f"the post has {len(post.terms):,} categories, tags and authors"
        raise PostError((1, f"{message}, more than {_MOST_TERMS:,}; use fewer"))
    texts = {"title": post.title, "id": post.id, "link": post.link, "summary": post.summary or ""}
    for name, text in texts.items():
        if len(text) > _LONGEST_TEXT:
            message = f"{name} has {len(text):,} characters, more than {_LONGEST_TEXT:,}"
            raise PostError((1, f"{message}; shorten it"))
    for moment in (post.published, post.updated):
        if moment.year < _EARLIEST_YEAR:
            message = f"date {moment.date()} is before the year {_EARLIEST_YEAR}; correct it"
            raise PostError((1, message))
    try:
        "".join((post.id, post.link, post.title, *(term.name for term in post.terms))).encode()
    except UnicodeEncodeError as error:
        message = (
            "the id, title or a term contains half a character (one surrogate of a pair); "
            "write the whole character"
        )
        raise PostError((1, message)) from error
