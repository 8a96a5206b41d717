"""The outcome of the last build, stored for those who serve the edition."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import asdict, replace

from feeds.catalogue.database import read_regular, remove
from feeds.catalogue.rows import aware
from feeds.errors import EditionError

NAME = "outcome.json"
"""In the state directory."""


class BuildOutcome(msgspec.Struct, frozen=True):
    """How the last build ended, and what is published since.

    ``posts``, ``faults`` and ``documents`` describe the edition, even if an earlier build made
    it; ``written`` and ``removed`` describe this build.
    """

    instant: datetime
    """When it ended; aware, in UTC."""
    seconds: float
    """How long it took."""
    kept: str = ""
    """Why the last good edition was kept; empty after a good build.

    This is for the operator: it may name paths of the machine."""
    built: datetime | None = None
    """When the last good build ended; None if there was none."""
    posts: int = 0
    """Published posts."""
    faults: int = 0
    documents: int = 0
    """Feed documents: one for each format of each feed."""
    written: int = 0
    removed: int = 0
    held: str = ""
    """The part of ``kept`` that everybody may read, if a build would have harmed subscribers."""

    @property
    def outcome(self) -> str:
        """``built``, or ``kept`` if the last good edition was kept."""
        return "kept" if self.kept else "built"


def read_outcome(state: Path) -> BuildOutcome | None:
    """Return the outcome of the last build; None if it is not known."""
    try:
        values = json.loads(read_regular(state / NAME))
        instant, built = values.pop("instant"), values.pop("built")
        found = BuildOutcome(aware(instant), **values, built=built and aware(built))
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    numbers = (found.seconds, found.posts, found.faults, found.documents, found.written)
    are_texts = isinstance(found.kept, str) and isinstance(found.held, str)
    return found if are_texts and all(map(_is_number, (*numbers, found.removed))) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 2**63


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
        reason = error.strerror or str(error)
        raise EditionError(f"{state}: {reason}; see that it can be written") from error


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
