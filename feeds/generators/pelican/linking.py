"""Links of Pelican's own in rendered HTML, given their targets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

_ATTRIBUTE = re.compile(
    r"""(\b(?:href|src|poster|data|cite|formaction|action|content)\s*=\s*)(["'])([^"'<>]*)\2"""
)


def linked(html: str, targets: Mapping[str, str]) -> str:
    """Put each target in the place of the address that stands for it in an attribute."""

    def replaced(match: re.Match[str]) -> str:
        address = unescape(match[3])
        target = targets.get(address) or targets.get(unquote(address))
        return f"{match[1]}{match[2]}{escape(target)}{match[2]}" if target else match[0]

    return _ATTRIBUTE.sub(replaced, html) if targets else html
