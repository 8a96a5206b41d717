"""Share long work among processes, or among the machines of a cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import chain, islice
from types import TracebackType
from typing import Any, Generic, Self

from feeds.errors import ConfigError, missing_extra
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Helpers, Item, Lost, Pending, Result, Task

_LEAST = 0.3
"""Seconds of work; less is done in this process alone."""
_FEW = 7
"""Processes that may be started for any work; more must each save as much time as they take."""
_CHUNK = 32
_SHARES = 32
"""Work has at least this many chunks, so that no process waits long for the last one."""
_QUEUED = 3
"""Chunks under way for each process: enough that none waits, and memory is bounded."""


class _Chunk(Generic[Item, Result]):
    """Items that were handed over."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.pending: Pending[Result] | None = None
        """None if it could not be handed over."""
        self.results: list[Result] | None = None
        """Set if this process has done the work."""
        self.error: Exception | None = None
        """Raised when this process did the work."""

    @property
    def is_done(self) -> bool:
        """Return whether the results are there, or an error."""
        known = self.results is not None or self.error is not None
        return known or (self.pending is not None and self.pending.is_done())


class Workers:
    """Starts helpers when there is enough work for them, and ends them with the block."""

    def __init__(
        self,
        project: Project,
        processes: int | None = None,
        least: float = _LEAST,
        scheduler: str | None = None,
    ) -> None:
        """Use this many ``processes`` (this one included), by default one for each core.

        They are started for work that would take this process ``least`` seconds or more.
        ``scheduler`` is the address of a dask cluster to use instead. Raises
        :class:`~feeds.errors.ConfigError` if it is not an address, or dask is not installed.
        """
        self._project = project
        self._least = least
        self._scheduler = scheduler
        self._helpers: Helpers | None = None
        count = processes or os.cpu_count() or 1
        self._starts: list[Callable[[float], Helpers]] = []
        """Tried in this order, each until it is lost. They are told how many seconds of work
        there are."""
        if scheduler is not None:
            require_scheduler(scheduler)
            self._starts.append(partial(_cluster, project, scheduler))
        if count > 1:
            self._starts.append(partial(_pool, project, count - 1))
        self._were_useful = False
        """The helpers have done some of the work."""
        self.remarks: list[str] = []
        """What the user should know about lost helpers."""

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
        """Yield the task's result for each item, in order.

        The results do not depend on who did the work. If a process or a cluster is lost, the
        rest is done without it. Raises :class:`~feeds.errors.ConfigError` if the cluster that
        was asked for is not there or cannot be trusted.
        """
        return self.stream(task, items, len(items))

    def stream(
        self,
        task: Task[Item, Any, Any, Result],
        items: Iterable[Item],
        count: int,
        chunk: int = _CHUNK,
    ) -> Iterator[Result]:
        """Do the same for ``count`` items of an iterator, read while others are worked on.

        ``chunk`` is how many are handed over at a time: few if they are large.
        """
        rest = iter(items)
        size = min(chunk, -(-count // _SHARES))
        while self._starts and (self._helpers or count * task.cost >= self._least):
            under_way: deque[_Chunk[Item, Result]] = deque()
            start = self._starts[0]
            try:
                self._helpers = self._helpers or start(count * task.cost)
                for results in self._shared(task, rest, under_way, size):
                    yield from results
                    count -= len(results)
                return
            except Lost as lost:
                if start in self._starts:  # otherwise the items' own work has dropped them
                    self._give_up(lost)
                rest = chain([item for one in under_way for item in one.items], rest)
        for item in rest:
            yield task.done(self._project, item)

    def _shared(
        self,
        task: Task[Item, Any, Any, Result],
        items: Iterator[Item],
        under_way: deque[_Chunk[Item, Result]],
        size: int,
    ) -> Iterator[list[Result]]:
        """Yield results, a chunk at a time; chunks not yielded when it fails are ``under_way``."""
        helpers = self._helpers
        assert helpers
        while chunk := list(islice(items, size)):
            under_way.append(_Chunk(chunk))
            under_way[-1].pending = helpers.begin(task, chunk)
            if len(under_way) > (helpers.capacity + 1) * _QUEUED:
                yield self._first(task, under_way)
        while under_way:
            yield self._first(task, under_way)

    def _first(
        self, task: Task[Item, Any, Any, Result], under_way: deque[_Chunk[Item, Result]]
    ) -> list[Result]:
        """Return the results of the first chunk; while others work on it, work on the rest."""
        first = under_way[0]
        while not first.is_done:
            mine = next((one for one in under_way if one.pending and one.pending.take_back()), None)
            if mine is None:
                break
            try:
                mine.results = [task.done(self._project, item) for item in mine.items]
            except Exception as error:  # raised in its turn, as if one process had done all
                mine.error = error
        if first.error is not None:
            raise first.error
        results = first.results
        if results is None:
            results = first.pending.results() if first.pending else []
            self._were_useful = True
        under_way.popleft()
        return results

    def _give_up(self, lost: Lost) -> None:
        if self._helpers and self._helpers.is_asked_for:
            self.remarks.append(
                f"--scheduler {self._scheduler}: {lost}; this machine did the remaining work"
            )
        elif not self._were_useful:
            what = f"worker processes could not be started ({lost})"
            self.remarks.append(f"{what}; the build used one process")
        self._were_useful = False
        self._close()
        del self._starts[0]

    def _close(self) -> None:
        helpers, self._helpers = self._helpers, None
        if helpers:
            helpers.close()


def require_scheduler(address: str) -> None:
    """Raise :class:`~feeds.errors.ConfigError` if no cluster can be used at an address."""
    if find_spec("distributed") is None:
        raise ConfigError([missing_extra("--scheduler", "dask")])
    from feeds.pipeline.cluster import require_address  # needs distributed

    require_address(address)


def _cluster(project: Project, scheduler: str, seconds: float) -> Helpers:
    del seconds  # it has as many workers as it has
    from feeds.pipeline.cluster import Cluster  # needs distributed

    return Cluster(project, scheduler)


def _pool(project: Project, others: int, seconds: float) -> Helpers:
    from feeds.pipeline.processes import Pool  # small builds need no subprocess and threads

    return Pool(project, min(others, max(_FEW, int(seconds / _LEAST))))
