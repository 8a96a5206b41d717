"""What is to be done with many items, and those who do it: the interface they fill."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from feeds.builder.project import Project

Item = TypeVar("Item")
Loaded = TypeVar("Loaded")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Task(Generic[Item, Loaded, Result]):
    """What is done with each item. Both are functions of a module: other processes call them."""

    load: Callable[[Project, Item], Loaded]
    """Reads what the item needs, where the tree is."""
    work: Callable[[Project, Loaded], Result]
    """Makes the result of it, anywhere: it reads no file of the tree."""


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
        self, task: Task[Item, Any, Result], chunk: Sequence[Item]
    ) -> Callable[[], list[Result]]:
        """Have a chunk worked off; what is returned waits for the results, in order.

        Either raises :class:`Lost`.
        """

    @abstractmethod
    def close(self) -> None:
        """End what is under way."""


def done_with(
    project: Project, task: Task[Item, Any, Result], items: Sequence[Item]
) -> list[Result]:
    """Load and work off items in this process."""
    return [task.work(project, task.load(project, item)) for item in items]
