"""What subscribers would notice, and which old entry is which new one.

Posts can be shown again, disappear, and change their dates or their order.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.guard import ADOPTING, ChangedId, KnownEntry, KnownFeed, compare, match, paired

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def entry(number: int, base: str = "https://a.example") -> KnownEntry:
    link = f"{base}/{number}"
    date = DAY + timedelta(days=number)
    return KnownEntry(link, link, f"Post {number}", date, date)


def feed(*entries: KnownEntry, path: str = "", url: str = "") -> KnownFeed:
    return KnownFeed(entries, path, url)


def test_a_feed_equals_itself() -> None:
    found = compare(feed(entry(2), entry(1)), feed(entry(2), entry(1)))
    assert (found.kept, found.again, found.vanished, found.appeared) == (2, (), (), ())
    assert (found.moved, found.reordered, found.changed_share) == ((), False, 0)


def test_a_post_with_another_id_is_seen_again() -> None:
    moved = replace(entry(2), id="other")
    found = compare(feed(entry(2), entry(1)), feed(moved, entry(1)))
    assert found.again == (ChangedId(entry(2), moved),)
    assert (found.vanished, found.appeared, found.changed_share) == ((), (), 0.5)


def test_a_post_on_another_host_is_recognised_by_title_or_path() -> None:
    new = entry(1, "https://b.example")
    assert compare(feed(entry(1)), feed(new)).again == (ChangedId(entry(1), new),)
    untitled = replace(new, title="", published=None)
    assert compare(feed(entry(1)), feed(untitled)).again == (ChangedId(entry(1), untitled),)


def test_posts_with_the_same_title_every_week_are_different() -> None:
    """The window moved on by one; the posts are different ones."""
    weekly = [replace(entry(number), title="This week") for number in range(4)]
    found = compare(feed(*weekly[2::-1]), feed(*weekly[:0:-1]))
    assert (found.kept, found.again) == (2, ())
    assert (found.vanished, found.appeared) == ((weekly[0],), (weekly[3],))


def test_the_id_of_a_post_outside_the_window_has_not_changed() -> None:
    """The old post is only out of this window; another of its title came."""
    new = replace(entry(9), title="Post 1")
    assert len(compare(feed(entry(1)), feed(new)).again) == 1
    found = compare(feed(entry(1)), feed(new), {entry(1).id})
    assert (found.again, found.vanished, found.appeared) == ((), (entry(1),), (new,))


def test_changed_dates_are_found_but_not_changed_offsets() -> None:
    late = replace(entry(1), updated=DAY)
    assert [move.date for move in compare(feed(entry(1)), feed(late)).moved] == ["updated"]
    silent = replace(entry(1), updated=None)
    assert compare(feed(silent), feed(late)).moved == ()


def test_a_changed_order_is_found_among_new_and_old_entries() -> None:
    old = feed(entry(3), entry(2), entry(1))
    assert compare(old, feed(entry(2), entry(3))).reordered
    assert not compare(old, feed(entry(4), entry(3), entry(1))).reordered


def test_feeds_are_paired_by_path_then_by_address_then_if_single() -> None:
    atom = feed(path="/feed.xml", url="https://a.example/feed.xml")
    tag = feed(path="/tags/a.xml", url="https://a.example/tags/a.xml")
    assert list(paired([atom, tag], [tag, atom])) == [(atom, atom), (tag, tag)]
    moved = feed(path="/elsewhere.xml", url="http://www.a.example/tags/a.xml")
    lost = feed(path="/lost.xml")
    assert list(paired([moved, lost], [atom, tag])) == [(moved, tag), (lost, None)]
    assert list(paired([lost], [atom, tag])) == [(lost, atom)]
    assert list(paired([lost], [])) == [(lost, None)]


def test_a_feed_that_moves_to_another_host_is_paired_with_the_one_at_its_path() -> None:
    """The first planned feed of Hugo is /index.atom; readers have /index.xml."""
    first = feed(path="/index.atom", url="https://new.example/index.atom")
    second = feed(path="/index.xml", url="https://new.example/index.xml")
    old = feed(url="https://old.example/index.xml")
    assert list(paired([old], [first, second])) == [(old, second)]
    assert not compare(old, second).is_elsewhere


def test_old_posts_in_a_larger_window_are_not_new() -> None:
    found = compare(feed(entry(5), entry(4)), feed(entry(6), entry(5), entry(4), entry(3)))
    assert found.appeared == (entry(6), entry(3))
    assert found.backdated == (entry(3),)


MOMENT = datetime(2026, 1, 2, 7, tzinfo=UTC)
OLD = KnownEntry("old", "http://example.com/2026/01/02/rye-bread.html", "Rye bread", MOMENT)


def new(**changes: object) -> KnownEntry:
    entry = KnownEntry("new", "https://elsewhere.example/p/1", "Another", MOMENT.replace(year=2020))
    return replace(entry, **changes)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(new(id="old"), id="id"),
        pytest.param(new(link=OLD.link), id="link"),
        pytest.param(new(link="https://www.example.com/2026/01/02/rye-bread/"), id="scheme"),
        pytest.param(
            new(link="https://example.com/2026/01/02/rye%2Dbread/index.html?utm_source=x"),
            id="written otherwise",
        ),
        pytest.param(new(title="Rye bread", published=MOMENT), id="title and moment"),
        pytest.param(
            new(title="“Rye”  <em>Bread</em>!", published=MOMENT.replace(hour=1)),
            id="title and day",
        ),
        pytest.param(
            new(title="rye bread", published=MOMENT.astimezone(timezone(timedelta(hours=-9)))),
            id="title and moment in another zone",
        ),
        pytest.param(new(title="Rye bread", link="/posts/rye-bread"), id="title and slug"),
        pytest.param(new(link="/posts/Rye-Bread/", published=MOMENT), id="slug and day"),
    ],
)
def test_an_entry_is_matched_by_what_stayed_the_same(entry: KnownEntry) -> None:
    other = KnownEntry("other", "https://example.com/x", "Rye", MOMENT + timedelta(3))
    assert match([OLD], [other, entry], ADOPTING).pairs == ((OLD, entry),)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(new(title="Rye bread"), id="the title alone"),
        pytest.param(new(published=MOMENT), id="the moment alone"),
        pytest.param(new(link="/posts/rye-bread"), id="the slug alone"),
        pytest.param(new(link="https://example.com/"), id="the site's front page"),
    ],
)
def test_a_weak_match_gives_no_id(entry: KnownEntry) -> None:
    found = match([OLD], [entry], ADOPTING)
    assert (found.pairs, found.lost) == ((), (OLD,))


def test_two_possible_posts_are_ambiguous() -> None:
    one = new(id="1", title="Rye bread", published=MOMENT, link="/a")
    two = new(id="2", title="Rye bread", published=MOMENT, link="/b")
    found = match([OLD], [one, two], ADOPTING)
    assert found.pairs == ()
    assert found.ambiguous == ((OLD, (one, two)),)


def test_two_old_entries_of_one_page_are_ambiguous() -> None:
    """Some generators give the Atom entry and the RSS item of one post different ids."""
    other = replace(OLD, id="tag:old")
    post = new(link=OLD.link)
    found = match([OLD, other], [post], ADOPTING)
    assert found.pairs == ()
    assert [entry for entry, _ in found.ambiguous] == [OLD, other]


def test_a_stronger_key_decides_between_equals() -> None:
    twin = new(id="twin", title="Rye bread", published=MOMENT, link="/another")
    post = new(title="Rye bread", published=MOMENT, link=OLD.link)
    assert match([OLD], [twin, post], ADOPTING).pairs == ((OLD, post),)


@pytest.mark.parametrize(
    "entry",
    [new(title="<a" * 100_000), new(link=f"https://a.example{'/' * 200_000}x")],
    ids=["title", "link"],
)
def test_a_hostile_entry_takes_little_time(entry: KnownEntry) -> None:
    started = time.monotonic()
    match([entry], [replace(entry, id="other")], ADOPTING)
    assert time.monotonic() - started < 5


_ENTRIES = st.lists(
    st.builds(
        KnownEntry,
        id=st.sampled_from("abcdefgh"),
        link=st.sampled_from(["", "/a", "/b.html", "https://x/a/", "http://["]),
        title=st.sampled_from(["", "A", "B"]),
        published=st.sampled_from([None, MOMENT, MOMENT + timedelta(1)]),
    ),
    unique_by=lambda entry: entry.id,
)


@settings(max_examples=100)
@given(_ENTRIES, _ENTRIES)
def test_every_old_entry_has_one_result_and_no_new_entry_has_two(
    old: list[KnownEntry], new: list[KnownEntry]
) -> None:
    found = match(old, new, ADOPTING)
    fates = [pair[0] for pair in found.pairs] + [one for one, _ in found.ambiguous]
    assert sorted((*fates, *found.lost), key=id_of) == sorted(old, key=id_of)
    assert len({entry.id for _, entry in found.pairs}) == len(found.pairs)
    ids = {entry.id for entry in new}
    assert all(one.id == other.id for one, other in found.pairs if one.id in ids)


def id_of(entry: KnownEntry) -> str:
    return entry.id
