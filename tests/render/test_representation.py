"""What caches compare depends on the bytes and on nothing else."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.http import encode
from feeds.model import USUAL_CODINGS, Coding, Format
from feeds.render import represent
from tests.support.edition import decode

BODY = b"<feed>" + b"<entry>hello</entry>" * 100 + b"</feed>"


def test_the_digests_are_of_the_bytes_sent() -> None:
    made = represent(BODY, "/feed.xml", Format.ATOM, 1800, codings=[*Coding])
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
    assert represent(BODY, "/feed.xml", Format.ATOM, 1).encoded.keys() == set(USUAL_CODINGS)


def _digits(size: int, seed: int) -> bytes:
    """Many of these are smaller in gzip than in br and zstd."""
    return bytes(Random(seed).choices(b"0123456789", k=size))


_BODIES = st.binary(max_size=200) | st.builds(_digits, st.integers(0, 4000), st.integers(0, 9))


@given(_BODIES, st.sets(st.sampled_from(Coding)))
@example(_digits(2000, 1), [*Coding])
def test_a_coded_form_is_smaller_than_gzip_or_left_out(
    body: bytes, codings: Collection[Coding]
) -> None:
    """Without a gzip form, a form is left out if it saves less than a twentieth."""
    made = represent(body, "/feed.xml", Format.ATOM, 1, codings=codings)
    gzip = made.encoded.get(Coding.GZIP)
    expected = {
        coding
        for coding in codings
        if len(encode(body, coding)) <= 0.95 * len(body)
        and (coding is Coding.GZIP or not gzip or len(encode(body, coding)) < len(gzip.body))
    }
    assert made.encoded.keys() == expected
    for coding, coded in made.encoded.items():
        assert decode(coded.body, coding) == body


def test_entries_are_found_where_they_stand_in_the_body() -> None:
    one, two = b"<entry>one</entry>", b"<entry>two</entry>"
    body = b"<feed>\n  " + one + b"\n  " + two + b"\n</feed>"
    made = represent(body, "/feed.xml", Format.ATOM, 1, entries=[("urn:1", one), ("urn:2", two)])
    assert [body[place.start : place.end] for place in made.entries] == [one, two]
    again = represent(body, "/b.xml", Format.ATOM, 1, entries=[("urn:1", one), ("urn:1", two)])
    assert again.entries[0] == made.entries[0]
    assert again.entries[1].id == made.entries[0].id
    assert again.entries[1].version == made.entries[1].version
