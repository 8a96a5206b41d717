"""Where a template's tags and outputs lie, told without the library that works them off."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = re.compile(r"\{[%{]")


def parts(source: str) -> Iterator[tuple[int, str]]:
    """Cut at tags and outputs; an opening that nothing closes is a part of its own."""
    end = 0
    closings = {"{%": "%}", "{{": "}"}
    while (opening := _OPENING.search(source, end)) is not None:
        start = opening.start()
        if start > end:
            yield end, source[end:start]
        closing = closings[opening[0]]
        close = source.find(closing, opening.end()) if closing else -1
        if close < 0:
            closings[opening[0]] = ""  # nor will any later one find it
            end = opening.end()
        else:
            end = close + 2 if source[close : close + 2] in ("%}", "}}") else close + 1
        yield start, source[start:end]
    if end < len(source):
        yield end, source[end:]
