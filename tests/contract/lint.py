"""What httplint and redbot have against an answer."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .client import Answer
from .site import URL

Notes = frozenset[str]
"""The names httplint gives what it finds bad, or warns of."""

EXPLAINED: Mapping[str, str] = {
    "STORE_PUBLIC_UNNECESSARY": (
        "Caches that obey RFC 9111 do not need `public`. Others do, and so do requests with"
        " credentials"
    ),
    "CORS_PREFLIGHT_ONLY": (
        "`OPTIONS` has one answer, for browsers that ask before a request, and for people"
    ),
}
"""What is left on purpose; docs/reference/http.md says the same."""


def installed() -> bool:
    """Say whether ``FEEDS_HTTPLINT`` names a Python that has httplint and redbot."""
    return shutil.which(_python()) is not None


def lint(answer: Answer, target: str, lines: Iterable[str], method: str) -> Notes:
    """Return what httplint holds against the bytes of an answer, in the light of its request."""
    exchange = {
        "method": method,
        "url": f"{URL}{target}",
        "lines": ["User-Agent: x", *lines],
        "head": base64.b64encode(answer.head).decode(),
        "body": base64.b64encode(answer.body).decode(),
    }
    linter = _linter()
    assert linter.stdin
    assert linter.stdout
    linter.stdin.write(json.dumps(exchange) + "\n")
    linter.stdin.flush()
    return frozenset(json.loads(linter.stdout.readline()))


@cache
def _linter() -> subprocess.Popen[str]:
    """One for all cases: it ends when its standard input does."""
    script = Path(__file__).with_name("linter.py")
    return subprocess.Popen(
        [_python(), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _python() -> str:
    return os.environ.get("FEEDS_HTTPLINT", "")


def redbot(url: str) -> tuple[Notes, Notes]:
    """Let redbot poll a feed as it likes; what it holds against it, and what it praises."""
    command = [_python(), "-m", "redbot.cli", "--output-format", "har", url]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    entries = json.loads(ran.stdout)["log"]["entries"]
    found = [note for entry in entries for note in _told(entry["_red_messages"])]
    by_level = {level: {id for name, id in found if name == level} for level, _ in found}
    bad = by_level.get("BAD", set()) | by_level.get("WARN", set())
    return frozenset(bad), frozenset(by_level.get("GOOD", ()))


def _told(notes: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for note in notes:
        yield note["level"], note["note_id"]
        yield from _told(note.get("subnotes", ()))
