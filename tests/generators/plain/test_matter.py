"""The front matter of a plain post: an id can be added to it."""

from __future__ import annotations

import pytest

from feeds.generators.plain.matter import with_identity


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"---\ntitle: A\n---\nText\n", b'---\nid: "x:\xc3\xa9"\ntitle: A\n---\nText\n'),
        (b"---\r\ntitle: A\r\n---\r\n", b'---\r\nid: "x:\xc3\xa9"\r\ntitle: A\r\n---\r\n'),
        (b"\xef\xbb\xbf---\n---\n", b'\xef\xbb\xbf---\nid: "x:\xc3\xa9"\n---\n'),
        (b"Text\n", b'---\nid: "x:\xc3\xa9"\n---\nText\n'),
        (b"---\nid: own\n---\n", None),
        (b"---\nGUID: own\n---\n", None),
        (b"---\na: [\n---\n", None),
        (b"---\ntitle: open\n", None),
        (b"\xff", None),
        (b"---\n{title: A}\n---\n", None),
        (b'{"title": "A"}\n\nText\n', None),
        (b'+++\ntitle = "A"\n+++\nText\n', None),
        (b"---\n  title: A\n  date: x\n---\n", None),
        (b"---\n!!map\ntitle: A\n---\n", None),
        (b"---\rtitle: A\r---\rText\r", None),
    ],
)
def test_an_id_is_added_to_front_matter_and_nothing_else_changes(
    content: bytes, wanted: bytes | None
) -> None:
    assert with_identity(content, "x:é") == wanted
