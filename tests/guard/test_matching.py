"""Old entries find their posts by what did not change, and nothing is guessed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.guard import ADOPTING, KnownEntry, match

DAY = datetime(2026, 1, 2, 7, tzinfo=UTC)
OLD = KnownEntry("old", "http://example.com/2026/01/02/rye-bread.html", "Rye bread", DAY)


def new(**changes: object) -> KnownEntry:
    entry = KnownEntry("new", "https://elsewhere.example/p/1", "Another", DAY.replace(year=2020))
    return entry._replace(**changes)  # type: ignore[arg-type]


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
        pytest.param(new(title="Rye bread", published=DAY), id="title and moment"),
        pytest.param(
            new(title="“Rye”  <em>Bread</em>!", published=DAY.replace(hour=1)), id="title and day"
        ),
        pytest.param(
            new(title="rye bread", published=DAY.astimezone(timezone(timedelta(hours=-9)))),
            id="title and moment in another zone",
        ),
        pytest.param(new(title="Rye bread", link="/posts/rye-bread"), id="title and slug"),
        pytest.param(new(link="/posts/Rye-Bread/", published=DAY), id="slug and day"),
    ],
)
def test_an_entry_is_found_by_what_stayed(entry: KnownEntry) -> None:
    other = KnownEntry("other", "https://example.com/x", "Rye", DAY + timedelta(3))
    assert match([OLD], [other, entry], ADOPTING).pairs == ((OLD, entry),)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(new(title="Rye bread"), id="the title alone"),
        pytest.param(new(published=DAY), id="the moment alone"),
        pytest.param(new(link="/posts/rye-bread"), id="the slug alone"),
        pytest.param(new(link="https://example.com/"), id="the site's front page"),
    ],
)
def test_a_weak_likeness_gives_no_id(entry: KnownEntry) -> None:
    found = match([OLD], [entry], ADOPTING)
    assert (found.pairs, found.lost) == ((), (OLD,))


def test_what_could_be_two_posts_is_named_and_not_guessed() -> None:
    one = new(id="1", title="Rye bread", published=DAY, link="/a")
    two = new(id="2", title="Rye bread", published=DAY, link="/b")
    found = match([OLD], [one, two], ADOPTING)
    assert found.pairs == ()
    assert found.ambiguous == ((OLD, (one, two)),)


def test_two_old_entries_of_one_page_are_not_guessed_either() -> None:
    """Some generators give the Atom entry and the RSS item of one post different ids."""
    other = OLD._replace(id="tag:old")
    post = new(link=OLD.link)
    found = match([OLD, other], [post], ADOPTING)
    assert found.pairs == ()
    assert [entry for entry, _ in found.ambiguous] == [OLD, other]


def test_a_stronger_key_decides_between_equals() -> None:
    twin = new(id="twin", title="Rye bread", published=DAY, link="/another")
    post = new(title="Rye bread", published=DAY, link=OLD.link)
    assert match([OLD], [twin, post], ADOPTING).pairs == ((OLD, post),)


@pytest.mark.parametrize(
    "entry",
    [new(title="<a" * 100_000), new(link=f"https://a.example{'/' * 200_000}x")],
    ids=["title", "link"],
)
def test_a_hostile_entry_takes_no_time(entry: KnownEntry) -> None:
    started = time.monotonic()
    match([entry], [entry._replace(id="other")], ADOPTING)
    assert time.monotonic() - started < 5


_ENTRIES = st.lists(
    st.builds(
        KnownEntry,
        id=st.sampled_from("abcdefgh"),
        link=st.sampled_from(["", "/a", "/b.html", "https://x/a/", "http://["]),
        title=st.sampled_from(["", "A", "B"]),
        published=st.sampled_from([None, DAY, DAY + timedelta(1)]),
    ),
    unique_by=lambda entry: entry.id,
)


@settings(max_examples=100)
@given(_ENTRIES, _ENTRIES)
def test_every_old_entry_has_one_fate_and_no_new_one_two(
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
