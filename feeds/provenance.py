"""What results depend on beside their input: the code that made them and its libraries.

A cached result is good for as long as this digest stands, so that a new version of the
program makes again exactly what its changes may touch, and nobody keeps a number by hand.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable


@cache
def provenance(parts: tuple[str, ...], libraries: tuple[str, ...] = ()) -> str:
    """Return a digest of modules and packages of feeds, of libraries' versions and Unicode's.

    ``parts`` are names below this package (``model.py``, ``posts``); ``libraries`` are
    distribution names.
    """
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for part in parts:
        _add(digest, resources.files("feeds").joinpath(part))
    for library in libraries:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    return digest.hexdigest()[:32]


def _add(digest: hashlib._Hash, source: Traversable) -> None:
    if source.is_dir():
        for inner in sorted(source.iterdir(), key=lambda found: found.name):
            if inner.is_dir() or inner.name.endswith(".py"):
                _add(digest, inner)
    else:
        code = source.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{source.name} {len(code)}\n".encode() + code)
