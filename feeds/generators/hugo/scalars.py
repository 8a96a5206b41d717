"""Values of YAML without quotes, typed as Hugo's parser types them: close to YAML 1.2's core.

``yes``, ``on`` and ``12:30`` are text, ``010`` is eight (github.com/goccy/go-yaml).
"""

from __future__ import annotations

import re

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(
    r"([-+]?)(?:0b(?P<b2>[01]+)|0o?(?P<b8>[0-7]+)|0x(?P<b16>[0-9a-fA-F]+)|(?P<b10>0|[1-9]\d*))",
    re.ASCII,
)
_BASES = {"b2": 2, "b8": 8, "b10": 10, "b16": 16}
_FLOAT = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\d+[eE][-+]\d+", re.ASCII)
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST = 40
_MOST = 2**64
"""Beyond 64 bits a number is text."""


def typed(text: str) -> object:
    """Return what Hugo makes of a value; dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    bare = text.replace("_", "")
    if len(bare) > _LONGEST or not (bare[:1].isdigit() or bare[:1] in tuple("+-.")):
        return text
    if found := _INTEGER.fullmatch(bare):
        base = found.lastgroup or "b10"
        number = int(found[base], _BASES[base])
        return text if number >= _MOST else -number if found[1] == "-" else number
    if _FLOAT.fullmatch(bare):
        return float(bare)
    return float(bare.replace(".", "", 1)) if _INFINITE.fullmatch(bare) else text
