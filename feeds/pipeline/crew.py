"""What is to be done with many items, and those who do it: the interface they fill."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from feeds.pipeline.project import Project

Item = TypeVar("Item")
Loaded = TypeVar("Loaded")
Made = TypeVar("Made")
Result = TypeVar("Result")


class Task(NamedTuple, Generic[Item, Loaded, Made, Result]):
    """What is done with each item. All are functions of a module: other processes call them."""

    load: Callable[[Project, Item], Loaded]
    """Reads what the item needs, where the tree is."""
    work: Callable[[Project, Loaded], Made]
    """Makes the result of it, anywhere: it knows no file of this machine."""
    keep: Callable[[Project, Made], Result]
    """Puts the result away, where the state directory is, and returns what stands for it."""

    def done(self, project: Project, item: Item) -> Result:
        """Do all of it in this process."""
        return self.keep(project, self.work(project, self.load(project, item)))


def as_it_is(_: Project, item: Item) -> Item:
    """Load nothing, or keep nothing: return what is given."""
    return item


class Lost(Exception):
    """Those who worked are gone, or cannot be trusted; its text says why."""


class Crew(ABC):
    """Other processes that work, a chunk of items each."""

    is_asked_for: ClassVar[bool] = False
    """The user named it, and must know when it is lost."""
    capacity: int
    """How many chunks they work on at a time."""

    @abstractmethod
    def begin(
        self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]
    ) -> Callable[[], list[Result]]:
        """Have a chunk worked off; what is returned waits for the results, in order.

        Either raises :class:`Lost`.
        """

    @abstractmethod
    def close(self) -> None:
        """End what is under way."""
