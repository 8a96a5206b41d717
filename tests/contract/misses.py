"""What a static host cannot do: cases by name, ``*`` for any rest, and the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

MISSES: Mapping[str, Mapping[str, str]] = {"nginx": {}, "caddy": {}}
"""By host. Each case named here must fail there, so that the list stays true."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test, asked of one host."""

    host: str
    """Empty where the test asks none."""
    name: str
    """``codings::choice[12.5.3 gzip]``"""


def case_of(item: pytest.Item) -> Case:
    """Tell a test's host from the rest of its name."""
    module = item.path.stem.removeprefix("test_")
    function, _, rest = item.name.removeprefix("test_").partition("[")
    words = rest.removesuffix("]").split("-")
    asked = item.callspec.params.get("host") if hasattr(item, "callspec") else None
    host = getattr(asked, "name", "")
    if host:
        words.remove(host)
    given = "-".join(words)
    return Case(host, f"{module}::{function}" + (f"[{given}]" if given else ""))


def is_named(case: str, cases: str) -> bool:
    """Whether the pattern names the case."""
    parts = map(re.escape, cases.split("*"))
    return re.fullmatch(".*".join(parts), case) is not None
