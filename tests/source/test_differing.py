"""What a git tree lists is compared with what was read line by line, as both come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.source import Committed, differing

PATHS = st.text("ab/é", min_size=1, max_size=4).map(str.encode) | st.just(b"\xff")
FILES = st.dictionaries(PATHS, st.sampled_from([b"1" * 40, b"2" * 40]))


def lines(files: dict[bytes, bytes]) -> list[bytes]:
    return [b"%s\t%s" % (files[path], path) for path in sorted(files)]


@given(FILES, FILES)
def test_only_what_differs_is_told_and_all_of_it(
    held: dict[bytes, bytes], committed: dict[bytes, bytes]
) -> None:
    expected = [
        Committed(path.decode(errors="surrogateescape"), committed.get(path, b"").decode(), True)
        for path in sorted(held.keys() | committed.keys())
        if held.get(path) != committed.get(path)
    ]
    assert list(differing(lines(held), lines(committed))) == expected


def test_a_link_differs_whatever_it_holds() -> None:
    link = b"120000 blob " + b"1" * 40 + b"\ta"
    assert list(differing([b"1" * 40 + b"\ta"], [link])) == [Committed("a", "1" * 40, False)]
