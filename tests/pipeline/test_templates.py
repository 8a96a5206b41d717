"""What is wrong in templates is told by every build and every check, wherever it shows up."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.checks import check_site
from feeds.config import Config
from feeds.pipeline.build import build
from feeds.pipeline.project import Project, open_project
from tests.support.liquid import write
from tests.support.tree import NOW

POST = "_posts/2020-01-01-a.md"
LACKING = "{}:5: the file x.html does not exist in _includes; correct its name"


def _site(folder: Path) -> Project:
    body = "---\ntitle: A\n---\nfirst\n{% include x.html %}\n"
    write(folder / "tree", {POST: body, "_posts/2020-01-02-b.md": "---\n---\nno template\n"})
    return _project(folder)


def _project(folder: Path) -> Project:
    return open_project(Config.of({"posts": "tree", "generator": "jekyll"}), folder)


def _told(project: Project) -> list[str]:
    return [str(fault) for fault in build(project, NOW, lambda *_: None).faults]


def _checked(project: Project) -> list[str]:
    result = check_site(project, NOW, lambda *_: None)
    return [str(fault) for fault in result.faults if not fault.rule]


def test_a_missing_include_is_told_also_when_nothing_is_made_again(tmp_path: Path) -> None:
    project = _site(tmp_path)
    expected = [LACKING.format(POST)]
    assert _checked(project) == expected
    assert _told(project) == expected
    report = build(_project(tmp_path), NOW, lambda *_: None)
    assert (report.written, [str(fault) for fault in report.faults]) == (0, expected)
    assert _checked(_project(tmp_path)) == expected


def test_it_is_no_longer_told_once_it_is_mended(tmp_path: Path) -> None:
    assert _told(_site(tmp_path)) != []
    write(tmp_path / "tree", {"_includes/x.html": "there"})
    assert _checked(_project(tmp_path)) == []
    assert _told(_project(tmp_path)) == []


def test_it_is_told_again_without_what_was_noted(tmp_path: Path) -> None:
    told = _told(_site(tmp_path))
    (tmp_path / ".feeds" / "catalogue.db").unlink()
    assert _told(_project(tmp_path)) == told != []


@pytest.mark.parametrize("change", ["published: false", "date: 2999-01-01"])
def test_a_post_that_no_feed_shows_is_not_told_of(tmp_path: Path, change: str) -> None:
    assert _told(_site(tmp_path)) != []
    write(tmp_path / "tree", {POST: f"---\n{change}\n---\nfirst\n{{% include x.html %}}\n"})
    assert _told(_project(tmp_path)) == _checked(_project(tmp_path)) == []
