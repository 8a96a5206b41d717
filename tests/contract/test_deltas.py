"""Deltas (RFC 3229)"""

from __future__ import annotations

from typing import NamedTuple

import feedparser  # type: ignore[import-untyped]
import pytest

from .client import Answer
from .reading import FORMATS, agrees, decoded, digest, document, tag
from .servers import Server
from .site import BAKING, HUB, SCIENCE, URL, target

UNKNOWN = '"00000000000000000000000000000000"'
formats = pytest.mark.parametrize("format", FORMATS)


class Asked(NamedTuple):
    """An answer to somebody who holds what an earlier build published."""

    answer: Answer
    before: bytes
    now: bytes


def asked(server: Server, path: str, *lines: str, build: int = 0, wanted: str = "feed") -> Asked:
    before, now = (server.site.builds[n][path].body for n in (build, -1))
    held = f'If-None-Match: "{digest(before)}"'
    answer = server.get(target(path), f"A-IM: {wanted}", held, *lines)
    return Asked(answer, before, now)


@formats
def test_only_what_was_added_or_changed_is_sent(server: Server, format: str) -> None:
    path = f"/tags/{SCIENCE}/feed.{format}"
    answer, before, now = asked(server, path)
    old, new, sent = (document(body, format) for body in (before, now, decoded(answer)))
    changed = {id: text for id, text in new.entries.items() if old.entries.get(id) != text}
    assert answer.status == 226
    assert list(sent.entries.items()) == list(changed.items())
    assert 0 < len(sent.entries) < len(new.entries)


@formats
def test_a_delta_is_a_valid_feed_of_the_same_feed(server: Server, format: str) -> None:
    answer, _, now = asked(server, f"/tags/{SCIENCE}/feed.{format}")
    assert answer.status == 226
    assert document(decoded(answer), format).about == document(now, format).about
    if format != "json":
        assert not feedparser.parse(decoded(answer)).bozo


@formats
def test_a_delta_s_head_rfc_3229_10_4_1(server: Server, format: str) -> None:
    answer, _, now = asked(server, f"/tags/{SCIENCE}/feed.{format}")
    assert (answer.status, answer["IM"].replace(" ", "").split(",")[0]) == (226, "feed")
    assert answer["Content-Type"] == FORMATS[format]
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == str(len(answer.body))
    assert tag(answer).hash == digest(now)
    itself = f"{URL}{target(f'/tags/{SCIENCE}/feed.{format}')}"
    assert answer["Link"] == f'<{itself}>; rel="self", <{HUB}>; rel="hub"'


@formats
def test_the_tag_of_a_delta_is_good_for_the_next_poll(server: Server, format: str) -> None:
    answer, *_ = asked(server, f"/tags/{SCIENCE}/feed.{format}")
    lines = "A-IM: feed", f"If-None-Match: {answer['ETag']}"
    assert answer.status == 226
    assert server.get(target(f"/tags/{SCIENCE}/feed.{format}"), *lines).status == 304


@formats
def test_an_entry_pushed_out_by_newer_ones_was_not_removed(server: Server, format: str) -> None:
    """Else no busy feed would ever have a delta."""
    answer, before, now = asked(server, f"/feed.{format}")
    old, new = document(before, format).entries, document(now, format).entries
    assert old.keys() - new.keys()
    assert answer.status == 226
    assert len(document(decoded(answer), format).entries) < len(new)


@formats
@pytest.mark.parametrize("build", [0, 1])
def test_where_an_entry_was_removed_the_feed_is_sent(
    server: Server, format: str, build: int
) -> None:
    answer, _, now = asked(server, f"/categories/{BAKING}/feed.{format}", build=build)
    assert (answer.status, answer.body) == (200, now)
    assert answer.get("IM") is None


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param("feed, vcdiff, diffe", id="first of several"),
        pytest.param("vcdiff, diffe, feed", id="last of several"),
        pytest.param("vcdiff;q=0.9, feed;q=0.1", id="with a weight"),
        pytest.param("FEED", id="in another case"),
        pytest.param(",, feed ,", id="with empty elements"),
    ],
)
def test_feed_among_other_manipulations_is_enough_rfc_3229_10_5_3(
    server: Server, wanted: str
) -> None:
    assert asked(server, "/feed.atom", wanted=wanted).answer.status == 226


def test_several_lines_are_one_list_5_3(server: Server) -> None:
    assert asked(server, "/feed.atom", "A-IM: feed", wanted="vcdiff").answer.status == 226


@pytest.mark.parametrize("wanted", ["vcdiff, gzip", "feed;q=0", "feeds", "", '"feed', "*"])
def test_without_feed_the_feed_is_sent(server: Server, wanted: str) -> None:
    answer, _, now = asked(server, "/feed.atom", wanted=wanted)
    assert (answer.status, agrees(answer)) == (200, now)
    assert answer.get("IM") is None


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((), id="no tag"),
        pytest.param((f"If-None-Match: {UNKNOWN}",), id="an unknown version"),
        pytest.param(('If-None-Match: ""',), id="an empty tag"),
        pytest.param(("If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",), id="only a date"),
    ],
)
def test_without_a_version_remembered_the_feed_is_sent(
    server: Server, lines: tuple[str, ...]
) -> None:
    answer = server.get("/feed.atom", "A-IM: feed", *lines)
    assert answer.status == 200
    assert answer.get("IM") is None
    assert agrees(answer) == server.site.builds[-1]["/feed.atom"].body


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param("{now}", id="the version that is"),
        pytest.param("W/{now}", id="weak"),
        pytest.param("{old}, {now}", id="in a list"),
        pytest.param("*", id="any"),
    ],
)
def test_whoever_has_the_feed_is_told_so(server: Server, tags: str) -> None:
    now, old = (f'"{digest(server.site.builds[n]["/feed.atom"].body)}"' for n in (-1, 0))
    held = tags.replace("{now}", now).replace("{old}", old)
    answer = server.get("/feed.atom", "A-IM: feed", f"If-None-Match: {held}")
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param('W/"{hash}"', id="weak"),
        pytest.param(f'{UNKNOWN}, "{{hash}}"', id="in a list"),
        pytest.param('"{hash}-gz.00000000000000000000000000000000"', id="of a coding"),
        pytest.param('"{hash}-gzip"', id="marked by a proxy"),
    ],
)
def test_the_version_held_is_found_in_whatever_form(server: Server, form: str) -> None:
    old = digest(server.site.builds[0]["/feed.atom"].body)
    lines = f"If-None-Match: {form.replace('{hash}', old)}", "Accept-Encoding: gzip"
    assert server.get("/feed.atom", "A-IM: feed", *lines).status == 226


def test_a_delta_may_be_coded_too(server: Server) -> None:
    answer, *_ = asked(server, "/feed.atom", "Accept-Encoding: gzip, br, zstd")
    assert answer.status == 226
    assert document(decoded(answer), "atom").entries


def test_preconditions_come_before_deltas_13_2_2(server: Server) -> None:
    assert asked(server, "/feed.atom", 'If-Match: "x"').answer.status == 412
