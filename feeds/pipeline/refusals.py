"""Refuse a build that would change the ids that subscribers know, or remove most posts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from shlex import quote

import msgspec
from msgspec.structs import replace

from feeds.catalogue.baseline import EarlierPost
from feeds.catalogue.catalogue import Catalogue, ShownPost
from feeds.catalogue.shared_ids import inherits
from feeds.edition import EditionWriter
from feeds.errors import Fault, NewIdsError, counted, printable
from feeds.guard import (
    RECOGNISING,
    FeedComparison,
    KnownFeed,
    compare,
    earlier_entry,
    known_entry,
    match,
)
from feeds.model import FeedSpec
from feeds.pipeline.project import Project
from feeds.pipeline.removals import Removals

_FEWEST_IDS = 3
"""The fewest changed ids for which a build is refused; fewer are ordinary corrections."""


class Accepted(msgspec.Struct, frozen=True):
    """How much one build may change. Each is a share from 0 to 1; 1 accepts everything."""

    new_ids: float
    """The share of the ids in one feed."""
    removals: float
    """The share of the posts published until now."""


class _Subscribed(msgspec.Struct, frozen=True):
    """What subscribers of a feed have."""

    feed: KnownFeed
    adopted: frozenset[str] = frozenset()
    """Adopted ids. Subscribers have them, even if the feed does not."""
    in_state: bool = False
    """Whether the state contains the ids of this feed."""


class Guard:
    """Refuses a build that would harm subscribers, before anything is written.

    The guard reads the ids that subscribers know from the published feed files. This works
    without the state folder, and for a file that another program published. If a file was
    removed or replaced since the last build, as many generators do, the index has the ids of
    that build.
    """

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        accepted: Accepted,
        faults: Callable[[], Sequence[Fault]],
        edition: EditionWriter,
    ) -> None:
        """``faults`` returns the faults that are shown with a refusal."""
        self._project = project
        self._catalogue = catalogue
        self._share = accepted.new_ids
        self._edition = edition
        self._removals = Removals(project, catalogue, accepted.removals, faults)
        self._refused: list[tuple[FeedComparison, _Subscribed]] = []

    def require_posts(self) -> None:
        """Raise :class:`~feeds.errors.LostPostsError` if too many posts would disappear."""
        self._removals.require_indexed()

    def renamed(self) -> list[str]:
        """Return the paths of missing posts that are published from new files."""
        return [post.path for post in self._renamed.values()]

    def look(self, spec: FeedSpec, shown: Sequence[ShownPost]) -> None:
        """Compare one feed with what its subscribers have."""
        document, is_own = self._document(spec)
        if document:
            self._removals.note(spec, document, shown)
        if self._share >= 1:
            return
        known = [*self._subscribed(spec, shown, document, is_own)]
        if not known:
            return
        new = KnownFeed(tuple(known_entry(self._catalogue.post(post.path)) for post in shown))
        for old in known:
            found = self._harm(old, new)
            if found:
                self._refused.append((found, old))
                return

    def _harm(self, old: _Subscribed, new: KnownFeed) -> FeedComparison | None:
        """Return the comparison if too many ids would change."""
        unknown = {entry.id for entry in new.entries} - {entry.id for entry in old.feed.entries}
        if len(unknown) < _FEWEST_IDS or not self._is_refused(compare(old.feed, new)):
            return None
        # Ids of posts that are not in this feed are not lost. Finding these is slow, so it comes
        # second.
        found = _without_expected(compare(old.feed, new, self._alive), old.adopted)
        return found if self._is_refused(found) else None

    def require_harmless(self) -> None:
        """Raise :class:`~feeds.errors.HeldError` if a compared feed would harm subscribers."""
        if self._refused:
            raise self._new_ids()
        self._removals.require_shown()

    def require_documents(self, kinds: Mapping[str, str], wanted: Collection[str]) -> None:
        """Compare the published paths, with the kinds of their feeds, with those wanted.

        Raises :class:`~feeds.errors.LostPostsError` if all files of the site's feed, or of all
        feeds, would be removed.
        """
        self._removals.require_documents(kinds, wanted)

    def _new_ids(self) -> NewIdsError:
        found = [one for one, _ in self._refused]
        worst = max(found, key=lambda one: len(one.again))
        change = worst.again[0]
        title = change.new.title or change.new.link
        others = f" (and in {counted(len(found) - 1, 'more feed')})" if len(found) > 1 else ""
        shared = worst.kept + len(worst.again)
        reason = (
            f"{len(worst.again)} of {shared} posts in {worst.old.path}{others} "
            "would get other ids, so feed readers would show them again"
        )
        in_state = all(known.in_state for _, known in self._refused)
        old = "" if in_state else f" {quote(self._project.config.output)}"
        details = (
            f"The id of {title!r} was",
            f"  {printable(change.old.id)}",
            "and would become",
            f"  {printable(change.new.id)}",
            f"To keep the ids, run `feeds adopt{old}` with the same options, then build again.",
            "To accept the new ids, run `feeds build --accept-new-ids` once.",
        )
        return NewIdsError(reason, "\n".join(details))

    def _is_refused(self, found: FeedComparison) -> bool:
        return len(found.again) >= _FEWEST_IDS and found.changed_share > self._share

    @cached_property
    def _alive(self) -> frozenset[str]:
        return frozenset(post.id for post in self._catalogue.published())

    def _subscribed(
        self, spec: FeedSpec, shown: Sequence[ShownPost], document: KnownFeed | None, is_own: bool
    ) -> Iterator[_Subscribed]:
        """Yield what the last build published, and the ``document`` that would be replaced.

        If the last build published the document (``is_own``), only the document is yielded.
        """
        if not is_own and self._was_read_again:
            earlier = self._catalogue.baseline.earlier
            posts = (earlier(post.path) or self._renamed.get(post.path) for post in shown)
            entries = tuple(map(earlier_entry, filter(None, posts)))
            path = next(iter(spec.paths.values()))
            yield _Subscribed(KnownFeed(entries, path), in_state=True)
        if document and is_own:
            in_state = self._catalogue.baseline.posts is not None
            yield _Subscribed(document, in_state=in_state)
        elif document:
            yield _Subscribed(document, self._adopted)

    def _document(self, spec: FeedSpec) -> tuple[KnownFeed | None, bool]:
        """Return the first published format with entries, and whether a build wrote this file.

        All formats have the same ids. A generator that runs before each build writes its own
        ids again, but subscribers have the adopted ids.
        """
        for path in spec.paths.values():
            body = self._edition.document(path)
            found = _read_feed(body) if body else None
            if body and found and found.entries:
                return KnownFeed(found.entries, path), self._edition.is_own(path, body)
        return None, False

    @cached_property
    def _was_read_again(self) -> bool:
        """Whether a post of the last build may have another id now."""
        return self._catalogue.baseline.kept() > 0

    @cached_property
    def _renamed(self) -> Mapping[str, EarlierPost]:
        """Missing posts that are published from new files, by the paths of these files.

        Only new files are compared: comparing all posts would take seconds on a large site.
        """
        posts = self._catalogue
        missing = {post.id: post for post in posts.baseline.missing()}
        paths = posts.baseline.new() if missing else []
        new = {path: known_entry(posts.post(path)) for path in paths}
        found = match([*map(earlier_entry, missing.values())], [*new.values()], RECOGNISING)
        old = {entry.id: missing[before.id] for before, entry in found.pairs}
        return {path: old[entry.id] for path, entry in new.items() if entry.id in old}

    @cached_property
    def _adopted(self) -> frozenset[str]:
        return frozenset(one.id for one in self._project.ids.values())


def _read_feed(body: bytes) -> KnownFeed | None:
    from feeds.guard.feed_reader import read_feed  # takes 25 ms to load; few builds replace a feed

    return read_feed(body)


def _without_expected(found: FeedComparison, adopted: Collection[str]) -> FeedComparison:
    """Count posts as kept that take over the id of an older post, or have an adopted id."""
    again = tuple(
        one
        for one in found.again
        if one.new.id not in adopted and not inherits(one.old.id, one.new.id)
    )
    return replace(found, kept=found.kept + len(found.again) - len(again), again=again)
