"""What Prometheus is told adds up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from feeds.config.schema import ServeSection
from feeds.edition import BuildOutcome, note_outcome
from feeds.errors import ConfigError
from feeds.web import EditionSettings, create_app
from feeds.web.accesslog import Exchange
from feeds.web.answers import SELECTED, Selected
from feeds.web.metrics import Metrics
from tests.support.edition import Clock, Place, feed, page


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, Clock(1_700_000_000.5))
    tag, series = (replace(feed(f"/{kind}.json"), kind=kind) for kind in ("tag", "series"))
    place.publish(feed(page="/feeds/index.html"), tag, series, page())
    return place


def client_of(place: Place, metrics: bool = True) -> Client:
    serve = ServeSection(metrics=metrics)
    return Client(create_app(EditionSettings(place.output, place.state, serve)))


Labels = tuple[tuple[str, str], ...]


def samples(text: str) -> dict[str, float]:
    """Return what was told, by name and labels as Prometheus writes them."""
    return {
        sample.name + ",".join(f" {key}={value}" for key, value in sorted(sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def told(client: Client) -> dict[str, float]:
    return samples(client.get("/metrics").text)


def test_requests_are_counted_by_kind_status_and_coding(place: Place) -> None:
    client = client_of(place)
    held = client.get("/feed.xml", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    for _ in range(2):
        client.get("/feed.xml", headers={"Accept-Encoding": "gzip", "If-None-Match": held})
    client.get("/tag.json")
    client.get("/series.json")
    client.get("/feeds/")
    client.get("/feed.xml", headers={"Sec-Fetch-Dest": "document"})
    client.get("/nothing")
    client.post("/feed.xml")
    counts = {name: n for name, n in told(client).items() if name.startswith("feeds_requests")}
    assert counts == {
        "feeds_requests_total coding=gzip, kind=site, status=200": 1,
        "feeds_requests_total coding=gzip, kind=site, status=304": 2,
        "feeds_requests_total coding=identity, kind=tag, status=200": 1,
        "feeds_requests_total coding=identity, kind=other, status=200": 1,
        "feeds_requests_total coding=identity, kind=page, status=200": 1,
        "feeds_requests_total coding=identity, kind=none, status=302": 1,
        "feeds_requests_total coding=identity, kind=none, status=404": 1,
        "feeds_requests_total coding=identity, kind=none, status=405": 1,
    }


def test_bytes_sent_and_saved_are_counted(place: Place) -> None:
    client = client_of(place)
    whole = client.get("/feed.xml")
    packed = client.get("/feed.xml", headers={"Accept-Encoding": "gzip"})
    gzip = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    client.get("/feed.xml", headers=gzip)
    client.get("/feed.xml", headers={"If-None-Match": whole.headers["ETag"]})
    for method in ("HEAD", "OPTIONS"):
        client.open("/feed.xml", method=method, headers=gzip)
    counts = told(client)
    size, packed_size = len(whole.data), len(packed.data)
    assert counts["feeds_sent_bytes_total"] == size + packed_size
    assert counts["feeds_saved_bytes_total by=304"] == size + packed_size
    assert counts["feeds_saved_bytes_total by=compression"] == size - packed_size
    assert counts["feeds_saved_bytes_total by=226"] == 0


def test_a_delta_counts_as_bytes_saved(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    published = SimpleNamespace(kind="site", size=9000)
    selected = Selected(published, "gzip", 3000, '"x"', "/feed.xml", False)  # type: ignore[arg-type]
    environ = {"REQUEST_METHOD": "GET", SELECTED: selected}
    headers = [("Content-Length", "700"), ("Content-Encoding", "gzip")]
    metrics.count(Exchange(environ, 226, headers, 0.001))
    counts = samples(metrics({}).get_data(as_text=True))
    assert counts["feeds_sent_bytes_total"] == 700
    assert counts["feeds_saved_bytes_total by=226"] == 2300
    assert counts["feeds_requests_total coding=gzip, kind=site, status=226"] == 1


def test_metrics_have_the_last_build(place: Place) -> None:
    client = client_of(place)
    assert not [name for name in told(client) if "build" in name]
    built = datetime.now(UTC)
    note_outcome(place.state, BuildOutcome(built, 1.5, "", built, posts=7, faults=2, documents=3))
    counts = told(client)
    assert counts["feeds_build_seconds"] == 1.5
    assert counts["feeds_build_faults"] == 2
    assert counts["feeds_build_kept"] == 0
    assert counts["feeds_edition_feeds"] == 3
    assert 0 <= counts["feeds_edition_age_seconds"] < 60
    note_outcome(place.state, BuildOutcome(built, 0.1, "disk full", built))
    assert told(client)["feeds_build_kept"] == 1


@given(st.lists(st.text(min_size=1, max_size=8), max_size=30))
@settings(deadline=None)
def test_requests_cannot_add_labels_without_limit(asked: list[str]) -> None:
    metrics = Metrics(Path("nowhere"))
    for text in asked:
        environ = {"REQUEST_METHOD": text, "PATH_INFO": f"/{text}", "HTTP_USER_AGENT": text}
        metrics.count(Exchange(environ, 404, [("Content-Length", "3")], 0.001))
    counts = samples(metrics({}).get_data(as_text=True))
    requests = {name: n for name, n in counts.items() if name.startswith("feeds_requests")}
    name = "feeds_requests_total coding=identity, kind=none, status=404"
    assert requests == ({name: len(asked)} if asked else {})


def test_metrics_may_be_off(place: Place) -> None:
    assert client_of(place, metrics=False).get("/metrics").status_code == 404
    default = create_app(EditionSettings(place.output, place.state))
    assert Client(default).get("/metrics").status_code == 404


@pytest.mark.parametrize("accept", ["", "application/openmetrics-text;version=1.0.0"])
def test_metrics_have_the_format_that_is_accepted(place: Place, accept: str) -> None:
    client = client_of(place)
    answer = client.get("/metrics", headers={"Accept": accept})
    expected = "application/openmetrics-text" if accept else "text/plain"
    assert answer.headers["Content-Type"].startswith(expected)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.head("/metrics").data == b""
    assert client.post("/metrics").status_code == 405


def test_a_missing_shared_directory_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "gone"))
    with pytest.raises(ConfigError, match=r"PROMETHEUS_MULTIPROC_DIR: .*gone' does not exist"):
        Metrics(tmp_path)
