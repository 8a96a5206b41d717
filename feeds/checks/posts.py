"""Rules about dates and titles of posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from feeds.checks.lines import FLAG, PostFiles
from feeds.errors import Fault
from feeds.model import Format, Post
from feeds.pipeline.survey import Survey

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FARTHEST = timedelta(days=366)
_SOON = timedelta(days=1)
_MOST_OFFSET = timedelta(hours=14)
"""No time zone is farther from UTC."""

_DATE_KEYS = "date|published|pub_?date|publish_?date|created"
_UPDATE_KEYS = r"updated?|modified|last_?mod(?:ified)?(?:_at)?"
_KEY = r"""(?:^|[{{,])[^\w\n]{{0,20}}(?:{})[^\w\n]{{0,20}}?[:=]"""
_VALUE = rf"""(?!{FLAG})\s*("[^"\n]*"|'[^'\n]*'|.*)"""
_OFFSET = re.compile(r"""(?:[+-]\d\d:?\d\d|\d ?Z|\d ?[A-Z]{3,4})["']?\s*(?:#.*)?$""")
_LONGEST_TITLE = 1_000
"""Characters that are searched: a search takes quadratic time."""
_HTML = re.compile(
    r"<(em|strong|b|i|code|span|sub|sup|small|mark|del|u)\b[^<>]*>.*?</\1>"
    r"|<br ?/?>|&(?:amp|lt|gt|quot|nbsp|[lr]squo|[lr]dquo|[mn]dash|hellip|#\d{2,5}|#x[\da-f]+);",
    re.IGNORECASE | re.DOTALL,
)
_NO_TITLE = (
    "the post has no title, so many feed readers show it as untitled; add a title, or ignore the "
    "rule no-title"
)
_HTML_TITLE = "the title contains HTML, which feed readers show as text; write plain text"


def post_faults(found: Survey, now: datetime) -> Iterator[Fault]:
    """Yield what is unlikely or missing in the facts of posts that have not expired."""
    files = PostFiles(found.project)
    for post in found.catalogue.each():
        yield from faults_of_facts(found, files, post, now)


def faults_of_facts(found: Survey, files: PostFiles, post: Post, now: datetime) -> Iterator[Fault]:
    """Yield what is unlikely or missing in the facts of one post, unless it has expired."""
    if post.expires and post.expires <= now:
        return
    message, keys, date = _unlikely_date(post, now)
    # Pages without a date may get that of the epoch.
    if message and str(date.year) in f"{_written(files, post.path, keys)} {post.path}":
        yield _fault(files, post, f"{message}; correct it", "unlikely-date", keys)
    if message := _zone_mistake(found, files, post, now):
        yield _fault(files, post, message, "future-by-zone", _DATE_KEYS)
    if _is_waiting(post, now):
        return
    needs_title = not {Format.ATOM, Format.RSS}.isdisjoint(found.project.config.feeds.formats)
    if needs_title and not post.title.strip():
        yield _fault(files, post, _NO_TITLE, "no-title", "title")
    if _HTML.search(post.title[:_LONGEST_TITLE]):
        yield _fault(files, post, _HTML_TITLE, "html-title", "title")


def _fault(files: PostFiles, post: Post, message: str, rule: str, key: str) -> Fault:
    return Fault(post.path, files.line_of_key(post.path, key), message, fatal=False, rule=rule)


def _is_waiting(post: Post, now: datetime) -> bool:
    return post.due is not None and post.due > now


def _unlikely_date(post: Post, now: datetime) -> tuple[str, str, datetime]:
    """Return why a date is probably a typing error, its keys, and the date; empty if it is not."""
    published, updated, message = post.published, post.updated, ""
    if published < _EARLIEST:
        message = f"the date {published.date()} is before 1990"
    elif published > now + _FARTHEST:
        message = f"the date {published.date()} is more than a year in the future"
    elif published > now + _SOON and not _is_waiting(post, now):
        message = f"the date {published.date()} is in the future, but feeds already show the post"
    elif updated > now + _SOON and not _is_waiting(post, now):
        message = f"the update date {updated.date()} is in the future"
        return message, _UPDATE_KEYS, updated
    return message, _DATE_KEYS, published


def _written(files: PostFiles, path: str, keys: str) -> list[str]:
    """Return the values of keys, given as a pattern, in any front matter, JSON in one line too."""
    pattern = _KEY.format(keys) + _VALUE
    return re.findall(pattern, files.head(path), re.IGNORECASE | re.MULTILINE)


def _zone_mistake(found: Survey, files: PostFiles, post: Post, now: datetime) -> str:
    """Return why a post waits only because its date has no time zone; empty if it does not."""
    project = found.project
    if not project.generator.settings.assumes_zone or project.config.site.timezone:
        return ""
    if post.due is None or not now < post.due <= now + _MOST_OFFSET:
        return ""
    written = _written(files, post.path, _DATE_KEYS)
    if any(_OFFSET.search(one.strip()) for one in written):
        return ""
    moment = f"{post.due.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    zone = project.site.timezone
    return (
        f"the post is not published until {moment}, because its date has no time zone and {zone} "
        "is assumed; add an offset such as +0800 to the date, or set site.timezone"
    )
