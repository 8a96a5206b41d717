"""Any file is read as a post or is left out for a reason; none stops a build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.errors import Fault
from feeds.generators import LeftOut, PostResult, read_post
from feeds.generators.base import Reading
from feeds.generators.plain import Plain
from feeds.model import Site
from tests.support.yaml import MULTIPLYING

SITE = Site("Blog", "https://blog.example", "Europe/Paris")
PATH = "2026-01-02-a-post.md"


def outcome(content: str | bytes, path: str = PATH) -> PostResult:
    plain = Plain(Path())
    return read_post(plain, path, content if isinstance(content, bytes) else content.encode(), SITE)


def fault(content: str | bytes) -> str:
    found = outcome(content)
    assert (found.reading, found.left_out) == (None, LeftOut.FAULT)
    (only,) = found.faults
    assert only.fatal
    return str(only).removeprefix(PATH)


@pytest.mark.parametrize(
    "content",
    [
        b"---\ntitle: A\n---\nb\nc",
        b"---\r\ntitle: A\r\n---\r\nb\r\nc",
        b"---\rtitle: A\r---\rb\rc",
        b"\xef\xbb\xbf---\ntitle: A\n---\nb\nc",
        b"\xef\xbb\xbf---\r\ntitle: A\n---\rb\r\nc",
    ],
)
def test_line_ends_and_a_byte_order_mark_make_no_difference(content: bytes) -> None:
    reading = outcome(content).reading
    assert reading
    assert (reading.post.title, reading.body) == ("A", "b\nc")


@pytest.mark.parametrize("content", ["", "\n\n", "---\n---\n", "---\n---"])
def test_a_post_may_be_empty(content: str) -> None:
    reading = outcome(content).reading
    assert reading
    assert (reading.post.title, reading.body.strip()) == ("A post", "")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xff", ":1: byte 0xFF"),
        (b"---\ntitle: caf\xe9\n---\n", ":2: byte 0xE9"),
        (b"\xef\xbb\xbfone\ntwo\n\x80", ":3: byte 0x80"),
        ("text".encode("utf-16"), ":1: byte 0xFF"),
        (b"\xed\xa0\x80", ":1: byte 0xED"),
    ],
)
def test_text_that_is_not_utf8_is_a_fault_with_its_byte_and_line(
    content: bytes, place: str
) -> None:
    assert fault(content) == f"{place} is not UTF-8; save the file as UTF-8"


def test_a_long_body_is_kept_whole() -> None:
    body = "word " * 1_000_000
    reading = outcome(f"---\ntitle: Long\n---\n{body}").reading
    assert reading
    assert reading.body == body


@pytest.mark.parametrize("year", ["0999", "0002"])
def test_a_year_that_rss_cannot_write_is_a_fault(year: str) -> None:
    assert "is before the year 1000" in fault(f"---\ndate: {year}-01-01\n---\n")


def test_the_first_and_last_years_that_can_be_written_are_fine() -> None:
    for year in ("1000", "9999"):
        reading = outcome(f"---\ndate: {year}-01-01\n---\n").reading
        assert reading
        assert reading.post.published.isoformat().startswith(f"{year}-01-01T00:00:00")


@pytest.mark.parametrize("updated", ["2026-01-01", "2026-01-02T00:59:00+01:00", "0002-01-01"])
def test_an_update_before_the_post_is_raised_to_its_date_and_reported(updated: str) -> None:
    found = outcome(f"---\ndate: 2026-01-02T00:00:00Z\nupdated: {updated}\n---\n")
    assert found.reading
    assert found.reading.post.updated == found.reading.post.published
    (fault,) = found.faults
    assert fault.message.startswith("the post was updated before its date")
    assert not fault.fatal


def test_an_update_at_or_after_the_date_stays_as_it_is() -> None:
    for updated in ("2026-01-02T00:00:00Z", "2026-01-02T01:00:00+01:00", "2026-03-01"):
        found = outcome(f"---\ndate: 2026-01-02T00:00:00Z\nupdated: {updated}\n---\n")
        assert found.reading
        assert not found.faults
        assert found.reading.post.updated.isoformat().startswith(updated[:19].rstrip("Z"))


def test_a_problem_of_a_published_post_is_not_fatal() -> None:
    found = outcome("---\nimage: {url: [[]], src: {a: b}}\n---\n")
    assert found.reading
    assert found.left_out is None
    message = "image has no URL; write image: /picture.png"
    assert found.faults == (Fault(PATH, 2, message, fatal=False),)


@pytest.mark.parametrize(
    ("key", "reason"),
    [("draft: true", LeftOut.DRAFT), ("published: false", LeftOut.UNPUBLISHED)],
)
def test_a_post_that_its_author_holds_back_is_not_a_fault(key: str, reason: LeftOut) -> None:
    assert outcome(f"---\n{key}\n---\n") == PostResult(left_out=reason)


@pytest.mark.parametrize("key", ["title", "tags", "authors", "date", "image", "id", "draft"])
def test_front_matter_that_multiplies_or_contains_itself_is_one_fault(key: str) -> None:
    for matter in (f"{MULTIPLYING}{key}: *a10", f"{key}: &self [*self]"):
        assert len(outcome(f"---\n{matter}\n---\n").faults) == 1


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


class Careless(Plain):
    """Lets titles pass that no feed can carry."""

    def read(self, path: str, text: str, site: Site) -> Reading:
        reading = super().read(path, text, site)
        return replace(reading, post=replace(reading.post, title="half a pair: \ud800"))


class Endless(Plain):
    """Follows an alias to itself."""

    def read(self, path: str, text: str, site: Site) -> Reading:
        return self.read(path, text, site)


@pytest.mark.parametrize(
    ("generator", "words"), [(Careless, "half a character"), (Endless, "nested too deep")]
)
def test_a_post_that_a_generator_should_have_refused_is_a_fault(
    generator: type[Plain], words: str
) -> None:
    found = read_post(generator(Path()), PATH, b"", SITE)
    assert found.left_out is LeftOut.FAULT
    assert words in found.faults[0].message


KEYS = ["title", "date", "tags", "id", "permalink", "slug", "author", "enclosure", "draft"]
PIECES = st.sampled_from(
    [f"{key}: " for key in KEYS]
    + ["---\n", "...\n", "+++\n", "# ", "<!-- more -->", "\n", "\n  ", "\t", "\r\n"]
    + ["2026-01-02 ", "true", "- ", "[", "]", "{", "}", "&a ", "*a ", "!!", ": ", "'", '"', "\\"]
    + ["%", "?", "../", "9" * 20, "\x00", "\u2028", "\ufeff", "散步"]
)


@settings(deadline=None)
@given(st.binary() | TEXT.map(str.encode) | st.lists(PIECES).map("".join).map(str.encode))
def test_any_bytes_are_read_or_left_out(content: bytes) -> None:
    for framed in (content, b"---\n" + content + b"\n---\nBody."):
        found = outcome(framed)
        assert (found.reading is None) == (found.left_out is not None)
        assert (found.left_out is LeftOut.FAULT) == any(f.fatal for f in found.faults)
        assert all(f.line >= 1 and "\n" not in f.message for f in found.faults)
        if found.reading:
            assert re.fullmatch(r"https?://[!-~]+", found.reading.post.link)


@settings(deadline=None)
@given(st.dictionaries(TEXT, TEXT, max_size=3), TEXT)
def test_any_path_is_read_or_left_out(matter: dict[str, str], name: str) -> None:
    path = f"2026/01/02/{name.replace('/', '') or 'x'}.md"
    assume(Plain(Path()).is_post(path))
    lines = "".join(f"{key!a}: {value!a}\n" for key, value in matter.items())
    assert outcome(f"---\n{lines}---\n", path).left_out in (None, LeftOut.FAULT)
    reading = outcome("", path).reading
    assert reading
    assert re.fullmatch(r"https://blog\.example/[!-~]+", reading.post.link)
