"""The W3C's feed validator (https://validator.w3.org/feed/), as a checkout of its source.

It runs in a process of its own: importing it causes warnings, which our tests take for errors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.support import ROOT

CHECKOUT = os.environ.get("FEEDS_FEEDVALIDATOR", "")


class Document(NamedTuple):
    """A file to validate, as a server would send it."""

    file: Path
    media_type: str
    url: str
    """The address that it is sent from."""


class Finding(NamedTuple):
    """What is wrong with a document, or not advisable."""

    name: str
    """The validator's own name: docs-xml of its checkout explains it."""
    is_error: bool
    place: str
    """File, line, and the value that is wrong."""


def validate(documents: Iterable[Document]) -> list[Finding]:
    """Return the errors and warnings of all documents."""
    asked = [(str(one.file), one.media_type, one.url) for one in documents]
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __name__],
        input=json.dumps(asked),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [Finding(*one) for one in json.loads(ran.stdout)]


def _findings(document: Document) -> Iterator[Finding]:
    import feedvalidator  # type: ignore[import-not-found, unused-ignore]

    kinds = feedvalidator.logging
    content_type = f"{document.media_type}; charset=utf-8"
    with document.file.open("rb") as file:
        found = feedvalidator.validateStream(file, contentType=content_type, base=document.url)
    for event in found["loggedEvents"]:
        if isinstance(event, (kinds.Error, kinds.Warning)):
            place = f"{document.file}:{event.params.get('line')}: {_details(event.params)}"
            yield Finding(type(event).__name__, isinstance(event, kinds.Error), place)


def _details(params: Mapping[str, Any]) -> str:
    told = ("element", "value", "message", "exception")
    return ", ".join(f"{key} {params[key]}" for key in told if key in params)


if __name__ == "__main__":
    sys.path.insert(0, f"{CHECKOUT}/src")
    given = [Document(Path(file), *rest) for file, *rest in json.load(sys.stdin)]
    print(json.dumps([finding for one in given for finding in _findings(one)]))
