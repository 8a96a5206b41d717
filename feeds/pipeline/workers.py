"""Work on many items, by a process for each core or a cluster where there is enough of it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from types import TracebackType
from typing import Any, Self

from feeds.pipeline.crew import Crew, Item, Lost, Result, Task
from feeds.pipeline.project import Project

_FEWEST = 400
"""Items; processes would start longer than they work on fewer."""
_CHUNK = 32
_QUEUED = 3
"""Chunks under way for each process: enough that none waits, and memory is bounded."""

_UnderWay = deque[tuple[list[Item], Callable[[], list[Result]] | None]]
"""Chunks that somebody works on, and what waits for their results, once they are begun."""


class Workers:
    """Processes that are started when they are first worth it, for the length of a block."""

    def __init__(
        self,
        project: Project,
        processes: int | None = None,
        fewest: int = _FEWEST,
        scheduler: str | None = None,
    ) -> None:
        """Use so many ``processes``, one for each core unless given; one is this one.

        ``scheduler`` is the address of a dask cluster that works in their place. Raises
        :class:`~feeds.errors.ConfigError` where it can be none, or dask is not installed.
        """
        self._project = project
        self._fewest = fewest
        self._scheduler = scheduler
        self._crew: Crew | None = None
        count = processes or os.cpu_count() or 1
        self._crews: list[Callable[[], Crew]] = []
        """To be tried in this order, each until it is lost."""
        if scheduler is not None:
            self._crews.append(_cluster(project, scheduler))
        if count > 1:
            self._crews.append(partial(_pool, project, count))
        self._was_useful = False
        """The crew has done some of the work."""
        self.remarks: list[str] = []
        """What the user should know of a cluster that was lost, or processes of no use."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def each(self, task: Task[Item, Any, Any, Result], items: Sequence[Item]) -> Iterator[Result]:
        """Yield what the task makes of each item, in order.

        The results do not depend on who made them. Where a process or a cluster is lost, the
        rest is done without. Raises :class:`~feeds.errors.ConfigError` where the cluster that
        was asked for is not there, or is none to be trusted.
        """
        return self.stream(task, items, len(items))

    def stream(
        self,
        task: Task[Item, Any, Any, Result],
        items: Iterable[Item],
        count: int,
        chunk: int = _CHUNK,
    ) -> Iterator[Result]:
        """Do as :meth:`each`, with so many items that are made while others are worked on.

        ``chunk`` is how many are handed over at a time: few where they are large.
        """
        rest = iter(items)
        while self._crews and count >= self._fewest:
            under_way: _UnderWay[Item, Result] = deque()
            start = self._crews[0]
            try:
                self._crew = self._crew or start()
                for results in _handed_over(self._crew, task, rest, under_way, chunk):
                    self._was_useful = True
                    yield from results
                    count -= len(results)
                return
            except Lost as lost:
                if start in self._crews:  # else what makes the items lost it first
                    self._give_up(lost)
                rest = chain([item for items, _ in under_way for item in items], rest)
        for item in rest:
            yield task.done(self._project, item)

    def _give_up(self, lost: Lost) -> None:
        if self._crew and self._crew.is_asked_for:
            self.remarks.append(f"--scheduler {self._scheduler}: {lost}; the rest was done here")
        elif not self._was_useful:
            what = f"worker processes could not start ({lost})"
            self.remarks.append(f"{what}; the build used one process")
        self._was_useful = False
        self._close()
        del self._crews[0]

    def _close(self) -> None:
        crew, self._crew = self._crew, None
        if crew:
            crew.close()


def _cluster(project: Project, scheduler: str) -> Callable[[], Crew]:
    from feeds.pipeline.cluster import Cluster, require_usable

    require_usable(scheduler)
    return lambda: Cluster(project, scheduler)


def _pool(project: Project, processes: int) -> Crew:
    # What talks to processes takes long to load for who needs none.
    from feeds.pipeline.pool import Pool

    return Pool(project, processes)


def _handed_over(
    crew: Crew,
    task: Task[Item, Any, Any, Result],
    items: Iterator[Item],
    under_way: _UnderWay[Item, Result],
    size: int,
) -> Iterator[list[Result]]:
    """Yield results, a chunk at a time; what is not yielded when it fails is ``under_way``."""
    while chunk := list(islice(items, size)):
        under_way.append((chunk, None))
        under_way[-1] = chunk, crew.begin(task, chunk)
        if len(under_way) > crew.capacity * _QUEUED:
            yield _first(under_way)
    while under_way:
        yield _first(under_way)


def _first(under_way: _UnderWay[Item, Result]) -> list[Result]:
    _, wait = under_way[0]
    results = wait() if wait else []
    under_way.popleft()
    return results
