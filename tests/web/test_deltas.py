"""A delta holds what is new since a version, in a whole feed of the same format (RFC 3229)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from werkzeug.test import Client, TestResponse

from feeds.edition import Version, read_versions
from feeds.model import Coding, Entry, Format, Representation
from feeds.render import render_entry, render_feed, represent
from feeds.web import EditionSettings, create_app
from feeds.web.deltas import asks_for_delta, delta
from tests.support.edition import Place, decode
from tests.support.render import FEED

DAY = datetime(2026, 1, 1, tzinfo=UTC)
STYLED = replace(FEED, stylesheet="/feeds.css")


def entry(number: int, text: str = "first") -> Entry:
    moment = DAY + timedelta(days=number)
    return Entry(
        f"urn:{number}",
        f"https://e.example/{number}",
        str(number),
        moment,
        moment,
        content=text * 40,
    )


def document(
    entries: Sequence[Entry], format: Format = Format.ATOM, limit: int = 5
) -> Representation:
    written = [(one.id, render_entry(one, format)) for one in entries]
    body = render_feed(STYLED, [text for _, text in written], format)
    made = represent(body, f"/feed.{format}", format, 1800, written, codings=[*Coding])
    return replace(made, is_full=len(entries) >= limit)


def version(entries: Sequence[Entry], format: Format = Format.ATOM, limit: int = 5) -> Version:
    made = document(entries, format, limit)
    return Version(made.entries, made.is_full)


def ids(body: bytes, format: Format) -> list[str]:
    """What a reader finds in a feed; a document that is not whole is refused."""
    if format is Format.JSON:
        return [item["id"] for item in json.loads(body)["items"]]
    found = feedparser.parse(body)
    assert not found.bozo
    return [one.id for one in found.entries]


OLD = [entry(3), entry(2), entry(1)]


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ([entry(4), *OLD], ["urn:4"]),
        ([entry(4), entry(3), entry(2)], ["urn:4"]),
        ([entry(5), entry(4), entry(3)], ["urn:5", "urn:4"]),
        ([entry(3), entry(2, "second"), entry(1)], ["urn:2"]),
        ([entry(4), entry(3, "second"), entry(2)], ["urn:4", "urn:3"]),
        ([entry(2), entry(3), entry(1)], []),
    ],
)
def test_a_delta_has_the_entries_added_or_changed(
    format: Format, new: list[Entry], expected: list[str]
) -> None:
    now = document(new, format)
    part = delta(now.body, version(new, format, limit=3), version(OLD, format, limit=3))
    assert part is not None
    assert ids(part, format) == expected
    assert (b"<?xml-stylesheet" in part) is (format is not Format.JSON)
    assert len(part) < len(now.body)


@pytest.mark.parametrize(
    "new",
    [
        [entry(3), entry(1)],
        [entry(2), entry(1)],
        [entry(3), entry(2)],
        [entry(4), entry(3), entry(1)],
        [entry(4), entry(3), entry(2)],
        [],
        [entry(6), entry(5), entry(4)],
        [entry(3, "second"), entry(2, "second"), entry(1, "second")],
    ],
)
def test_no_delta_if_entries_were_removed_or_all_are_new(new: list[Entry]) -> None:
    assert delta(document(new).body, version(new), version(OLD)) is None


@given(st.lists(st.integers(0, 8), max_size=6, unique=True), st.data())
@settings(max_examples=200, deadline=None)
def test_the_old_version_and_the_delta_have_every_entry(
    old: list[int], data: st.DataObject
) -> None:
    """Whoever applies it knows every entry of the current feed as it is there."""
    before = [entry(number) for number in old]
    numbers = data.draw(st.lists(st.integers(0, 8), max_size=6, unique=True))
    after = [entry(number, data.draw(st.sampled_from(["first", "second"]))) for number in numbers]
    was, now = document(before, Format.JSON), document(after, Format.JSON)
    part = delta(now.body, version(after, Format.JSON), version(before, Format.JSON))
    if part is None:
        return
    known = {item["id"]: item for item in json.loads(was.body)["items"]}
    known |= {item["id"]: item for item in json.loads(part)["items"]}
    for item in json.loads(now.body)["items"]:
        assert known[item["id"]] == item


@pytest.mark.parametrize(
    ("a_im", "expected"),
    [
        ("feed", True),
        ("Feed", True),
        ("gzip, feed;q=0.5", True),
        ("feed;q=0", False),
        ("vcdiff, diffe", False),
        ("", False),
        (None, False),
        ("feed;q=x", False),
    ],
)
def test_only_requests_with_a_im_get_a_delta(a_im: str | None, expected: bool) -> None:
    assert asks_for_delta(a_im, None) is expected


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, url="https://e.example", home="https://e.example/feed.atom")
    place.publish(*(document(OLD, format) for format in Format))
    return place


def client_of(place: Place) -> Client:
    return Client(create_app(EditionSettings(place.output, place.state)))


def poll(client: Client, format: Format, tag: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = {"A-IM": "feed", "If-None-Match": tag, **named}
    return client.get(f"/feed.{format}", headers=asked)


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("coding", [None, *Coding])
def test_a_reader_that_asks_gets_only_what_is_new(
    place: Place, format: Format, coding: Coding | None
) -> None:
    client = client_of(place)
    accepted = {"Accept_Encoding": coding or "identity"}
    had = client.get(f"/feed.{format}", headers={"Accept-Encoding": coding or "identity"})
    place.clock.now += 60
    place.publish(*(document([entry(4), *OLD], one) for one in Format))
    answer = poll(client, format, had.headers["ETag"], **accepted)
    whole = client.get(f"/feed.{format}", headers={"Accept-Encoding": coding or "identity"})
    assert answer.status == "226 IM Used"
    assert answer.headers["IM"] == "feed"
    assert answer.headers["Cache-Control"] == "no-store"
    for same in ("ETag", "Last-Modified", "Content-Type", "Vary", "Link"):
        assert answer.headers[same] == whole.headers[same]
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers.get("Content-Encoding") == whole.headers.get("Content-Encoding")
    body = decode(answer.data, coding) if coding else answer.data
    assert ids(body, format) == ["urn:4"]
    assert poll(client, format, answer.headers["ETag"], **accepted).status_code == 304


def test_head_has_the_headers_of_the_delta(place: Place) -> None:
    client = client_of(place)
    tag = client.get("/feed.atom").headers["ETag"]
    place.clock.now += 60
    place.publish(document([entry(4), *OLD]))
    asked = {"A-IM": "feed", "If-None-Match": tag}
    head, get = (client.open("/feed.atom", method=one, headers=asked) for one in ("HEAD", "GET"))
    assert (head.status_code, head.data, dict(head.headers)) == (226, b"", dict(get.headers))


@pytest.mark.parametrize("tag", ['"0123456789abcdef0123456789abcdef"', '"somebody-elses"', "*"])
def test_a_version_that_is_not_remembered_gets_the_whole_feed(place: Place, tag: str) -> None:
    answer = poll(client_of(place), Format.ATOM, tag)
    assert answer.status_code == (304 if tag == "*" else 200)
    assert "IM" not in answer.headers


def test_a_removed_entry_gives_the_whole_feed(place: Place) -> None:
    client = client_of(place)
    tag = client.get("/feed.atom").headers["ETag"]
    place.clock.now += 60
    place.publish(document([entry(4), entry(3), entry(1)]))
    assert poll(client, Format.ATOM, tag).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "status"),
    [
        ("feedparser/6.0.10 +https://github.com/kurtmckee/feedparser/", 200),
        ("UniversalFeedParser/5.2.1 +https://code.google.com/p/feedparser/", 200),
        ("rss2email/3.9 (https://github.com/wking/rss2email)", 200),
        ("newsboat/2.21.0 (Linux x86_64)", 226),
        ("python-reader/3.20 (+https://github.com/lemon24/reader)", 226),
        ("", 226),
    ],
)
def test_readers_that_misread_226_get_the_whole_feed(
    place: Place, user_agent: str, status: int
) -> None:
    """The library feedparser asks on their behalf, and they take 226 for an error."""
    client = client_of(place)
    tag = client.get("/feed.atom").headers["ETag"]
    place.clock.now += 60
    place.publish(document([entry(4), *OLD]))
    answer = poll(client, Format.ATOM, tag, User_Agent=user_agent)
    assert answer.status_code == status
    assert len(ids(answer.data, Format.ATOM)) == (4 if status == 200 else 1)
    again = poll(client, Format.ATOM, answer.headers["ETag"], User_Agent=user_agent)
    assert again.status_code == 304


def digest_in(tag: str) -> str:
    return tag.strip('"')


def test_fifty_versions_are_remembered_and_no_more(place: Place) -> None:
    client = client_of(place)
    tags = [client.get("/feed.atom").headers["ETag"]]
    for number in range(4, 54):
        place.clock.now += 60
        newest = [entry(one) for one in range(number, number - 9, -1)]
        place.publish(document(newest, limit=9))
        tags.append(client.get("/feed.atom").headers["ETag"])
    statuses = [poll(client, Format.ATOM, tag).status_code for tag in tags]
    assert statuses[-9:] == [226] * 8 + [304]
    assert len(read_versions(place.state, "/feed.atom", map(digest_in, tags))) == 50


def test_a_version_replaced_long_ago_is_forgotten(place: Place) -> None:
    client = client_of(place)
    first = client.get("/feed.atom").headers["ETag"]
    place.publish(document([entry(4), *OLD]))
    second = client.get("/feed.atom").headers["ETag"]
    place.clock.now += 31 * 24 * 3600
    place.publish(document([entry(5), entry(4), *OLD]))
    assert poll(client, Format.ATOM, first).status_code == 200
    assert poll(client, Format.ATOM, second).status_code == 226
