"""httplint, asked by line: a request and an answer as JSON in, the names of its notes out.

Run by another Python than the tests': one of the packages that httplint needs is called
``tests``, and would hide ours.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from httplint import (  # type: ignore[import-not-found, unused-ignore]
    HttpRequestLinter,
    HttpResponseLinter,
)
from httplint.note import levels  # type: ignore[import-not-found, unused-ignore]

Fields = list[tuple[bytes, bytes]]


def notes(exchange: dict[str, Any]) -> list[str]:
    """Return what is bad, or warned of, in the bytes of an answer to a request."""
    request, response = HttpRequestLinter(), HttpResponseLinter(start_time=time.time())
    request.process_request_topline(exchange["method"].encode(), exchange["url"].encode(), b"1.1")
    request.process_headers(_fields(line.encode() for line in exchange["lines"]))
    request.finish_content(True)
    request.response, response.request = response, request
    response.is_head_response = exchange["method"] == "HEAD"
    start, *fields = base64.b64decode(exchange["head"]).split(b"\r\n")
    version, status, phrase = start.split(b" ", 2)
    response.process_response_topline(version.removeprefix(b"HTTP/"), status, phrase)
    response.process_headers(_fields(fields))
    response.feed_content(base64.b64decode(exchange["body"]))
    response.finish_content(True)
    wrong = (levels.BAD, levels.WARN)
    return sorted({type(one).__name__ for one in _all(response.notes) if one.level in wrong})


def _fields(lines: Iterable[bytes]) -> Fields:
    parts = (line.partition(b":") for line in lines)
    return [(name, value) for name, _, value in parts]


def _all(found: Iterable[Any]) -> Iterator[Any]:
    for note in found:
        yield note
        yield from _all(note.subnotes)


for line in sys.stdin:
    print(json.dumps(notes(json.loads(line))), flush=True)
