"""Unlikely dates, dates without a zone, and titles that readers cannot show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.checks import findings, site_of
from tests.support.liquid import write
from tests.support.tree import Tree

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _jekyll(root: Path, date: str, settings: str = "") -> list[str]:
    post = f"---\ntitle: A\ndate: {date}\n---\n"
    write(root / "tree", {"_config.yml": settings, "_posts/2026-06-01-a.md": post})
    return findings(site_of(root, "jekyll"), "future-by-zone", NOON)


@pytest.mark.parametrize("date", ["2026-06-01 19:00", "2026-06-01 19:00:00", "2026-06-02"])
def test_a_post_that_waits_because_no_zone_is_known_is_found(tmp_path: Path, date: str) -> None:
    (found,) = _jekyll(tmp_path, date)
    assert found.startswith("_posts/2026-06-01-a.md:3: the post is not published until 2026-06-0")
    assert found.endswith("because its date has no time zone and UTC is assumed")


@pytest.mark.parametrize(
    "date",
    [
        "2026-06-01 19:00:00 +0000",
        "2026-06-01T19:00:00Z",
        "2026-06-01 19:00:00 UTC",
        "2026-06-01 11:00",
        "2026-06-02 03:00",
    ],
)
def test_other_posts_that_wait_are_not_found(tmp_path: Path, date: str) -> None:
    """Their date has a zone, is past, or is farther ahead than any zone explains."""
    assert _jekyll(tmp_path, date) == []


@pytest.mark.parametrize(
    "matter",
    [
        '+++\ntitle = "A"\ndate = 2026-06-01T19:00:00Z\n+++\n',
        '{"date": "2026-06-01T19:00:00+00:00", "title": "A"}\n',
        '{\n"date": "2026-06-01T19:00:00Z",\n"title": "A"\n}\n',
        "---\npublished: true\ndate: 2026-06-01 19:00:00 +0000\n---\n",
        '{"published": true, "date": "2026-06-01T19:00:00Z"}\n',
        "---\ntitle: A\npublishDate: '2026-06-01T19:00:00+00:00' # noon\n---\n",
    ],
)
def test_a_zone_is_seen_in_any_front_matter(tmp_path: Path, matter: str) -> None:
    write(tmp_path / "tree", {"hugo.toml": "", "content/posts/a.md": matter})
    assert findings(site_of(tmp_path, "hugo"), "future-by-zone", NOON) == []


def test_a_site_that_names_its_zone_may_schedule_posts(tmp_path: Path) -> None:
    assert _jekyll(tmp_path, "2026-06-01 19:00", "timezone: UTC\n") == []


@pytest.mark.parametrize(
    ("matter", "problem"),
    [
        ({"date": "1926-06-01"}, "2: the date 1926-06-01 is before 1990"),
        ({"date": "2062-06-01"}, "2: the date 2062-06-01 is more than a year in the future"),
        (
            {"date": "2026-01-01", "updated": "2026-10-01"},
            "4: the update date 2026-10-01 is in the future",
        ),
    ],
)
def test_a_date_that_is_probably_a_typing_error_is_found(
    tree: Tree, matter: dict[str, str], problem: str
) -> None:
    tree.post("a.md", title="A", **matter)
    tree.post("b.md", title="B", date="1990-01-01")
    tree.post("c.md", title="C", date="2027-05-31", expires="2027-06-01")
    assert findings(tree.project(), "unlikely-date") == [f"a.md:{problem}"]


@pytest.mark.parametrize(
    ("generator", "path", "text"),
    [
        ("eleventy", "blog/a.md", "---\ntags: posts\ndate: 2026-12-05\n---\n"),
        ("pelican", "content/a.md", "Title: A\nDate: 2026-12-05\n\nText.\n"),
        ("zola", "content/a.md", '+++\ntitle = "A"\ndate = 2026-12-05\n+++\n'),
    ],
)
def test_a_future_date_is_found_if_the_generator_does_not_wait_for_it(
    tmp_path: Path, generator: str, path: str, text: str
) -> None:
    write(tmp_path / "tree", {path: text})
    (found,) = findings(site_of(tmp_path, generator), "unlikely-date", NOON)
    assert found.endswith(": the date 2026-12-05 is in the future, but feeds already show the post")


@pytest.mark.parametrize(
    ("generator", "path", "text", "line"),
    [
        ("jekyll", "_posts/2026-01-01-a.md", "---\npublished: true\ndate: 1926-01-01\n---\n", 3),
        ("pelican", "content/a.rst", "Title\n#####\n\n:tags: x\n:date: 1926-01-01\n\nText.\n", 5),
        ("pelican", "content/a.md", "Title: A\nDate: 1926-01-01\n\nText.\n", 2),
        ("zola", "content/a.md", '\n+++\ntitle = "A"\ndate = 1926-01-01\n+++\n', 4),
        ("hugo", "content/posts/a.md", '{\n"title": "A",\n"date": "1926-01-01"\n}\n', 3),
    ],
)
def test_a_finding_names_the_line_of_the_date(
    tmp_path: Path, generator: str, path: str, text: str, line: int
) -> None:
    write(tmp_path / "tree", {path: text})
    (found,) = findings(site_of(tmp_path, generator), "unlikely-date")
    assert found == f"{path}:{line}: the date 1926-01-01 is before 1990"


def test_the_epoch_of_a_page_without_a_date_is_no_typing_error(tmp_path: Path) -> None:
    matter = "---\ntitle: A\ndescription: Seconds since 1970 and 0001\n---\n"
    files = {"hugo.toml": "", "content/posts/a.md": matter}
    write(tmp_path / "tree", files)
    project = site_of(tmp_path, "hugo")
    assert findings(project, "unlikely-date") == []


@pytest.mark.parametrize("title", ["", " "])
@pytest.mark.parametrize(("formats", "found"), [(["atom"], 1), (["rss", "json"], 1), (["json"], 0)])
def test_a_title_is_missed_only_by_readers_of_atom_and_rss(
    tree: Tree, title: str, formats: list[str], found: int
) -> None:
    tree.post("a.md", title=title)
    tree.feeds = {"formats": formats}
    assert len(findings(tree.project(), "no-title")) == found


@pytest.mark.parametrize("title", ["<em>Now</em> open", "Salt &amp; pepper", "A&#39;s", "a<br>b"])
def test_html_in_a_title_is_found(tree: Tree, title: str) -> None:
    tree.post("a.md", title=title)
    (found,) = findings(tree.project(), "html-title")
    assert found == "a.md:3: the title contains HTML, which feed readers show as text"


@pytest.mark.parametrize("title", ["1 < 2 > 0", "The <em> element", "R&D", "Vec<T>", "a & b; c"])
def test_signs_in_a_title_are_no_html(tree: Tree, title: str) -> None:
    tree.post("a.md", title=title)
    assert findings(tree.project(), "html-title") == []
