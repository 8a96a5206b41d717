"""Whether a body may hold blocks that kramdown and CommonMark read in different ways."""

from __future__ import annotations

import re

# Each begins with the end of the line before, which the regular expressions' engine finds fastest.
# The last looks at the line below first: few have what is looked for there.
_NEEDED = re.compile(
    r"\n(?:[ \t>]*(?:\{:|<|\$\$|`{3}|~|\^\s*$|\*\[|=|[-+*][ \t]*\{:|(?:[-+*][ \t]+)?[0-9]+\)[ \t])"
    r"| {0,3}\[[^\n\]]+\]:|[ \t>]*(?:[-+*][ \t]+)?\#+[ \t]*$"
    r"|(?: {4}| {0,3}\t)[^\n]*\n {0,3}[^ \t\n]|[ \t]*[-+*][ \t]+\#| {1,3}\#"
    r"|(?=[^\n]*+\n {0,3}(?:-+|\*[* ]+|_[_ ]+|[0-9]+\.[ \t][^\n]*)[ \t]*$)[^\n]*\S[ \t]*\n)",
    re.MULTILINE,
)
_NEEDED_PLAIN = re.compile(r"^ {0,3}(?:#|>|[-+*][ \t]|[0-9]+\.[ \t])", re.MULTILINE)


def may_differ(body: str, *, gfm: bool) -> bool:
    """Say, cheaply, whether a body may hold a block that the two read in different ways."""
    if "|" in body or _NEEDED.search(f"\n{body}"):
        return True
    return not gfm and _NEEDED_PLAIN.search(body) is not None
