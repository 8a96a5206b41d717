"""What results depend on beside their input: the code that made them and its libraries.

A cached result is good for as long as this digest stands, so that a new version of the
program makes again exactly what its changes may touch, and nobody keeps a number by hand.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

_CODE = Path(__file__).parents[1]
_RECORD = ".dist-info"


@cache
def provenance(parts: tuple[str, ...], libraries: tuple[str, ...] = ()) -> str:
    """Return a digest of modules and packages of feeds, of libraries' versions and Unicode's.

    ``parts`` are names below this package (``model.py``, ``posts``); ``libraries`` are
    distribution names.
    """
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for part in parts:
        _add(digest, _CODE / part)
    for library in libraries:
        digest.update(f"{library} {version_of(library)}\n".encode())
    return digest.hexdigest()[:32]


def version_of(library: str) -> str:
    """Return the version of an installed distribution.

    It stands in the name of the directory that records the installation, where Python's own
    ``importlib.metadata`` would load a parser of mail to find it in a file. Rule:
    packaging.python.org/en/latest/specifications/recording-installed-packages.
    """
    found = _installed().get(_normalised(library))
    if found is None:
        from importlib import metadata

        found = metadata.version(library)
    return found


@cache
def _installed() -> Mapping[str, str]:
    versions: dict[str, str] = {}
    for place in reversed(sys.path):  # of two the first is imported
        with suppress(OSError):
            for name in os.listdir(place or "."):
                if name.endswith(_RECORD):
                    project, _, version = name.removesuffix(_RECORD).partition("-")
                    versions[_normalised(project)] = version
    return versions


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _add(digest: hashlib._Hash, source: Path) -> None:
    if source.is_dir():
        for inner in sorted(source.iterdir(), key=lambda found: found.name):
            if inner.is_dir() or inner.name.endswith(".py"):
                _add(digest, inner)
    else:
        code = source.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{source.name} {len(code)}\n".encode() + code)
