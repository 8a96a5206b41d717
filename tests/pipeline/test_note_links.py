"""Links between notes follow the notes: an incremental build equals a build from nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.incremental import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.post("a.md", "[b](b.md)", title="A", tags=["linking"])
    site.post("b.md", title="B", permalink="/old/")
    site.post("c.md", title="C")
    site.build()
    site.changed.clear()
    return site


def moved(site: Site) -> None:
    site.post("b.md", title="B", permalink="/new/")


def edited(site: Site) -> None:
    site.post("b.md", "Other text.", title="B", permalink="/old/")


def withdrawn(site: Site) -> None:
    site.post("b.md", title="B", permalink="/secret/", draft=True)


def removed(site: Site) -> None:
    site.remove("posts/b.md")


def renamed(site: Site) -> None:
    site.rename("posts/b.md", "posts/d.md")


def scheduled(site: Site) -> None:
    site.post("b.md", title="B", date="2099-01-01", permalink="/secret/")


def broken(site: Site) -> None:
    site.post("b.md", title="B", date="soon", permalink="/secret/")


CHANGES = (moved, edited, withdrawn, removed, renamed, scheduled, broken)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_watched", [False, True])
def test_a_change_of_the_note_reaches_the_posts_that_link_to_it(
    site: Site, change: Callable[[Site], None], is_watched: bool
) -> None:
    change(site)
    report = site.build_watched() if is_watched else site.build()
    assert site.outcome(report) == site.from_nothing()
    feed = (site.output / "tags/linking/feed.atom").read_text()
    assert ("/new/" in feed, "/old/" in feed) == (change is moved, change is edited)
    assert "secret" not in feed
    assert any("'b.md'" in one.message for one in report.faults) == (change not in (moved, edited))
    site.post("b.md", title="B", permalink="/back/")
    report = site.build_watched() if is_watched else site.build()
    assert site.outcome(report) == site.from_nothing()
    assert report.faults == ()


def test_an_edited_note_does_not_change_feeds_that_only_link_to_it(site: Site) -> None:
    before = (site.output / "tags/linking/feed.atom").stat().st_mtime_ns
    edited(site)
    assert site.build().written == 3
    assert (site.output / "tags/linking/feed.atom").stat().st_mtime_ns == before
