"""What caches compare depends on the bytes and on nothing else."""

from __future__ import annotations

import hashlib
import time

import pytest

from feeds.model import Coding, Format
from feeds.render import represent
from tests.support.edition import decode

BODY = b"<feed>" + b"<entry>hello</entry>" * 100 + b"</feed>"


def test_the_digests_are_of_the_bytes_sent() -> None:
    made = represent(BODY, "/feed.xml", Format.ATOM, 1800)
    assert made.body == BODY
    assert made.digest == hashlib.sha256(BODY).hexdigest()[:32]
    assert made.encoded.keys() == set(Coding)
    for coding, coded in made.encoded.items():
        assert decode(coded.body, coding) == BODY
        assert coded.digest == hashlib.sha256(coded.body).hexdigest()[:32]
    assert (made.path, made.format, made.max_age) == ("/feed.xml", Format.ATOM, 1800)


def test_gzip_holds_neither_time_nor_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 1952 2.3.1: FLG is 0, MTIME is 0."""
    first = represent(BODY, "/a.xml", Format.ATOM, 1)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    second = represent(BODY, "/b.xml", Format.ATOM, 1)
    assert first.encoded == second.encoded
    assert first.encoded[Coding.GZIP].body[3:8] == bytes(5)


@pytest.mark.parametrize("body", [b"", b"{}", bytes(range(256))])
def test_a_coding_is_left_out_where_it_saves_nothing(body: bytes) -> None:
    assert represent(body, "/feed.json", Format.JSON, 1).encoded == {}


def test_only_codings_that_are_wanted_are_made() -> None:
    made = represent(BODY, "/feed.xml", Format.ATOM, 1, codings=[Coding.BROTLI])
    assert made.encoded.keys() == {Coding.BROTLI}


def test_entries_are_found_where_they_stand_in_the_body() -> None:
    one, two = b"<entry>one</entry>", b"<entry>two</entry>"
    body = b"<feed>\n  " + one + b"\n  " + two + b"\n</feed>"
    made = represent(body, "/feed.xml", Format.ATOM, 1, entries=[("urn:1", one), ("urn:2", two)])
    assert [body[place.start : place.end] for place in made.entries] == [one, two]
    again = represent(body, "/b.xml", Format.ATOM, 1, entries=[("urn:1", one), ("urn:1", two)])
    assert again.entries[0] == made.entries[0]
    assert again.entries[1].id == made.entries[0].id
    assert again.entries[1].version == made.entries[1].version
