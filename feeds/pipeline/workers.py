"""Many items are worked on by one process for each core, or by a cluster; few, by this process."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import chain, islice
from types import TracebackType
from typing import Any, Self

from feeds.errors import ConfigError, missing_extra
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Helpers, Item, Lost, Result, Task

_FEWEST = 400
"""Items; for fewer, processes take longer to start than the work takes."""
_CHUNK = 32
_QUEUED = 3
"""Chunks under way for each process: enough that none waits, and memory is bounded."""


_UnderWay = deque[tuple[list[Item], Callable[[], list[Result]] | None]]
"""Chunks that were handed over, and what waits for their results once they are begun."""


class Workers:
    """Starts helpers when there is enough work for them, and ends them with the block."""

    def __init__(
        self,
        project: Project,
        processes: int | None = None,
        fewest: int = _FEWEST,
        scheduler: str | None = None,
    ) -> None:
        """Use this many ``processes`` (this one included), by default one for each core.

        ``scheduler`` is the address of a dask cluster to use instead. Raises
        :class:`~feeds.errors.ConfigError` if it is not an address, or dask is not installed.
        """
        self._project = project
        self._fewest = fewest
        self._scheduler = scheduler
        self._helpers: Helpers | None = None
        count = processes or os.cpu_count() or 1
        self._starts: list[Callable[[], Helpers]] = []
        """Tried in this order, each until it is lost."""
        if scheduler is not None:
            require_scheduler(scheduler)
            self._starts.append(partial(_cluster, project, scheduler))
        if count > 1:
            self._starts.append(partial(_pool, project, count))
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
        while self._starts and count >= self._fewest:
            under_way: _UnderWay[Item, Result] = deque()
            start = self._starts[0]
            try:
                self._helpers = self._helpers or start()
                for results in _handed_over(self._helpers, task, rest, under_way, chunk):
                    self._were_useful = True
                    yield from results
                    count -= len(results)
                return
            except Lost as lost:
                if start in self._starts:  # otherwise the items' own work has dropped them
                    self._give_up(lost)
                rest = chain([item for items, _ in under_way for item in items], rest)
        for item in rest:
            yield task.done(self._project, item)

    def _give_up(self, lost: Lost) -> None:
        if self._helpers and self._helpers.is_asked_for:
            self.remarks.append(f"--scheduler {self._scheduler}: {lost}; the rest was done here")
        elif not self._were_useful:
            what = f"worker processes could not start ({lost})"
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


def _cluster(project: Project, scheduler: str) -> Helpers:
    from feeds.pipeline.cluster import Cluster  # needs distributed

    return Cluster(project, scheduler)


def _pool(project: Project, processes: int) -> Helpers:
    from feeds.pipeline.processes import Pool  # small builds need no subprocess and threads

    return Pool(project, processes)


def _handed_over(
    helpers: Helpers,
    task: Task[Item, Any, Any, Result],
    items: Iterator[Item],
    under_way: _UnderWay[Item, Result],
    size: int,
) -> Iterator[list[Result]]:
    """Yield results, a chunk at a time; chunks not yielded when it fails are ``under_way``."""
    while chunk := list(islice(items, size)):
        under_way.append((chunk, None))
        under_way[-1] = chunk, helpers.begin(task, chunk)
        if len(under_way) > helpers.capacity * _QUEUED:
            yield _first(under_way)
    while under_way:
        yield _first(under_way)


def _first(under_way: _UnderWay[Item, Result]) -> list[Result]:
    _, wait = under_way[0]
    results = wait() if wait else []
    under_way.popleft()
    return results
