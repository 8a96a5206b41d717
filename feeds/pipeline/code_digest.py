"""Digests of code and libraries: what they made is made again when they change."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OPTIONAL = {"Unidecode": "unidecode"}
"""Libraries that may be missing, and the module that each has."""


@cache
def digest_of(code: tuple[Path, ...], libraries: tuple[str, ...] = ()) -> str:
    """Return a digest of modules, packages, versions of distributions, and Unicode's version.

    A cached result is valid as long as this digest stays: a new version of the program makes
    again exactly what its changes may affect, and nobody maintains a number by hand.
    """
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for source in code:
        _add(digest, source)
    for library, installed in versions_of(libraries).items():
        digest.update(f"{library} {installed}\n".encode())
    return digest.hexdigest()[:32]


def _add(digest: hashlib._Hash, source: Path) -> None:
    if source.is_dir():
        for inner in sorted(source.iterdir(), key=lambda found: found.name):
            if inner.is_dir() or inner.name.endswith(".py"):
                _add(digest, inner)
    else:
        code = source.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{source.name} {len(code)}\n".encode() + code)


def versions_of(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions of libraries, without the optional ones that are not installed."""
    missing = {name for name, module in _OPTIONAL.items() if find_spec(module) is None}
    return {name: version_of(name) for name in libraries if name not in missing}


def version_of(library: str) -> str:
    """Return the version of an installed distribution.

    It is part of the name of the directory that records the installation
    (packaging.python.org/en/latest/specifications/recording-installed-packages), which is
    faster to read than the metadata. Raises ``PackageNotFoundError``.
    """
    found = _installed().get(_normalised(library))
    if found is None:
        from importlib import metadata  # takes 15 ms to load; most libraries are found without

        found = metadata.version(library)
    return found


@cache
def _installed() -> Mapping[str, str]:
    versions: dict[str, str] = {}
    for place in reversed(sys.path):  # of two, the first is imported
        with suppress(OSError):
            for name in os.listdir(place or "."):
                if name.endswith(".dist-info"):
                    project, _, version = name.removesuffix(".dist-info").partition("-")
                    versions[_normalised(project)] = version
    return versions


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
