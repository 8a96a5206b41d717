"""Character references of HTML, decoded."""

from __future__ import annotations

import re
from html import unescape

_ENDLESS = re.compile(r"&#[0-9]{100,};?")


def decoded(html: str) -> str:
    """Return ``html`` with its character references as characters (HTML 13.2.5.72).

    A number that no character has becomes U+FFFD, however long it is; the library alone
    raises ``ValueError`` for some thousands of digits.
    """
    return unescape(_ENDLESS.sub("\ufffd", html))
