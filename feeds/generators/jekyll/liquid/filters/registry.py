"""Where filters are gathered: each under the names that templates use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Filter = Callable[..., object]
"""Takes the context, the input and the arguments; keywords come last, as one mapping."""

FILTERS: dict[str, Filter] = {}

_F = TypeVar("_F", bound=Callable[..., Any])


def filters(*names: str) -> Callable[[_F], _F]:
    """Make a function the filter of these names."""

    def gather(function: _F) -> _F:
        FILTERS.update(dict.fromkeys(names, function))
        return function

    return gather
