"""What subscribers would notice: posts seen again, gone, new, dated or ordered otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feeds.guard import KnownEntry, KnownFeed, compare, paired

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def entry(number: int, base: str = "https://a.example") -> KnownEntry:
    link = f"{base}/{number}"
    date = DAY + timedelta(days=number)
    return KnownEntry(link, link, f"Post {number}", date, date)


def feed(*entries: KnownEntry, path: str = "", url: str = "") -> KnownFeed:
    return KnownFeed(entries, path, url)


def test_a_feed_is_as_itself() -> None:
    found = compare(feed(entry(2), entry(1)), feed(entry(2), entry(1)))
    assert (found.kept, found.again, found.vanished, found.appeared) == (2, (), (), ())
    assert (found.moved, found.reordered, found.changed_share) == ((), False, 0)


def test_a_post_under_another_id_is_seen_again() -> None:
    moved = entry(2)._replace(id="other")
    found = compare(feed(entry(2), entry(1)), feed(moved, entry(1)))
    assert found.again == ((entry(2), moved),)
    assert (found.vanished, found.appeared, found.changed_share) == ((), (), 0.5)


def test_another_host_is_seen_through_by_title_or_path() -> None:
    new = entry(1, "https://b.example")
    assert compare(feed(entry(1)), feed(new)).again == ((entry(1), new),)
    untitled = new._replace(title="", published=None)
    assert compare(feed(entry(1)), feed(untitled)).again == ((entry(1), untitled),)


def test_a_title_that_returns_every_week_is_not_seen_again() -> None:
    """The window moved on by one; the posts are different ones."""
    weekly = [entry(number)._replace(title="This week") for number in range(4)]
    found = compare(feed(*weekly[2::-1]), feed(*weekly[:0:-1]))
    assert (found.kept, found.again) == (2, ())
    assert (found.vanished, found.appeared) == ((weekly[0],), (weekly[3],))


def test_an_id_that_is_alive_elsewhere_has_not_changed() -> None:
    """The old post is only out of this window; another of its title came."""
    new = entry(9)._replace(title="Post 1")
    assert len(compare(feed(entry(1)), feed(new)).again) == 1
    found = compare(feed(entry(1)), feed(new), {entry(1).id})
    assert (found.again, found.vanished, found.appeared) == ((), (entry(1),), (new,))


def test_dates_that_moved_are_named_and_offsets_are_not() -> None:
    late = entry(1)._replace(updated=DAY)
    assert [move.date for move in compare(feed(entry(1)), feed(late)).moved] == ["updated"]
    silent = entry(1)._replace(updated=None)
    assert compare(feed(silent), feed(late)).moved == ()


def test_an_order_that_changed_is_told_whatever_came_and_went() -> None:
    old = feed(entry(3), entry(2), entry(1))
    assert compare(old, feed(entry(2), entry(3))).reordered
    assert not compare(old, feed(entry(4), entry(3), entry(1))).reordered


def test_feeds_are_paired_by_path_then_by_address_then_alone() -> None:
    atom = feed(path="/feed.xml", url="https://a.example/feed.xml")
    tag = feed(path="/tags/a.xml", url="https://a.example/tags/a.xml")
    assert list(paired([atom, tag], [tag, atom])) == [(atom, atom), (tag, tag)]
    moved = feed(path="/elsewhere.xml", url="http://www.a.example/tags/a.xml")
    lost = feed(path="/lost.xml")
    assert list(paired([moved, lost], [atom, tag])) == [(moved, tag), (lost, None)]
    assert list(paired([lost], [atom, tag])) == [(lost, atom)]
    assert list(paired([lost], [])) == [(lost, None)]


def test_old_posts_that_come_into_a_larger_window_are_told_from_new_ones() -> None:
    found = compare(feed(entry(5), entry(4)), feed(entry(6), entry(5), entry(4), entry(3)))
    assert found.appeared == (entry(6), entry(3))
    assert found.backdated == (entry(3),)
