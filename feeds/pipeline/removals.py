"""Refuse a build that would remove most posts from the feeds."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from feeds.catalogue.baseline import MissingPost
from feeds.catalogue.catalogue import Catalogue, ShownPost
from feeds.config import IgnoreRules
from feeds.errors import Fault, LostPostsError, counted, printable
from feeds.generators.base import LeftOut
from feeds.guard import (
    ACCEPT_REMOVALS,
    FEWEST,
    RECOGNISING,
    KnownEntry,
    KnownFeed,
    Loss,
    earlier_entry,
    known_entry,
    match,
    remedies,
)
from feeds.model import FeedKind, FeedSpec
from feeds.pipeline.project import Project

_FAULTS_SHOWN = 3


class Removals:
    """Refuses a build that would remove most posts from the feeds.

    The index knows which posts subscribers have. Without an index of an earlier build, these are
    the posts in the feeds that would be replaced.
    """

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        share: float,
        faults: Callable[[], Sequence[Fault]],
    ) -> None:
        """``share``, from 0 to 1, is the share of the posts that may disappear in one build."""
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
        """Compare the posts with those in the index.

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
        """Return why the author of a post removed it; empty if the author did not."""
        if self._ignored.ignores(post.path):
            return "ignored"
        if not post.is_read or post.left_out == LeftOut.FAULT:
            return ""
        return post.left_out or "by its date"

    def note(self, spec: FeedSpec, old: KnownFeed, shown: Sequence[ShownPost]) -> None:
        """Note a feed that would be replaced, and the posts that it would show."""
        if self._compares_feeds:
            self._shown |= {entry.id: entry for entry in old.entries}
        if spec.term is None and not shown and len(old.entries) >= FEWEST:
            self._emptied = old.path

    def require_shown(self) -> None:
        """Compare the posts with those in the noted feeds.

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
        """Raise :class:`~feeds.errors.LostPostsError` if all feed files would be removed."""
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
        """Yield which keys or settings remove or move the site's feed."""
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
        """Return the new id of each entry whose post is still published, by its old id."""
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
    """Yield the most common faults. They may have one cause, such as a missing time zone."""
    alike = defaultdict(list)
    for fault in faults:
        alike[fault.message].append(fault)
    shown = sorted(alike.values(), key=lambda group: -len(group))[:_FAULTS_SHOWN]
    for first, *others in shown:
        yield f"{first}{f' (and {len(others)} more like it)' if others else ''}"
    left = len(faults) - sum(map(len, shown))
    if left:
        yield f"And {counted(left, 'more fault')}. To see them all, run `feeds check`."
