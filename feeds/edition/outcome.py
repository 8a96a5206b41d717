"""What came of the last build, kept beside the edition for whoever serves it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from feeds.catalogue.checksums import read_regular, remove
from feeds.catalogue.decoding import aware
from feeds.errors import EditionError

NAME = "outcome.json"
"""Of the last build, in the state directory."""


class Outcome(NamedTuple):
    """The last build that was tried, and the edition there is since.

    ``posts``, ``faults`` and ``documents`` are the edition's, whether this build made it or
    an earlier one did; ``written`` and ``removed`` are this build's.
    """

    instant: datetime
    """When it ended; aware, in UTC."""
    seconds: float
    """How long it took."""
    kept: str = ""
    """Why the last good edition was kept, in words for its operator, which may name paths of
    the machine; empty where the build went well."""
    built: datetime | None = None
    """When the last build that went well ended; None where none has."""
    posts: int = 0
    """Published posts."""
    faults: int = 0
    documents: int = 0
    """Feed documents: one for each format of each feed."""
    written: int = 0
    removed: int = 0
    held: str = ""
    """The part of ``kept`` that anybody may read, where a build would have harmed subscribers."""

    @property
    def outcome(self) -> str:
        """``built``, or ``kept`` where there was a reason to keep the edition before."""
        return "kept" if self.kept else "built"


def read_outcome(state: Path) -> Outcome | None:
    """Return what came of the last build; None where that is not known."""
    try:
        values = json.loads(read_regular(state / NAME))
        instant, built = values.pop("instant"), values.pop("built")
        found = Outcome(aware(instant), **values, built=built and aware(built))
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    numbers = (found.seconds, found.posts, found.faults, found.documents, found.written)
    are_texts = isinstance(found.kept, str) and isinstance(found.held, str)
    return found if are_texts and all(map(_is_number, (*numbers, found.removed))) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 2**63


def note_outcome(state: Path, outcome: Outcome) -> None:
    """Put an outcome in the place of the one before, whole, for :func:`read_outcome`.

    Raises :class:`~feeds.errors.EditionError` where it cannot be written.
    """
    part, place = state / f"{NAME}.{os.getpid()}", state / NAME
    try:
        part.write_text(json.dumps(outcome._asdict(), default=datetime.isoformat), encoding="utf-8")
        if place.is_dir():
            remove(place)
        part.replace(place)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = error.strerror or str(error)
        raise EditionError(f"{state}: {reason}; see that it can be written") from error


def note_kept(state: Path, why: str, instant: datetime, seconds: float, held: str = "") -> None:
    """Note that a build failed and the last good edition stays, with the words of why.

    ``held`` is the public reason where the build would have harmed subscribers.

    Never raises: where a build fails, this may fail for the same reason.
    """
    last = read_outcome(state) or Outcome(instant, seconds)
    failed = last._replace(
        instant=instant, seconds=seconds, kept=why, held=held, written=0, removed=0
    )
    with suppress(EditionError):
        note_outcome(state, failed)
