"""``feeds compare``: report what subscribers would notice."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from posixpath import dirname, splitext
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import click

from feeds.cli.console import display, note_left_out, tell_summary, write, write_json
from feeds.cli.known_feeds import feeds_at
from feeds.cli.options import Where, display_options, project_at, shared_options, verbose_option
from feeds.cli.progress import progress_bar
from feeds.config.moves import NOWHERE, Moves
from feeds.errors import FeedsError, counted, printable
from feeds.guard import (
    RECOGNISING,
    FeedComparison,
    KnownEntry,
    KnownFeed,
    compare,
    match,
    paired,
    url_path,
)
from feeds.model import FeedKind
from feeds.pipeline.survey import survey
from feeds.plan import PathAllocator

if TYPE_CHECKING:
    from feeds.pipeline.project import Project


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@shared_options
@verbose_option("Also list feeds whose entries do not change.")
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
    published = _planned(where) if new is None else _published(new, known)
    outcome = _compare_all(known, published)
    if display().json:
        write_json(_data(outcome))
    else:
        for line in _harm(outcome) if display().quiet else _lines(outcome):
            write(printable(line))
        color = "green" if outcome.is_safe else "red"
        tell_summary(click.style(printable(_verdict(outcome)), fg=color))
    if not outcome.is_safe:
        sys.exit(1)


class _Published(NamedTuple):
    """What OLD is compared with."""

    feeds: Mapping[str, KnownFeed]
    """By path."""
    alive: Callable[[KnownFeed], Collection[str]]
    """For a new feed, the ids of all posts, also of those that it does not show."""
    moves: Moves = NOWHERE
    """The old paths that the configuration names."""
    mount: str = ""
    """The path of the site, which is not part of a feed's path."""

    def path_of(self, old: KnownFeed) -> str:
        """Return the path of an old feed, as the configuration would name it."""
        path = old.path or url_path(old.url)
        if path in self.feeds:
            return path
        path = unquote(path)
        return path.removeprefix(self.mount) if path.startswith(f"{self.mount}/") else path

    def redirected(self, old: KnownFeed) -> KnownFeed | None:
        """Return the feed that answers at an old feed's path, if ``feeds.redirects`` says so."""
        path = self.path_of(old)
        if path in self.feeds:
            return None
        found = (self.feeds.get(to.path) for to in self.moves.targets(path))
        return next(filter(None, found), None)

    def is_retired(self, old: KnownFeed) -> bool:
        """Return whether ``feeds.retired`` says that an old feed ends."""
        path = self.path_of(old)
        return path not in self.feeds and self.moves.is_retired(path)


class _Outcome(NamedTuple):
    """What subscribers would notice."""

    found: list[FeedComparison]
    missing: list[KnownFeed]
    """Old feeds that no new feed replaces."""
    lists: list[KnownFeed]
    """The same, but they list only terms."""
    retired: list[KnownFeed]
    """The same, but the configuration says that they are gone."""
    elsewhere: list[FeedComparison]
    """Feeds whose old URL must answer, and the configuration does not say so."""

    @property
    def is_safe(self) -> bool:
        """Whether subscribers would notice nothing that they mind."""
        return not self.missing and not any(one.again for one in self.found)


def _planned(where: dict[str, Any]) -> _Published:
    """Return the feeds that a build would publish now."""
    _, project = project_at(Where(**where))
    now = datetime.now(UTC)
    with progress_bar() as progress, survey(project, now, progress) as found:
        note_left_out(found.catalogue.left_out())
        ids = {entry.id for entry in found.entries().values()}
        mount = urlsplit(project.site.url).path
        feeds = {feed.path: feed for feed in found.feeds()}
        return _Published(feeds, lambda _: ids, project.config.feeds.moves, mount)


def _published(place: str, known: Sequence[KnownFeed]) -> _Published:
    """Return the feeds at a place; the first is the one for an old feed without a successor.

    The configuration counts only if a build of the current folder writes its feeds there.
    """
    project = _project_with(place)
    site = _site_paths(project) if project else ()

    def rank(feed: KnownFeed) -> tuple[bool, int, int]:
        pairs = match(known[0].entries, feed.entries, RECOGNISING).pairs
        return feed.path not in site, -len(pairs), feed.path.count("/")

    found = feeds_at(place, "NEW")
    feeds = {feed.path: feed for feed in (sorted(found, key=rank) if len(known) == 1 else found)}
    ids = defaultdict[str, set[str]](set)
    for feed in found:
        ids[splitext(feed.path)[1]].update(entry.id for entry in feed.entries)

    def alive(feed: KnownFeed) -> Collection[str]:
        """Return ids of the same format: a generator may have written this one again."""
        return ids[splitext(feed.path)[1]]

    if project is None:
        return _Published(feeds, alive)
    return _Published(feeds, alive, project.config.feeds.moves, urlsplit(project.site.url).path)


def _project_with(output: str) -> Project | None:
    """Return the project of the current folder, if this is its output folder."""
    with suppress(FeedsError):
        _, project = project_at(Where())
        if Path(output).resolve() == project.output.resolve():
            return project
    return None


def _site_paths(project: Project) -> Collection[str]:
    """Return the paths of the site's feed."""
    patterns = PathAllocator(project.config, project.generator.settings).patterns
    return patterns[FeedKind.SITE].values()


def _compare_all(known: Sequence[KnownFeed], new: _Published) -> _Outcome:
    retired = [old for old in known if new.is_retired(old)]
    pairs = [
        (old, new.redirected(old) or after)
        for old, after in paired(known, [*new.feeds.values()])
        if not new.is_retired(old)
    ]
    found = [compare(old, after, new.alive(after)) for old, after in pairs if after]
    elsewhere = [one for one in found if one.is_elsewhere and not new.redirected(one.old)]
    gone = [old for old, after in pairs if not after]
    missing, lists = _without_successor(gone, [*(one.old for one in found), *retired])
    return _Outcome(found, missing, lists, retired, elsewhere)


def _without_successor(
    gone: Sequence[KnownFeed], others: Sequence[KnownFeed]
) -> tuple[list[KnownFeed], list[KnownFeed]]:
    """Return the feeds that are gone: those of posts, and lists of terms.

    Hugo writes lists of terms too. Every entry leads to the folder of another feed, which stays
    or is retired.
    """
    folders = {dirname(feed.path) for feed in others if feed.path} - {"/"}
    posts: list[KnownFeed] = []
    lists: list[KnownFeed] = []
    for feed in gone:
        is_list = bool(feed.entries) and all(_is_in(folders, one.link) for one in feed.entries)
        (lists if is_list else posts).append(feed)
    return posts, lists


def _is_in(folders: Collection[str], link: str) -> bool:
    """Return whether a link leads to one of these folders, which may be below the site's."""
    try:
        parts = unquote(url_path(link)).strip("/").split("/")
    except ValueError:
        return False
    return any("/" + "/".join(parts[start:]) in folders for start in range(min(len(parts), 9)))


def _verdict(outcome: _Outcome) -> str:
    again = {change.old.id for one in outcome.found for change in one.again}
    missing = outcome.missing
    parts = [f"feed readers would show {counted(len(again), 'post')} again"] if again else []
    parts += [f"{counted(len(missing), 'feed')} would disappear"] if missing else []
    if parts:
        return f"Not safe to switch: {', and '.join(parts)}. See `feeds help moving`."
    feeds = counted(len(outcome.found), "feed")
    safe = f"Safe to switch: feed readers would show no post again in {feeds}."
    return " ".join((safe, *_cautions(outcome)))


def _cautions(outcome: _Outcome) -> Iterator[str]:
    older = {entry.id for one in outcome.found for entry in one.backdated}
    if older:
        yield f"But {counted(len(older), 'older post')} would appear as new."
    for one in outcome.elsewhere:
        yield f"But {_name(one.old)} must answer with the feed at {_name(one.new)}."


def _lines(outcome: _Outcome) -> Iterator[str]:
    found = outcome.found
    shown = [one for one in found if display().verbose or len(found) == 1 or not _is_same(one)]
    for one in shown:
        yield from _feed_lines(one)
    same = len(found) - len(shown)
    if same:
        yield f"{counted(same, 'feed')} without changes (--verbose lists them)"
    yield from _missing_lines(outcome)
    for feed in outcome.lists:
        yield f"{_name(feed)}: no new feed replaces it, but it lists only terms"
    for feed in outcome.retired:
        yield f"{_name(feed)}: retired, as feeds.retired says"


def _is_same(one: FeedComparison) -> bool:
    return not (one.again or one.vanished or one.appeared or one.moved or one.reordered)


def _harm(outcome: _Outcome) -> Iterator[str]:
    """Return only what makes it unsafe to switch."""
    for one in outcome.found:
        if one.again:
            yield f"{_name(one.old)}:"
            yield from _again_lines(one)
    yield from _missing_lines(outcome)


def _missing_lines(outcome: _Outcome) -> Iterator[str]:
    for feed in outcome.missing:
        remedy = "add its path to feeds.redirects or feeds.retired"
        yield f"{_name(feed)}: no new feed replaces it; {remedy}"


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


def _data(outcome: _Outcome) -> dict[str, Any]:
    return {
        "safe": outcome.is_safe,
        "verdict": _verdict(outcome),
        "feeds": [_feed_data(one) for one in outcome.found],
        "missing": [_name(feed) for feed in outcome.missing],
        "lists": [_name(feed) for feed in outcome.lists],
        "retired": [_name(feed) for feed in outcome.retired],
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
