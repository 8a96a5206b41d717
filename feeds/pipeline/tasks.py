"""Work for other processes: the interface of a task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from feeds.pipeline.project import Project

Item = TypeVar("Item")
Loaded = TypeVar("Loaded")
Made = TypeVar("Made")
Result = TypeVar("Result")


class Task(msgspec.Struct, Generic[Item, Loaded, Made, Result], frozen=True):
    """What to do with each item.

    The functions are pickled for other processes, so they must be defined at the top of a module.
    """

    load: Callable[[Project, Item], Loaded]
    """Reads what the item needs, where the tree is."""
    work: Callable[[Project, Loaded], Made]
    """Makes the result, anywhere: it uses no file of this machine."""
    keep: Callable[[Project, Made], Result]
    """Stores the result, where output and state are, and returns what refers to it."""
    cost: float = 0.001
    """About how many seconds an item takes."""

    def done(self, project: Project, item: Item) -> Result:
        """Do all of it in this process."""
        return self.keep(project, self.work(project, self.load(project, item)))


def unchanged(_: Project, item: Item) -> Item:
    """Return the item: nothing to load, or nothing to store."""
    return item


Progress = Callable[[str, int, int], object]
"""Called with a stage's name, how much of it is done, and how much there is: 0 if unknown."""


def tracked(progress: Progress, stage: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """Yield items, and report each as done when the next is asked for."""
    if total:
        progress(stage, 0, total)
    for done, item in enumerate(items, 1):
        yield item
        progress(stage, done, total)


class Lost(Exception):
    """Helpers are gone, or cannot be trusted; the text says why."""


class Pending(ABC, Generic[Result]):
    """A chunk that was handed over."""

    @abstractmethod
    def results(self) -> list[Result]:
        """Wait for the results, in the order of the items; may raise :class:`Lost`."""

    def is_done(self) -> bool:
        """Return whether :meth:`results` returns at once."""
        return False

    def take_back(self) -> bool:
        """Cancel the work on the chunk; return whether it had not begun."""
        return False


class Helpers(ABC):
    """Other processes that work on chunks of items."""

    is_asked_for: ClassVar[bool] = False
    """The user named them, and must know when they are lost."""
    capacity: int
    """How many chunks they work on at a time."""

    @abstractmethod
    def begin(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> Pending[Result]:
        """Hand over a chunk; may raise :class:`Lost`."""

    @abstractmethod
    def close(self) -> None:
        """End the work under way."""
