"""``feeds compare``: report what subscribers would notice."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from posixpath import dirname
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from feeds.cli.console import display, note_left_out, tell_summary, write, write_json
from feeds.cli.known_feeds import feeds_at
from feeds.cli.options import Where, display_options, project_at, shared_options, verbose_option
from feeds.cli.progress import progress_bar
from feeds.errors import counted, printable
from feeds.guard import FeedComparison, KnownEntry, KnownFeed, compare, paired
from feeds.pipeline.survey import survey


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@shared_options
@verbose_option("List also the feeds whose entries do not change.")
@display_options
def compare_command(old: str, new: str | None, **where: Any) -> None:
    """Show what subscribers would notice if NEW replaced OLD.

    OLD and NEW are each a feed file, a folder of feeds, or the URL of a feed. Without NEW,
    OLD is compared with the feeds that a build would publish now. Nothing is written. The
    exit code is 1 if it is not safe to switch.

    \b
    Examples:
      feeds compare https://example.com/feed.xml
      feeds compare old/ public/
    """
    for option, value in where.items():
        if new is not None and value is not None:
            raise click.UsageError(f"--{option}: cannot be combined with NEW; leave one out")
    known = feeds_at(old, "OLD")
    planned, alive = _planned(where) if new is None else _published(new)
    pairs = list(paired(known, planned))
    found = [compare(before, after, alive) for before, after in pairs if after]
    missing, lists = _without_successor(pairs)
    if display().json:
        write_json(_data(found, missing, lists))
    else:
        for line in _harm(found, missing) if display().quiet else _lines(found, missing, lists):
            write(printable(line))
        color = "green" if _is_safe(found, missing) else "red"
        tell_summary(click.style(printable(_verdict(found, missing)), fg=color))
    if not _is_safe(found, missing):
        sys.exit(1)


def _planned(where: dict[str, Any]) -> tuple[list[KnownFeed], Collection[str]]:
    """Return the feeds that a build would publish now, and the id of every post in them."""
    _, project = project_at(Where(**where))
    now = datetime.now(UTC)
    with progress_bar() as progress, survey(project, now, progress) as found:
        note_left_out(found.catalogue.left_out())
        return found.feeds(), {entry.id for entry in found.entries().values()}


def _published(place: str) -> tuple[list[KnownFeed], Collection[str]]:
    feeds = feeds_at(place, "NEW")
    return feeds, {entry.id for feed in feeds for entry in feed.entries}


def _without_successor(
    pairs: Sequence[tuple[KnownFeed, KnownFeed | None]],
) -> tuple[list[KnownFeed], list[KnownFeed]]:
    """Return the old feeds without a successor: those of posts, and lists of terms.

    Hugo writes lists of terms too. Every entry leads to the folder of a feed that stays.
    """
    folders = {dirname(before.path) for before, after in pairs if after and before.path} - {"/"}
    posts: list[KnownFeed] = []
    lists: list[KnownFeed] = []
    for feed in (before for before, after in pairs if after is None):
        is_list = bool(feed.entries) and all(_is_in(folders, one.link) for one in feed.entries)
        (lists if is_list else posts).append(feed)
    return posts, lists


def _is_in(folders: Collection[str], link: str) -> bool:
    """Return whether a link leads to one of these folders, which may be below the site's."""
    try:
        parts = unquote(urlsplit(link).path).strip("/").split("/")
    except ValueError:
        return False
    return any("/" + "/".join(parts[start:]) in folders for start in range(min(len(parts), 9)))


def _is_safe(found: Sequence[FeedComparison], missing: Sequence[KnownFeed]) -> bool:
    return not missing and not any(one.again for one in found)


def _verdict(found: Sequence[FeedComparison], missing: Sequence[KnownFeed]) -> str:
    again = {change.old.id for one in found for change in one.again}
    parts = [f"feed readers would show {counted(len(again), 'post')} again"] if again else []
    parts += [f"{counted(len(missing), 'feed')} would disappear"] if missing else []
    if parts:
        return f"Not safe to switch: {', and '.join(parts)}. See `feeds help moving`."
    cautions = "".join(f", but {caution}" for caution in _cautions(found))
    feeds = counted(len(found), "feed")
    return f"Safe to switch: feed readers would show no post again in {feeds}{cautions}."


def _cautions(found: Sequence[FeedComparison]) -> Iterator[str]:
    older = {entry.id for one in found for entry in one.backdated}
    if older:
        yield f"{counted(len(older), 'older post')} would appear as new"
    for one in found:
        if one.is_elsewhere:
            yield f"{_name(one.old)} must answer with the feed at {_name(one.new)}"


def _lines(
    found: Sequence[FeedComparison], missing: Sequence[KnownFeed], lists: Sequence[KnownFeed]
) -> Iterator[str]:
    shown = [one for one in found if display().verbose or len(found) == 1 or not _is_same(one)]
    for one in shown:
        yield from _feed_lines(one)
    same = len(found) - len(shown)
    if same:
        yield f"{counted(same, 'feed')} without changes (--verbose lists them)"
    yield from _missing_lines(missing)
    for feed in lists:
        yield f"{_name(feed)}: no new feed replaces it, but it lists only terms"


def _is_same(one: FeedComparison) -> bool:
    return not (one.again or one.vanished or one.appeared or one.moved or one.reordered)


def _harm(found: Sequence[FeedComparison], missing: Sequence[KnownFeed]) -> Iterator[str]:
    """Return only what makes it unsafe to switch."""
    for one in found:
        if one.again:
            yield f"{_name(one.old)}:"
            yield from _again_lines(one)
    yield from _missing_lines(missing)


def _missing_lines(missing: Sequence[KnownFeed]) -> Iterator[str]:
    for feed in missing:
        yield f"{_name(feed)}: no new feed replaces it; redirect it to another feed"


def _feed_lines(one: FeedComparison) -> Iterator[str]:
    yield (
        f"{_name(one.old)}: {one.kept} of {len(one.old.entries)} kept, "
        f"{len(one.again)} shown again, {len(one.vanished)} removed, "
        f"{len(one.appeared)} new, {counted(len(one.moved), 'date')} changed, "
        f"order {'changed' if one.reordered else 'kept'}"
    )
    yield from _again_lines(one)
    yield from (f"  removed   {_named(entry)}: {entry.id}" for entry in one.vanished)
    yield from (f"  new       {_named(entry)}: {entry.id}" for entry in one.appeared)
    for move in one.moved:
        yield (
            f"  changed   {_named(move.entry)}: {move.date} {move.old.isoformat()} "
            f"becomes {move.new.isoformat()}"
        )


def _again_lines(one: FeedComparison) -> Iterator[str]:
    for change in one.again:
        yield f"  again     {_named(change.old)}: {change.old.id} becomes {change.new.id}"


def _name(feed: KnownFeed) -> str:
    return feed.path or feed.url or "the feed"


def _named(entry: KnownEntry) -> str:
    return entry.title or "(no title)"


def _data(
    found: Sequence[FeedComparison], missing: Sequence[KnownFeed], lists: Sequence[KnownFeed]
) -> dict[str, Any]:
    return {
        "safe": _is_safe(found, missing),
        "verdict": _verdict(found, missing),
        "feeds": [_feed_data(one) for one in found],
        "missing": [_name(feed) for feed in missing],
        "lists": [_name(feed) for feed in lists],
    }


def _feed_data(one: FeedComparison) -> dict[str, Any]:
    older = frozenset(one.backdated)
    return {
        "feed": _name(one.old),
        "successor": _name(one.new),
        "entries": len(one.old.entries),
        "kept": one.kept,
        "again": [
            {"old": change.old.id, "new": change.new.id, **_shown(change.new)}
            for change in one.again
        ],
        "vanished": [{"id": entry.id, **_shown(entry)} for entry in one.vanished],
        "new": [
            {"id": entry.id, **_shown(entry), "older": entry in older} for entry in one.appeared
        ],
        "moved": [
            {
                "id": move.entry.id,
                "date": move.date,
                "old": move.old.isoformat(),
                "new": move.new.isoformat(),
            }
            for move in one.moved
        ],
        "reordered": one.reordered,
    }


def _shown(entry: KnownEntry) -> dict[str, str]:
    return {"title": entry.title, "link": entry.link}
