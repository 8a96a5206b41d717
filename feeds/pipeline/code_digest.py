"""Digests of code and libraries: if they change, feeds are made again."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Mapping
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
        digest.update(_digest_of_source(os.fspath(source)))
    for library, installed in versions_of(libraries).items():
        digest.update(f"{library} {installed}\n".encode())
    return digest.hexdigest()[:32]


@cache
def _digest_of_source(source: str) -> bytes:
    """Return the digest of a module, or of all modules below a folder."""
    digest = hashlib.sha256(os.path.basename(source).encode())
    if os.path.isdir(source):
        with os.scandir(source) as inner:
            names = [one.name for one in inner if one.is_dir() or one.name.endswith(".py")]
        for name in sorted(names):
            if name != "__pycache__":
                digest.update(_digest_of_source(os.path.join(source, name)))
    else:
        with open(source, "rb") as file:
            digest.update(file.read().replace(b"\r\n", b"\n"))
    return digest.digest()


def versions_of(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions of libraries, without the optional ones that are not installed."""
    return {name: version_of(name) for name in libraries if name not in _missing()}


@cache
def _missing() -> Collection[str]:
    return {name for name, module in _OPTIONAL.items() if find_spec(module) is None}


@cache
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
