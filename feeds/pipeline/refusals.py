"""Refuse a build that would harm subscribers."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from shlex import quote

import msgspec
from msgspec.structs import replace

from feeds.catalogue.baseline import EarlierPost, MissingPost
from feeds.catalogue.catalogue import Catalogue, ShownPost
from feeds.catalogue.shared_ids import inherits
from feeds.config import IgnoreRules
from feeds.edition import EditionWriter
from feeds.errors import Fault, LostPostsError, NewIdsError, counted, printable
from feeds.generators.base import LeftOut
from feeds.guard import (
    ACCEPT_REMOVALS,
    FEWEST,
    RECOGNISING,
    FeedComparison,
    KnownEntry,
    KnownFeed,
    Loss,
    compare,
    earlier_entry,
    known_entry,
    match,
    remedies,
)
from feeds.model import FeedKind, FeedSpec
from feeds.pipeline.project import Project

_FEWEST_IDS = 3
"""Fewest changed ids to refuse a build; fewer are ordinary corrections."""
_FAULTS_SHOWN = 3


class Accepted(msgspec.Struct, frozen=True):
    """How much a build may change at once: shares from 0 to 1; 1 accepts everything."""

    new_ids: float
    """The share of the ids in one feed."""
    removals: float
    """The share of the posts published until now."""


class _Subscribed(msgspec.Struct, frozen=True):
    """What subscribers of a feed have."""

    feed: KnownFeed
    adopted: frozenset[str] = frozenset()
    """Adopted ids that it may lack although subscribers have them."""
    in_state: bool = False
    """The state has its ids."""


class Guard:
    """Refuses a build that would harm subscribers, before anything is written.

    The ids that they know are read from the published documents: this works without the state
    directory, and for a document that another program published. If a document was removed or
    replaced since the last build, as many generators do, the index has the ids of that build.
    """

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        accepted: Accepted,
        faults: Callable[[], Sequence[Fault]],
        edition: EditionWriter,
    ) -> None:
        """``faults`` gives the faults that are shown with a refusal."""
        self._project = project
        self._catalogue = catalogue
        self._share = accepted.new_ids
        self._edition = edition
        self._removals = _Removals(project, catalogue, accepted.removals, faults)
        self._refused: list[tuple[FeedComparison, _Subscribed]] = []

    def require_posts(self) -> None:
        """Raise :class:`~feeds.errors.LostPostsError` if the index lost too many posts."""
        self._removals.require_indexed()

    def renamed(self) -> list[str]:
        """Return the paths of missing posts that are published from new files."""
        return [post.path for post in self._renamed.values()]

    def look(self, spec: FeedSpec, shown: Sequence[ShownPost]) -> None:
        """Compare one feed with what its subscribers have."""
        known = [*self._subscribed(spec, shown)]
        if self._share >= 1 or not known:
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
        """Raise :class:`~feeds.errors.HeldError` if a feed that was looked at would do harm."""
        if self._refused:
            raise self._new_ids()
        self._removals.require_shown()

    def require_documents(self, kinds: Mapping[str, str], wanted: Collection[str]) -> None:
        """Compare the published paths, with the kinds of their feeds, with those wanted.

        Raises :class:`~feeds.errors.LostPostsError` if every document of the site's feed, or of
        all feeds, would be removed.
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

    def _subscribed(self, spec: FeedSpec, shown: Sequence[ShownPost]) -> Iterator[_Subscribed]:
        """Yield what the last build published, and the document that is about to be replaced.

        If the document is what the last build published, it is enough.
        """
        document, is_own = self._document(spec)
        if document:
            self._removals.note(spec, document, shown)
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
        """Return the first published format with entries: all formats have the same ids.

        With it, return whether a build wrote it. A generator that runs before each build writes
        its own ids again; subscribers have the adopted ones.
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


class _Removals:
    """Refuses a build by which subscribers would lose most posts.

    The index knows what they have. Without an index of an earlier build, it is what the feeds
    show that are about to be replaced.
    """

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        share: float,
        faults: Callable[[], Sequence[Fault]],
    ) -> None:
        """``share``, from 0 to 1, is the share of the posts that may disappear at once."""
        self._project = project
        self._catalogue = catalogue
        self._share = share
        self._faults = faults
        self._ignored = IgnoreRules(project.config.ignore)
        self._compares_feeds = share < 1 and catalogue.baseline.posts is None
        self._shown: dict[str, KnownEntry] = {}
        self._emptied = ""
        """The path of the site's feed, if it would become empty."""

    def require_indexed(self) -> None:
        """Compare with the index.

        Raises :class:`~feeds.errors.LostPostsError` if too many posts would disappear.
        """
        posts, before = self._catalogue, self._catalogue.baseline.posts
        left = posts.posts()
        if self._share >= 1 or not before or (left and posts.baseline.kept() < FEWEST):
            return
        missing = [*posts.baseline.missing()]
        reasons = {post.path: self._why(post) for post in missing}
        withdrawn = [(path, why) for path, why in reasons.items() if why]
        lost = {post.path: post for post in missing if not reasons[post.path]}
        loss = Loss(before, left, len(lost), withdrawn=withdrawn)
        if not loss.is_refused(self._share):
            return
        if left:
            new = {posts.post(path).id for path in posts.baseline.new()}
            found = self._recognised([*map(earlier_entry, missing)])
            lost = {path: post for path, post in lost.items() if found.get(post.id) not in new}
        # An unreadable file is not in the index: find it by its fault.
        faulty = {fault.path for fault in self._faults() if fault.fatal}
        gone = [path for path, post in lost.items() if not (post.is_read or path in faulty)]
        faults = len(lost) - len(gone)
        # Older versions did not count posts that were published while losses added up.
        before = max(before, len(lost))
        self._require(
            replace(loss, before=before, gone=len(gone), faulty=faults, not_found=sorted(gone))
        )

    def _why(self, post: MissingPost) -> str:
        """Return why its author withdrew a post; empty if no author did."""
        if self._ignored.ignores(post.path):
            return "ignored"
        if not post.is_read or post.left_out == LeftOut.FAULT:
            return ""
        return post.left_out or "by its date"

    def note(self, spec: FeedSpec, old: KnownFeed, shown: Sequence[ShownPost]) -> None:
        """Note a feed that is about to be replaced, and the posts that it will show."""
        if self._compares_feeds:
            self._shown |= {entry.id: entry for entry in old.entries}
        if spec.term is None and not shown and len(old.entries) >= FEWEST:
            self._emptied = old.path

    def require_shown(self) -> None:
        """Compare with the feeds that were noted.

        Raises :class:`~feeds.errors.LostPostsError` if too many posts would disappear, or the
        site's feed would become empty although there are posts.
        """
        posts = self._catalogue
        left = posts.posts()
        if self._emptied and self._share < 1 and left:
            reason = f"{self._emptied} would be empty, because no post belongs to the site's feed"
            raise LostPostsError(reason, "\n".join(self._details()))
        if not self._compares_feeds or (left and len(self._shown) < FEWEST):
            return
        alive = {post.id for post in posts.published()}
        lost = {id: entry for id, entry in self._shown.items() if id not in alive}
        loss = Loss(len(self._shown), left, len(lost), left_out=posts.left_out())
        if not loss.is_refused(self._share):
            return
        recognised = self._recognised([*lost.values()])
        links = sorted(entry.link for id, entry in lost.items() if id not in recognised)
        faulty = min(len(links), posts.left_out().get(LeftOut.FAULT, 0))
        known = () if faulty else links  # which of them have faults is not known
        self._require(replace(loss, gone=len(links) - faulty, faulty=faulty, not_found=known))

    def require_documents(self, kinds: Mapping[str, str], wanted: Collection[str]) -> None:
        """Raise :class:`~feeds.errors.LostPostsError` if every document would be removed."""
        if self._share >= 1:
            return
        moves = self._project.config.feeds.moves
        site = {path for path, kind in kinds.items() if kind == FeedKind.SITE}
        for paths, what in ((site, "files of the site's feed"), (set(kinds), "feeds")):
            gone = sorted(
                path
                for path in paths.difference(wanted)
                if not any(moves.targets(path)) and not moves.is_retired(path)
            )
            if paths and len(gone) == len(paths):
                reason = f"all published {what} would be removed, such as {gone[0]}"
                details = (*self._switched_off(), *self._details())
                raise LostPostsError(reason, "\n".join(details))
        if not wanted and not kinds and not moves.retired:
            details = (*self._switched_off(), ACCEPT_REMOVALS)
            raise LostPostsError("no post belongs to any feed", "\n".join(details))

    def _switched_off(self) -> Iterator[str]:
        """Yield which settings leave out or move the site's feed, and others like it."""
        feeds, off = self._project.config.feeds, self._project.generator.settings.feedless
        if feeds.kinds is not None and FeedKind.SITE not in feeds.kinds:
            yield f"feeds.kinds in the configuration does not contain {FeedKind.SITE}."
        elif feeds.kinds is None and FeedKind.SITE in off - feeds.paths.keys():
            yield (
                f"The site's own settings switch off these feeds: {', '.join(sorted(off))}. "
                "Switch them on there, or set their paths in feeds.paths."
            )
        elif FeedKind.SITE in feeds.paths:
            yield (
                "feeds.paths in the configuration gives the site's feed another path. If it has "
                "subscribers, add its old paths to feeds.redirects."
            )

    def _recognised(self, entries: Sequence[KnownEntry]) -> Mapping[str, str]:
        """Return the present ids of the entries whose posts are still published, by old id."""
        pairs = match(entries, [*map(known_entry, self._catalogue.published())], RECOGNISING).pairs
        return {old.id: new.id for old, new in pairs}

    def _require(self, loss: Loss) -> None:
        if loss.is_refused(self._share):
            details = self._details(loss.names, is_first=not loss.before)
            raise LostPostsError(loss.reason, "\n".join(details))

    def _details(self, names: Iterable[str] = (), is_first: bool = False) -> Iterator[str]:
        yield from map(printable, names)
        faults = [fault for fault in self._faults() if fault.fatal]
        yield from _common(self._project.located(faults))
        folder, label = os.path.relpath(self._project.tree), self._project.generator.label
        yield from remedies(printable(folder), label, is_first)


def _common(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield the most common faults: they may have one cause, such as a missing zone."""
    alike = defaultdict(list)
    for fault in faults:
        alike[fault.message].append(fault)
    shown = sorted(alike.values(), key=lambda group: -len(group))[:_FAULTS_SHOWN]
    for first, *others in shown:
        yield f"{first}{f' (and {len(others)} more like it)' if others else ''}"
    left = len(faults) - sum(map(len, shown))
    if left:
        yield f"And {counted(left, 'more fault')}. To see them all, run `feeds check`."


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


def planned_feeds(catalogue: Catalogue, specs: Sequence[FeedSpec]) -> list[KnownFeed]:
    """Return every planned document as its readers would know it, without rendering."""
    entries: dict[str, KnownEntry] = {}
    feeds = []
    for spec in specs:
        window = catalogue.window(spec)
        for path in {post.path for post in window} - entries.keys():
            entries[path] = known_entry(catalogue.post(path))
        shown = tuple(entries[post.path] for post in window)
        feeds += [KnownFeed(shown, path, spec.urls[format]) for format, path in spec.paths.items()]
    return feeds
