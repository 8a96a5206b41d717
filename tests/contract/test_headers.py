"""The fields of a feed"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

import pytest

from .client import Answer
from .reading import CODINGS, FORMATS, MARKS, agrees, coded, coding, decoded, digest, instant, tag
from .servers import Server
from .site import BAKING, HUB, SCIENCE, URL, target

CACHING = re.compile(
    r"public, max-age=(\d+), stale-while-revalidate=[1-9]\d*, stale-if-error=[1-9]\d*"
)


@dataclass(frozen=True)
class Asked:
    """A 200, and what was asked for."""

    path: str
    format: str
    coding: str
    answer: Answer


@pytest.fixture(
    params=[
        pytest.param((format, coding), id=f"{format} {coding}")
        for format, coding in product(FORMATS, CODINGS)
    ]
)
def asked(request: pytest.FixtureRequest, server: Server) -> Asked:
    format, wanted = request.param
    path = f"/feed.{format}"
    return Asked(path, format, wanted, coded(server, path, wanted))


def test_status_is_200(asked: Asked) -> None:
    assert asked.answer.status == 200


def test_the_body_is_what_the_build_wrote(asked: Asked, server: Server) -> None:
    assert decoded(asked.answer) == server.site.builds[-1][asked.path].body


def test_content_type_8_3(asked: Asked) -> None:
    assert asked.answer["Content-Type"] == FORMATS[asked.format]


def test_content_length_8_6(asked: Asked) -> None:
    assert asked.answer["Content-Length"] == str(len(asked.answer.body))
    assert asked.answer.get("Transfer-Encoding") is None


def test_etag_is_strong_and_the_hash_of_the_bytes_8_8_3_3(asked: Asked) -> None:
    found = tag(asked.answer)
    assert found.hash == digest(decoded(asked.answer))
    assert found.mark == MARKS.get(asked.coding)
    assert found.coded == (digest(asked.answer.body) if found.mark else None)


def test_last_modified_is_not_later_than_date_8_8_2_1(asked: Asked) -> None:
    assert instant(asked.answer, "Last-Modified") <= instant(asked.answer, "Date")


def test_last_modified_is_when_these_bytes_came_8_8_2(asked: Asked, server: Server) -> None:
    """The last build changed another feed, not this one."""
    second = server.site.builds[1][asked.path]
    assert decoded(asked.answer) == second.body
    assert instant(asked.answer, "Last-Modified") == second.modified


def test_cache_control_rfc_9111_5_2_2(asked: Asked) -> None:
    found = CACHING.fullmatch(asked.answer["Cache-Control"])
    assert found
    assert 30 * 60 <= int(found[1]) <= 4 * 3600


def test_vary_names_accept_encoding_alone_12_5_5(asked: Asked) -> None:
    assert asked.answer["Vary"].lower() == "accept-encoding"


def test_links_to_itself_and_to_the_hub_websub_4(asked: Asked) -> None:
    assert asked.answer["Link"] == f'<{URL}{asked.path}>; rel="self", <{HUB}>; rel="hub"'


def test_the_feed_names_the_hub_that_its_head_does_websub_4(asked: Asked) -> None:
    assert decoded(asked.answer).count(HUB.encode()) == 1


def test_every_origin_may_read_it_fetch_3_2(asked: Asked) -> None:
    exposed = {name.strip() for name in asked.answer["Access-Control-Expose-Headers"].split(",")}
    assert asked.answer["Access-Control-Allow-Origin"] == "*"
    assert exposed >= {"ETag", "Last-Modified"}


def test_nothing_is_sniffed_fetch_3_5(asked: Asked) -> None:
    assert asked.answer["X-Content-Type-Options"] == "nosniff"


def test_no_field_that_spoils_a_cache(asked: Asked) -> None:
    names = {name for name, _ in asked.answer.fields}
    assert names.isdisjoint({"set-cookie", "expires", "pragma", "accept-ranges", "age"})


@pytest.mark.parametrize("format", FORMATS)
def test_each_coding_has_a_tag_of_its_own_8_8_3_3(server: Server, format: str) -> None:
    tags = {coded(server, f"/feed.{format}", name)["ETag"] for name in CODINGS}
    assert len(tags) == len(CODINGS)


@pytest.mark.parametrize("format", FORMATS)
def test_a_coding_saves_bytes(server: Server, format: str) -> None:
    sizes = {name: len(coded(server, f"/feed.{format}", name).body) for name in CODINGS}
    assert max(sizes, key=sizes.__getitem__) == "identity"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"/categories/{BAKING}/feed.atom", id="a space"),
        pytest.param(f"/tags/{SCIENCE}/feed.rss", id="chinese"),
        pytest.param("/tags/café-notes/feed.json", id="an accent"),
        pytest.param("/authors/example-author/feed.atom", id="an author"),
    ],
)
def test_every_feed_has_an_address_of_its_own_rfc_3986_2_1(server: Server, path: str) -> None:
    answer = server.get(target(path))
    assert agrees(answer) == server.site.builds[-1][path].body
    assert answer["Link"].startswith(f'<{URL}{target(path)}>; rel="self"')


@pytest.mark.parametrize(
    ("path", "max_age"),
    [
        pytest.param("/feed.rss", 3 * 3600, id="daily, an eighth"),
        pytest.param(f"/tags/{SCIENCE}/feed.rss", 4 * 3600, id="seldom, four hours"),
    ],
)
def test_the_feed_s_rhythm_is_told_in_the_head_and_in_the_feed(
    server: Server, path: str, max_age: int
) -> None:
    answer = server.get(target(path))
    found = CACHING.fullmatch(answer["Cache-Control"])
    assert found
    assert int(found[1]) == max_age
    assert f"<ttl>{max_age // 60}</ttl>".encode() in answer.body
    assert b"<sy:updatePeriod>" in answer.body


def test_a_version_s_date_is_later_than_the_one_before_8_8_2(server: Server) -> None:
    """Many readers keep their old tag when the date did not move."""
    path = f"/categories/{BAKING}/feed.atom"
    first, second, third = (build[path].modified for build in server.site.builds)
    assert first < second < third
    assert instant(server.get(target(path)), "Last-Modified") == third


def test_the_coding_is_told_8_4(server: Server) -> None:
    assert server.get("/feed.atom").get("Content-Encoding") is None
    assert coding(server.get("/feed.atom", "Accept-Encoding: gzip")) == "gzip"
