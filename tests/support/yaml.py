"""YAML that is short as written and endless as read."""

from __future__ import annotations

MULTIPLYING = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{up}: &a{up} [{', '.join([f'*a{up - 1}'] * 9)}]\n" for up in range(1, 11)
)
"""Ten levels of aliases: ``*a10`` stands for nine to the power of eleven items."""
