"""``dates: git``: posts that name no date have those of their commits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.generators import LeftOut
from feeds.model import Post
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project
from tests.support.incremental import NOW, Site, silent

FIRST, SECOND, THIRD = (f"2026-01-0{day}T10:00:00+05:30" for day in (1, 2, 3))


def commit(site: Site, date: str) -> None:
    """Commit everything; the committer's date differs from the author's."""
    identity = {"NAME": "x", "EMAIL": "x@example.com"}
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": "2026-02-02T00:00:00Z"}
    people = {
        f"GIT_{who}_{key}": value
        for who in ("AUTHOR", "COMMITTER")
        for key, value in identity.items()
    }
    git = ["git", "-C", str(site.tree)]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run(
        [*git, "commit", "-q", "-m", "x"], check=True, env={**os.environ, **people, **dates}
    )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, settings={"dates": "git"})
    subprocess.run(["git", "init", "-q", str(site.tree)], check=True)
    return site


def post(site: Site, name: str) -> Post:
    project = site.project()
    path = site.place(name)
    result = project.read(path, project.content(path))
    assert result.reading, result.faults
    return result.reading.post


def dates(site: Site, name: str) -> tuple[str, str]:
    found = post(site, name)
    return found.published.isoformat(), found.updated.isoformat()


def test_the_first_and_the_last_commit_date_a_post(site: Site) -> None:
    site.write("posts/a.md", "One")
    site.write("posts/b \u00e9.md", "One")
    commit(site, FIRST)
    site.write("posts/a.md", "Two")
    commit(site, SECOND)
    site.write("other.txt", "Three")
    commit(site, THIRD)
    assert dates(site, "a.md") == (FIRST, SECOND)
    assert dates(site, "b \u00e9.md") == (FIRST, FIRST)


@pytest.mark.parametrize(
    ("name", "matter", "found"),
    [
        ("a.md", "date: 2025-12-01T00:00:00Z", ("2025-12-01T00:00:00+00:00", FIRST)),
        ("a.md", "pubDate: 2025-12-01T00:00:00Z", ("2025-12-01T00:00:00+00:00", FIRST)),
        ("2025-12-01-a.md", "x: y", ("2025-12-01T00:00:00+00:00", FIRST)),
        ("a.md", f"updated: {THIRD}", (FIRST, THIRD)),
        ("a.md", f"lastmod: {THIRD}", (FIRST, THIRD)),
        ("a.md", f"date: {THIRD}", (THIRD, THIRD)),
    ],
)
def test_dates_in_front_matter_and_file_names_come_first(
    site: Site, name: str, matter: str, found: tuple[str, str]
) -> None:
    site.write(f"posts/{name}", f"---\n{matter}\n---\n")
    commit(site, FIRST)
    assert dates(site, name) == found


def test_a_renamed_post_begins_with_its_new_name(site: Site) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    site.rename("posts/a.md", "posts/b.md")
    commit(site, SECOND)
    assert dates(site, "b.md") == (SECOND, SECOND)


def test_a_file_that_a_merge_added_has_a_date(site: Site) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    site.git("checkout", "-q", "-b", "side")
    site.write("posts/b.md", "Two")
    commit(site, SECOND)
    site.git("checkout", "-q", "-")
    site.git("merge", "-q", "--no-ff", "--no-commit", "side")
    site.write("posts/c.md", "Three")
    commit(site, THIRD)
    assert dates(site, "b.md") == (SECOND, SECOND)
    assert dates(site, "c.md") == (THIRD, THIRD)


def test_an_uncommitted_file_without_a_date_is_a_fault(site: Site) -> None:
    site.post("a.md")
    commit(site, FIRST)
    site.write("posts/new.md", "New")
    (fault,) = site.build().faults
    assert str(fault).startswith(
        "posts/new.md:1: the post has no date and is not committed; commit it, or write date: "
    )


def test_a_commit_alone_reaches_the_feeds(site: Site) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    site.build()
    site.write("posts/a.md", "Two")
    report = site.build()
    assert site.outcome(report) == site.from_nothing()
    commit(site, SECOND)
    report = site.build()
    assert site.outcome(report) == site.from_nothing()
    assert SECOND in (site.output / "feed.json").read_text()


def test_every_clone_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    site.build()
    clone = Site(tmp_path / "clone", settings={"dates": "git"})
    subprocess.run(["rm", "-rf", str(clone.tree)], check=True)
    subprocess.run(["git", "clone", "-q", str(site.tree), str(clone.tree)], check=True)
    build(clone.project(), NOW, silent)
    feed = "feed.atom"
    assert (clone.output / feed).read_bytes() == (site.output / feed).read_bytes()


def refusal(site: Site) -> str:
    with pytest.raises(ConfigError) as refused:
        open_project(site.project_config(), site.root)
    return str(refused.value)


def test_a_shallow_clone_is_refused(site: Site, tmp_path: Path) -> None:
    for date in (FIRST, SECOND):
        site.write("posts/a.md", date)
        commit(site, date)
    clone = Site(tmp_path / "clone", settings={"dates": "git"})
    subprocess.run(["rm", "-rf", str(clone.tree)], check=True)
    url = f"file://{site.tree}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", url, str(clone.tree)], check=True)
    assert "fetch-depth: 0" in refusal(clone)


def test_a_tree_without_commits_is_refused(site: Site) -> None:
    assert "no git commits were found" in refusal(site)


def test_a_repository_of_another_user_can_be_allowed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a job that runs in a container, the work tree often belongs to another user."""
    site.write("posts/a.md", FIRST)
    commit(site, FIRST)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert "git config --global --add safe.directory" in refusal(site)


def test_other_generators_have_dates_of_their_own(tmp_path: Path) -> None:
    message = refusal(Site(tmp_path, "jekyll", settings={"dates": "git"}))
    assert "cannot be used for a site made with Jekyll" in message


def test_the_first_commit_counts_whatever_git_is_configured_to_show(site: Site) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    subprocess.run(["git", "-C", str(site.tree), "config", "log.showRoot", "false"], check=True)
    assert dates(site, "a.md") == (FIRST, FIRST)


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("1767225600 +9999", "2026-01-01T00:00:00+00:00"),
        ("1767225600 -9930", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_date_in_a_zone_that_cannot_be_is_in_utc(site: Site, date: str, found: str) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    damage(site, date)
    assert dates(site, "a.md") == (found, found)


@pytest.mark.parametrize("date", ["253402300800 +0000", "99999999999999 +0000"])
def test_a_commit_whose_date_no_calendar_has_dates_nothing(site: Site, date: str) -> None:
    site.write("posts/a.md", "One")
    commit(site, FIRST)
    damage(site, date)
    project = site.project()
    path = site.place("a.md")
    assert project.read(path, project.content(path)).left_out == LeftOut.FAULT


def damage(site: Site, date: str) -> None:
    """Give the only commit another author's date, as broken tools wrote them."""
    git = ["git", "-C", str(site.tree)]
    made = subprocess.run([*git, "cat-file", "commit", "HEAD"], check=True, capture_output=True)
    lines = made.stdout.decode().split("\n")
    lines = [
        f"author x <x@example.com> {date}" if one.startswith("author ") else one for one in lines
    ]
    stored = subprocess.run(
        [*git, "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input="\n".join(lines).encode(),
        check=True,
        capture_output=True,
    )
    subprocess.run([*git, "reset", "-q", "--soft", stored.stdout.decode().strip()], check=True)
