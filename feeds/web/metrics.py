"""Metrics for Prometheus: requests, bytes, and the last build."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from werkzeug.wrappers import Response

from feeds.edition import read_outcome
from feeds.errors import ConfigError, Fault
from feeds.model import FeedKind
from feeds.web.accesslog import Exchange
from feeds.web.answers import PAGE, Selected
from feeds.web.health import edition_age
from feeds.web.settings import COUNTS_VARIABLE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_NONE, _OTHER = "none", "other"
_KINDS = frozenset((*FeedKind, PAGE, _NONE))


class Metrics:
    """Counts exchanges, and is the page that shows the counts.

    If the environment variable ``PROMETHEUS_MULTIPROC_DIR`` names a directory, the page shows
    the counts of all processes that share it (prometheus_client's multiprocess mode).
    """

    def __init__(self, state: Path, clock: Callable[[], float] = time.time) -> None:
        """``state`` is the state directory, for the last build.

        ``clock`` is in seconds since 1970-01-01T00:00:00Z. Raises
        :class:`~feeds.errors.ConfigError` if the shared directory does not exist.
        """
        own, self._shown = CollectorRegistry(), CollectorRegistry()
        if COUNTS_VARIABLE in os.environ:
            _require_directory(os.environ[COUNTS_VARIABLE])
            MultiProcessCollector(self._shown)  # type: ignore[no-untyped-call]
        else:
            self._shown = own
        labels = ("kind", "status", "coding")
        self._requests = Counter("feeds_requests", "Requests answered.", labels, registry=own)
        self._sent = Counter("feeds_sent_bytes", "Bytes of bodies sent.", registry=own)
        saved = Counter("feeds_saved_bytes", "Bytes not sent, by reason.", ("by",), registry=own)
        self._saved = {by: saved.labels(by) for by in ("304", "226", "compression")}
        self._shown.register(_LastBuild(state, clock))
        self._children: dict[tuple[str, int, str], Counter] = {}

    def count(self, exchange: Exchange) -> None:
        """Count an exchange that has ended."""
        selected, status, coding = exchange.selected, exchange.status, exchange.coding
        kind = selected.kind if selected else _NONE
        child = self._children.get((kind, status, coding)) or self._child(kind, status, coding)
        child.inc()
        sent = exchange.sent
        if sent:
            self._sent.inc(sent)
        if selected and exchange.environ["REQUEST_METHOD"] == "GET":
            self._count_saved(selected, status, sent)

    def _count_saved(self, selected: Selected, status: int, sent: int) -> None:
        if status == 304:
            self._saved["304"].inc(selected.size)
        elif status == 226:
            self._saved["226"].inc(max(0, selected.size - sent))
        elif status == 200 and selected.coding:
            self._saved["compression"].inc(selected.file.size - selected.size)

    def _child(self, kind: str, status: int, coding: str) -> Counter:
        known = kind if kind in _KINDS else _OTHER
        child = self._requests.labels(known, str(status), coding)
        self._children[kind, status, coding] = child
        return child

    def __call__(self, environ: WSGIEnvironment) -> Response:
        """Answer with all metrics, in the format that the request accepts."""
        encode, media_type = choose_encoder(environ.get("HTTP_ACCEPT", ""))
        return Response(encode(self._shown), content_type=media_type)


class _LastBuild(Collector):
    """The last build, read from the state directory for each request."""

    def __init__(self, state: Path, clock: Callable[[], float]) -> None:
        self._state = state
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        outcome = read_outcome(self._state)
        if outcome is None:
            return
        yield _gauge("build_seconds", "Seconds that the last build took.", outcome.seconds)
        yield _gauge("build_faults", "Faults in the edition's posts.", outcome.faults)
        yield _gauge(
            "build_kept",
            "1 if the last build failed, so the edition before it is served.",
            bool(outcome.kept),
        )
        yield _gauge("edition_feeds", "Feed files published.", outcome.documents)
        age = edition_age(outcome, self._clock())
        if age is not None:
            yield _gauge("edition_age_seconds", "Seconds since the last successful build.", age)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"feeds_{name}", meaning, value)


def _require_directory(name: str) -> None:
    if not os.path.isdir(name):
        message = f"the folder {name!r} does not exist; create it, empty, before the server starts"
        raise ConfigError([Fault(COUNTS_VARIABLE, 0, message)])
