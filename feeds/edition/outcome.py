"""The result of the last build, stored for the server."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import asdict, replace

from feeds.catalogue.database import read_regular, remove
from feeds.errors import EditionError, explained

NAME = "outcome.json"
"""In the state directory."""


_Moment = Annotated[datetime, Meta(tz=True)]
_Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class BuildOutcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the last build ended, and what is published since.

    ``posts``, ``faults`` and ``documents`` describe the edition, even if an earlier build made
    it; ``written`` and ``removed`` describe this build.
    """

    instant: _Moment
    """When it ended; aware, in UTC."""
    seconds: Annotated[float, Meta(ge=0, lt=2**63)]
    """How long it took."""
    kept: str = ""
    """Why the last good edition was kept; empty after a good build.

    This is for the operator: it may name paths of the machine."""
    built: _Moment | None = None
    """When the last good build ended; None if there was none."""
    posts: _Count = 0
    """Published posts."""
    faults: _Count = 0
    documents: _Count = 0
    """Feed documents: one for each format of each feed."""
    written: _Count = 0
    removed: _Count = 0
    held: str = ""
    """The part of ``kept`` that everybody may read, if a build would have harmed subscribers."""

    @property
    def outcome(self) -> str:
        """``built``, or ``kept`` if the last good edition was kept."""
        return "kept" if self.kept else "built"


def read_outcome(state: Path) -> BuildOutcome | None:
    """Return the outcome of the last build; None if it is not known."""
    try:
        return msgspec.convert(json.loads(read_regular(state / NAME)), BuildOutcome)
    except (OSError, ValueError, RecursionError):
        return None


def note_outcome(state: Path, outcome: BuildOutcome) -> None:
    """Store an outcome for :func:`read_outcome`; the file is replaced atomically.

    Raises :class:`~feeds.errors.EditionError` if it cannot be written.
    """
    part, place = state / f"{NAME}.{os.getpid()}", state / NAME
    try:
        part.write_text(json.dumps(asdict(outcome), default=datetime.isoformat), encoding="utf-8")
        if place.is_dir():
            remove(place)
        part.replace(place)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise EditionError(f"{state}: {explained(error)}") from error


def note_kept(state: Path, why: str, instant: datetime, seconds: float, held: str = "") -> None:
    """Store that a build failed, why, and that the last good edition was kept.

    ``held`` is the public reason if the build would have harmed subscribers. Never raises
    :class:`~feeds.errors.EditionError`: this may fail for the same reason as the build.
    """
    last = read_outcome(state) or BuildOutcome(instant, seconds)
    failed = replace(
        last, instant=instant, seconds=seconds, kept=why, held=held, written=0, removed=0
    )
    with suppress(EditionError):
        note_outcome(state, failed)
