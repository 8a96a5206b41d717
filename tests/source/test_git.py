"""What a git tree lists is compared with what was read, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.source import TreeEntry, differences

PATHS = st.text("ab/é", min_size=1, max_size=4).map(str.encode) | st.just(b"\xff")
FILES = st.dictionaries(PATHS, st.sampled_from([b"1" * 40, b"2" * 40]))


def lines(files: dict[bytes, bytes]) -> list[bytes]:
    return [b"%s\t%s" % (files[path], path) for path in sorted(files)]


@given(FILES, FILES)
def test_exactly_the_differences_are_found(
    held: dict[bytes, bytes], committed: dict[bytes, bytes]
) -> None:
    expected = [
        TreeEntry(path.decode(errors="surrogateescape"), committed.get(path, b"").decode(), True)
        for path in sorted(held.keys() | committed.keys())
        if held.get(path) != committed.get(path)
    ]
    assert list(differences(lines(held), lines(committed))) == expected


def test_a_link_always_differs() -> None:
    link = b"120000 blob " + b"1" * 40 + b"\ta"
    assert list(differences([b"1" * 40 + b"\ta"], [link])) == [TreeEntry("a", "1" * 40, False)]
