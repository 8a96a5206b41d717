"""Probes learn whether the server is well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from feeds.config.schema import ServeSection
from feeds.edition import BuildOutcome, note_outcome
from feeds.web import EditionSettings, create_app
from tests.support.edition import Place, feed, page


def client_of(place: Place) -> Client:
    serve = ServeSection(metrics=True)
    return Client(create_app(EditionSettings(place.output, place.state, serve)))


def facts(answer: TestResponse) -> dict[str, object]:
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, object] = json.loads(answer.data)
    return found


def test_with_an_edition_health_is_200(tmp_path: Path) -> None:
    """Its number of feeds does not count pages."""
    place = Place(tmp_path)
    place.publish(feed(), feed("/a.json"), page())
    built = datetime.now(UTC) - timedelta(seconds=100)
    note_outcome(place.state, BuildOutcome(built, 1.5, "", built))
    answer = client_of(place).get("/healthz")
    assert answer.status_code == 200
    found = facts(answer)
    assert found.pop("age") in range(100, 130)
    assert found == {"alive": True, "feeds": 2, "build": "built", "held": False}


def test_health_says_that_a_build_failed_but_not_why(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed())
    now = datetime.now(UTC)
    note_outcome(place.state, BuildOutcome(now, 0.1, f"{tmp_path}: disk full", now))
    answer = client_of(place).get("/healthz")
    assert (answer.status_code, facts(answer)["build"]) == (200, "kept")
    assert "full" not in answer.text


def test_unknown_facts_of_the_last_build_are_null(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed())
    answer = client_of(place).get("/healthz")
    assert facts(answer) == {"alive": True, "feeds": 1, "age": None, "build": None, "held": False}


def test_without_an_edition_health_is_503(tmp_path: Path) -> None:
    place = Place(tmp_path)
    client = client_of(place)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert facts(answer) == {"alive": True, "feeds": 0, "age": None, "build": None, "held": False}
    assert client.get("/metrics").status_code == 200
    place.publish(feed())
    assert client.get("/healthz").status_code == 200


def test_health_is_503_if_the_edition_cannot_be_read(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path)
    place.publish(feed())
    note_outcome(place.state, BuildOutcome(datetime.now(UTC), 1.5, "", datetime.now(UTC)))
    (place.state / "edition.db").unlink()
    assert client_of(place).get("/healthz").status_code == 503


def test_health_has_the_public_reason_of_a_held_build(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed())
    now = datetime.now(UTC)
    note_outcome(place.state, BuildOutcome(now, 0.1, f"{tmp_path}: no", now, held="no posts"))
    found = facts(client_of(place).get("/healthz"))
    assert (found["held"], found["reason"]) == (True, "no posts")


def test_head_is_get_without_the_body_and_other_methods_are_refused(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(feed())
    client = client_of(place)
    head = client.head("/healthz")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(client.get("/healthz").headers)
    assert client.post("/healthz").status_code == 405
    assert client.options("/healthz").status_code == 204


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_a_feed_with_the_path_of_a_page_is_served(tmp_path: Path, path: str) -> None:
    place = Place(tmp_path)
    place.publish(feed(path))
    assert client_of(place).get(path).data == feed(path).body
