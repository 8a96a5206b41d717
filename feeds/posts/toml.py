"""The room of the TOML parser: the standard library's, its errors located."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from feeds.posts.dialect import PostError

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def load_toml(text: str) -> dict[str, Any]:
    """Parse TOML 1.0; dates and times stay the types of ``datetime``.

    Raises :class:`~feeds.posts.dialect.PostError` where it is broken, lines counted from 1.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise PostError((1, "TOML is nested too deep; flatten it")) from error
    except ValueError as error:  # also a number of more digits than Python converts
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else 1 + text.rstrip("\n").count("\n")
        problem = _PLACE.sub("", str(error))
        raise PostError((line if place else 1, f"TOML is broken ({problem}); mend it")) from error
