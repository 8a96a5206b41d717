"""What caches compare depends on the bytes and on nothing else."""

from __future__ import annotations

import gzip
import hashlib
import time

import pytest

from feeds.model import Format
from feeds.render import represent

BODY = b"<feed>" + b"<entry>hello</entry>" * 100 + b"</feed>"


def test_the_digests_are_of_the_bytes_sent() -> None:
    made = represent(BODY, "/feed.xml", Format.ATOM, 1800)
    assert made.body == BODY
    assert made.digest == hashlib.sha256(BODY).hexdigest()[:32]
    assert made.gzip is not None
    assert gzip.decompress(made.gzip) == BODY
    assert made.gzip_digest == hashlib.sha256(made.gzip).hexdigest()[:32]
    assert (made.path, made.format, made.max_age) == ("/feed.xml", Format.ATOM, 1800)


def test_gzip_holds_neither_time_nor_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 1952 2.3.1: FLG is 0, MTIME is 0."""
    first = represent(BODY, "/a.xml", Format.ATOM, 1)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    second = represent(BODY, "/b.xml", Format.ATOM, 1)
    assert first.gzip == second.gzip
    assert first.gzip is not None
    assert first.gzip[3:8] == bytes(5)


@pytest.mark.parametrize("body", [b"", b"{}", bytes(range(256))])
def test_gzip_is_left_out_where_it_saves_nothing(body: bytes) -> None:
    made = represent(body, "/feed.json", Format.JSON, 1)
    assert made.gzip is None
    assert made.gzip_digest is None
