"""Rendered entries are kept while they are wanted again: in memory, and beyond it in a file."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest

from feeds.builder.fragments import FragmentCache, Fragments
from feeds.model import Format

ROOM = 100_000


class Rendering:
    """Renders entries of one size, and remembers which."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.done: list[str] = []

    def of(self, key: str) -> Callable[[], Fragments | None]:
        def render() -> Fragments | None:
            self.done.append(key)
            text = key.encode() * self.size
            return {Format.ATOM: text, Format.RSS: b"r"} if self.size else None

        return render


def asked(rendering: Rendering, keys: str) -> list[Fragments | None]:
    with closing(FragmentCache(Counter(keys), ROOM)) as cache:
        return [cache.get(key, rendering.of(key)) for key in keys]


def test_what_is_wanted_again_is_not_rendered_again() -> None:
    rendering = Rendering(10)
    first, _, again = asked(rendering, "aba")
    assert again is first
    assert rendering.done == ["a", "b"]


def test_that_a_post_has_no_entry_is_kept_too() -> None:
    rendering = Rendering(0)
    assert asked(rendering, "aa") == [None, None]
    assert rendering.done == ["a"]


@pytest.mark.parametrize("keys", ["abcabc", "abcdefgfedcba", "aaabbbccc", "abcacbabc"])
@pytest.mark.parametrize("size", [40_000, ROOM * 2])
def test_what_has_no_room_is_kept_in_a_file(keys: str, size: int) -> None:
    rendering = Rendering(size)
    found = asked(rendering, keys)
    assert sorted(rendering.done) == sorted(set(keys))
    for key, fragments in zip(keys, found, strict=True):
        assert fragments is not None
        assert fragments[Format.ATOM] == key.encode() * size


def test_without_a_file_it_is_rendered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    rendering = Rendering(ROOM * 2)
    assert all(asked(rendering, "abab"))
    assert rendering.done == ["a", "b", "a", "b"]


def test_what_is_not_wanted_again_is_forgotten() -> None:
    rendering = Rendering(10)
    cache = FragmentCache({"a": 1}, ROOM)
    for _ in range(2):
        cache.get("a", rendering.of("a"))
    assert rendering.done == ["a", "a"]
