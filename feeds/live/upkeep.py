"""The builder's work: build, rest until something changes or a post's time comes, build again."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Protocol

from feeds.catalogue import CATALOGUE
from feeds.edition import BUILD_LOCK, OUTCOME, TABLE, Lock, note_kept, read_outcome
from feeds.errors import FeedsError, HeldError, LostPostsError
from feeds.live.election import run_elected
from feeds.live.integrity import Integrity
from feeds.live.rest import Rest, after_build, after_failure
from feeds.live.watcher import Watcher
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project
from feeds.pipeline.reading import Progress
from feeds.pipeline.report import Report

_AGAIN = 1.0
"""Seconds after a build that failed before an unknown change is taken up."""


class Voice(Protocol):
    """What the builder says, to whoever runs it."""

    def built(self, project: Project, report: Report) -> None:
        """Tell what a build did."""

    def kept(self, why: str) -> None:
        """Tell that the last good edition stays; the same words need no repeating."""

    def note(self, words: str) -> None:
        """Tell anything else."""


def keep_current(
    project: Project,
    reopen: Callable[[], Project],
    places: Collection[Path],
    voice: Voice,
    progress: Callable[[], AbstractContextManager[Progress]],
) -> NoReturn:
    """Build whenever it is needed, until a signal ends the process.

    ``reopen`` reads the configuration again; ``places`` are the files it comes from. A build
    that fails keeps the last good edition. Where there is none yet, this raises what the first
    build raised, unless it only found no posts: then it waits for them.
    """
    upkeep = _Upkeep(project, reopen, places, voice, progress)
    run_elected(project.state, voice.note, upkeep.run)


class _Upkeep:
    def __init__(
        self,
        project: Project,
        reopen: Callable[[], Project],
        places: Collection[Path],
        voice: Voice,
        progress: Callable[[], AbstractContextManager[Progress]],
    ) -> None:
        self._project = project
        self._reopen = reopen
        self._voice = voice
        self._progress = progress
        self._watcher = Watcher(places, voice.note)
        self._is_current = False
        self._misses_posts = False
        self._has_built = False
        self._has_lost_state = False
        files = BUILD_LOCK, CATALOGUE, TABLE, OUTCOME
        self._integrity = Integrity(project.output, project.state, files)

    def run(self, lock: Lock) -> None:
        """Build whenever it is needed, as long as the lock is held."""
        rest = self.build()
        while True:
            told = self.rest(rest, lock.is_held)
            if not lock.is_held():
                return
            rest = self.build(told)

    def build(self, told: Collection[str] | None = None) -> Rest:
        """Build from the site as it is now; return how long there is nothing to do after it.

        ``told`` are the paths of the tree that changed since the last build; None: unknown.
        """
        started = time.monotonic()
        integrity = self._integrity
        told = told if self._is_current and integrity.is_state_as_left() else None
        if self._has_built and integrity.is_state_lost():
            self._has_lost_state = True
        self._is_current = False
        try:
            report = self._build(told)
        except Exception as error:
            self._keep(error, time.monotonic() - started)
            integrity.note(is_built=False)
            return after_failure(error, time.monotonic() - started, self._watcher.tells)
        self._is_current = self._has_built = True
        self._misses_posts = False
        self._voice.built(self._project, report)
        repaired = self._has_lost_state or report.repaired
        self._tell_of_repair(report)
        integrity.note(True, has_changed=bool(repaired or report.written or report.removed))
        took = time.monotonic() - started
        return after_build(report.next_change, took, self._watcher.tells)

    def _build(self, told: Collection[str] | None) -> Report:
        tree = self._project.tree
        if told is None or any((tree / path).is_dir() for path in told):
            # Watched before anything is read: what changes from here on is noticed. Of what
            # changed just before nobody tells.
            self._cover()
            told = None
        self._project = self._reopen()
        if self._project.tree != tree:
            self._cover()
        with self._progress() as progress:
            options = BuildOptions(changed=None if told is None else frozenset(told))
            return build(self._project, datetime.now(UTC), progress, options)

    def _tell_of_repair(self, report: Report) -> None:
        project = self._project
        if self._has_lost_state:
            self._has_lost_state = False
            state = os.path.relpath(project.state)
            self._voice.note(f"{state}: files were missing or changed; made them again")
        if report.repaired:
            output, files = os.path.relpath(project.output), report.repaired
            what = "1 file was" if files == 1 else f"{files} files were"
            them = "it" if files == 1 else "them"
            self._voice.note(f"{output}: {what} missing or changed; wrote {them} again")

    def _cover(self) -> None:
        project = self._project
        self._watcher.cover(project.tree, (project.output, project.state))

    def _keep(self, error: Exception, took: float) -> None:
        state = self._project.state
        last = read_outcome(state)
        waits = isinstance(error, LostPostsError)  # posts may come back, or come at last
        if (last is None or last.built is None) and not (waits or self._has_built):
            raise error
        why = _words(error)
        held = error.reason if isinstance(error, HeldError) else ""
        if not self._project.tree.is_dir():
            held = "the folder of the posts is missing"
        note_kept(state, why, datetime.now(UTC), took, held)
        if not (waits and self._misses_posts):  # said once, though posts go one by one
            self._voice.kept(why)
        self._misses_posts = waits

    def rest(self, rest: Rest, is_elected: Callable[[], bool]) -> Collection[str] | None:
        """Return once it is time to build again: which paths changed; None if that is unknown."""
        began = time.monotonic()
        while True:
            changed = self._watcher.wait()
            rested = time.monotonic() - began
            if self._integrity.is_touched() or not is_elected():
                return None
            if changed is None and not self._is_current and rested < _AGAIN:
                continue  # a tree that is not there tells of changes all the time
            if changed is None or changed:
                return changed
            if rest.is_over(datetime.now(UTC), rested):
                return None


def _words(error: Exception) -> str:
    if isinstance(error, FeedsError):
        return str(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"unexpected: {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    )
