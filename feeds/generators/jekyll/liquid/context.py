"""The state of one rendering: variables, filters, limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from liquid import BoundTemplate
from liquid.ast import Node
from liquid.context import RenderContext
from liquid.exceptions import LiquidError, LiquidSyntaxError, ResourceLimitError
from liquid.token import Token
from liquid.utils import ReadOnlyChainMap

from feeds.generators.jekyll.liquid.lookups import SiteLookups
from feeds.generators.jekyll.liquid.ruby import Failure

MAX_OUTPUT = 4_000_000
"""Bytes that one template may write, and characters that one value may have."""

_CHARACTERS_PER_STEP = 64
"""Characters of a filter's input that count as one step."""

Filter = Callable[..., object]
"""Takes the context, the input and the arguments; named ones come last, as one mapping."""

_F = TypeVar("_F", bound=Callable[..., Any])


class FilterTable(dict[str, Filter]):
    """Filters by the names that templates use."""

    def named(self, *names: str) -> Callable[[_F], _F]:
        """Decorate a function that is the filter of these names."""

        def add(function: _F) -> _F:
            self.update(dict.fromkeys(names, function))
            return function

        return add


class LiquidContext(RenderContext):
    """The variables of a post's template, found as Liquid for Ruby finds them."""

    __slots__ = ("folder", "lookups", "problems")

    def __init__(
        self,
        template: BoundTemplate,
        lookups: SiteLookups,
        folder: str,
        globals: Mapping[str, object],
    ) -> None:
        """``folder`` is the directory of the post's file, relative to the tree."""
        super().__init__(template, globals=globals)
        # Without python-liquid's own ``now`` and ``today``, which read the clock.
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)
        self.lookups = lookups
        self.folder = folder
        self.problems: list[tuple[Token, str]] = []

    def variable(self, name: object) -> object:
        """Return the variable of a name; None without one."""
        return self.scope.get(name) if isinstance(name, str) else None

    def find(self, value: object, key: object, is_command: bool) -> object:
        """Return what a value has under a key; None without it.

        ``is_command`` says that ``size``, ``first`` and ``last`` also ask the value itself.
        """
        if isinstance(value, Mapping):
            if isinstance(key, str | int | float) and key in value:
                return value[key]
        elif isinstance(value, list) and isinstance(key, int):
            return value[key] if -len(value) <= key < len(value) else None
        return _command(value, str(key)) if is_command else None

    def apply(self, name: str, input: object, arguments: list[object], token: Token) -> object:
        """Filter a value. If the filter fails, report it and return the value unchanged."""
        function: Filter | None = self.env.filters.get(name)
        if function is None:
            return input
        self.lookups.spend(1 + sum(map(_steps, (input, *arguments))))
        try:
            result = function(self, input, *arguments)
        except Failure as failure:
            self.report(
                token, f"the filter {name} failed: {failure}; correct its input or arguments"
            )
            return input
        except LiquidSyntaxError as error:
            self.report(token, f"the filter {name} failed: {error.message}")
            return input
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
            message = (
                f"the filter {name} does not accept this input or these arguments; correct them"
            )
            self.report(token, message)
            return input
        if isinstance(result, str) and len(result) > MAX_OUTPUT:
            message = f"a filter writes more than {MAX_OUTPUT:,} characters; shorten its input"
            raise ResourceLimitError(message, token=token)
        return result

    def nodes(self, source: str, what: str, token: Token) -> list[Node]:
        """Parse another template.

        Raises :class:`~ruby.Failure` if it is broken; the message begins with ``what``.
        """
        try:
            template = self.env.parse(source)
        except LiquidError as error:
            raise Failure(f"the Liquid in {what} is not valid: {error.message}") from error
        for _, message in getattr(template, "problems", ()):
            self.report(token, f"{what}: {message}")
        return template.nodes

    def report(self, token: Token, message: str) -> None:
        """Add a problem at a place of the template."""
        self.problems.append((token, message))

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Count all iterations of a loop before it begins."""
        self.lookups.spend(length)


def _steps(value: object) -> int:
    if isinstance(value, str):
        return len(value) // _CHARACTERS_PER_STEP
    return len(value) if isinstance(value, list | dict | range) else 0


def _command(value: object, command: str) -> object:
    if command == "size":
        if isinstance(value, int) and not isinstance(value, bool):
            return 8  # bytes, as Ruby counts them
        return len(value) if isinstance(value, str | list | dict | range) else None
    if isinstance(value, dict):
        return [*next(iter(value.items()))] if value and command == "first" else None
    if isinstance(value, list | range) and value:
        return value[0 if command == "first" else -1]
    return None
