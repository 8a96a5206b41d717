"""Whether the server is well: what ``GET /healthz`` tells."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from feeds.edition import Outcome, read_outcome
from feeds.errors import EditionError
from feeds.web.pages import Published

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_RETRY = "60"  # seconds


class Health:
    """The page for probes: 200 where there is an edition, 503 where there is none."""

    def __init__(
        self, state: Path, published: Published, clock: Callable[[], float] = time.time
    ) -> None:
        """Tell of the edition whose state directory this is.

        ``clock`` is in seconds since 1970-01-01T00:00:00Z.
        """
        self._state = state
        self._published = published
        self._clock = clock

    def __call__(self, _: WSGIEnvironment) -> Response:
        """Answer with one JSON object; of a failed build it shows no path of the machine."""
        outcome = read_outcome(self._state)
        feeds = self._feeds()
        facts = {"alive": True, "feeds": feeds or 0, **self._facts(outcome)}
        # Without a build that went well, an edition is one that is still to be filled.
        if feeds or (feeds is not None and outcome and outcome.built):
            return _answer(200, facts)
        unwell = _answer(503, facts)
        unwell.headers["Retry-After"] = _RETRY
        return unwell

    def _feeds(self) -> int | None:
        """Return how many documents are published; None where no edition can be read."""
        try:
            return len(self._published())
        except EditionError:
            return None

    def _facts(self, outcome: Outcome | None) -> dict[str, Any]:
        age = edition_age(outcome, self._clock())
        held = outcome.held if outcome else ""
        return {
            "age": None if age is None else round(age),
            "build": outcome and outcome.outcome,
            "held": bool(held),
            **({"reason": held} if held else {}),
        }


def edition_age(outcome: Outcome | None, now: float) -> float | None:
    """Return the seconds since the last build that went well; None where that is not known."""
    if outcome is None or outcome.built is None:
        return None
    return max(0.0, now - outcome.built.timestamp())


def _answer(status: int, facts: dict[str, Any]) -> Response:
    return Response(json.dumps(facts) + "\n", status, content_type="application/json")
