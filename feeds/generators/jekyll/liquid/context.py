"""What a template can see while it is worked off, and how much it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from liquid import BoundTemplate
from liquid.ast import Node
from liquid.context import RenderContext
from liquid.exceptions import LiquidError, LiquidSyntaxError, ResourceLimitError
from liquid.token import Token
from liquid.utils import ReadOnlyChainMap

from feeds.generators.jekyll.liquid import ruby

if TYPE_CHECKING:
    from feeds.generators.jekyll.liquid.library import Library

OUTPUT = 4_000_000
"""Bytes that one template may write; and characters a text may grow to in between."""

_HELD_STEPS = 64
"""Characters that are one step to a filter."""


@dataclass(slots=True)
class Scene:
    """One post's template at work."""

    library: Library
    folder: str
    """The directory of the post's file, relative to the tree."""
    remarks: list[tuple[Token, str]] = field(default_factory=list)


class Context(RenderContext):
    """Variables as Liquid for Ruby finds them, without a clock."""

    __slots__ = ("scene",)

    def __init__(
        self, template: BoundTemplate, scene: Scene, globals: Mapping[str, object]
    ) -> None:
        super().__init__(template, globals=globals)
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)
        self.scene = scene

    def variable(self, name: object) -> object:
        """Return a variable; None where there is none of that name."""
        return self.scope.get(name) if isinstance(name, str) else None

    def find(self, value: object, key: object, is_command: bool) -> object:
        """Return what lies under a key; ``size``, ``first`` and ``last`` also ask the value."""
        if isinstance(value, Mapping):
            if isinstance(key, str | int | float) and key in value:
                return value[key]
        elif isinstance(value, list) and isinstance(key, int):
            return value[key] if -len(value) <= key < len(value) else None
        return _commanded(value, str(key)) if is_command else None

    def apply(self, name: str, input: object, arguments: list[object], token: Token) -> object:
        """Filter a value; one that cannot be filtered is passed on, with a remark."""
        function: Callable[..., object] | None = self.env.filters.get(name)
        if function is None:
            return input
        self.scene.library.budget.spend(1 + sum(map(_weight, (input, *arguments))))
        try:
            result = function(self, input, *arguments)
        except ruby.Failure as failure:
            self.remark(token, f"the filter {name} fails: {failure}")
            return input
        except LiquidSyntaxError as error:
            self.remark(token, f"the filter {name} fails: {error.message}")
            return input
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
            self.remark(token, f"the filter {name} cannot take this value or these arguments")
            return input
        if isinstance(result, str) and len(result) > OUTPUT:
            raise ResourceLimitError(f"makes a text of over {OUTPUT:,} characters", token=token)
        return result

    def nodes(self, source: str, what: str, token: Token) -> list[Node]:
        """Parse another template. :class:`~ruby.Failure`, naming ``what``, where it is broken."""
        try:
            template = self.env.parse(source)
        except LiquidError as error:
            raise ruby.Failure(f"{what} holds broken Liquid ({error.message})") from error
        for _, message in getattr(template, "problems", ()):
            self.remark(token, f"{what}: {message}")
        return template.nodes

    def remark(self, token: Token, message: str) -> None:
        """Keep what is wrong at a place of the template."""
        self.scene.remarks.append((token, message))

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Count every turn of a loop before it begins."""
        self.scene.library.budget.spend(length)


def _weight(value: object) -> int:
    if isinstance(value, str):
        return len(value) // _HELD_STEPS
    return len(value) if isinstance(value, list | dict | range) else 0


def _commanded(value: object, command: str) -> object:
    if command == "size":
        if isinstance(value, int) and not isinstance(value, bool):
            return 8  # bytes, as Ruby counts them
        return len(value) if isinstance(value, str | list | dict | range) else None
    if isinstance(value, dict):
        return [*next(iter(value.items()))] if value and command == "first" else None
    if isinstance(value, list | range) and value:
        return value[0 if command == "first" else -1]
    return None
