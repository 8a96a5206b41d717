"""Rendered entries are kept while there is room, by the bytes they take."""

from __future__ import annotations

from collections.abc import Callable

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
            return {Format.ATOM: b"a" * self.size, Format.RSS: b"r"} if self.size else None

        return render


def _ask(cache: FragmentCache, rendering: Rendering, keys: str) -> list[str]:
    for key in keys:
        cache.get(key, rendering.of(key))
    return rendering.done


def test_what_is_kept_is_not_rendered_again() -> None:
    cache, rendering = FragmentCache(ROOM), Rendering(10)
    first = cache.get("a", rendering.of("a"))
    assert cache.get("a", rendering.of("a")) is first
    assert rendering.done == ["a"]


def test_that_a_post_has_no_entry_is_kept_too() -> None:
    assert _ask(FragmentCache(ROOM), Rendering(0), "aa") == ["a"]


def test_what_was_not_used_for_longest_goes_first() -> None:
    assert _ask(FragmentCache(ROOM), Rendering(40_000), "abacab") == ["a", "b", "c", "b"]


def test_one_entry_larger_than_the_room_is_returned_and_not_kept() -> None:
    cache, rendering = FragmentCache(ROOM), Rendering(ROOM)
    fragments = cache.get("a", rendering.of("a"))
    assert fragments is not None
    assert len(fragments[Format.ATOM]) == ROOM
    assert _ask(cache, rendering, "a") == ["a", "a"]


def test_many_small_or_missing_entries_are_bounded_too() -> None:
    cache, rendering = FragmentCache(ROOM), Rendering(0)
    for number in [*range(1_000), 0, 999]:
        cache.get(number, rendering.of(str(number)))
    assert rendering.done[-1] == "0"
    assert len(rendering.done) == 1_001
