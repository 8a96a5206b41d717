"""Files that ``ignore`` names are neither posts nor faults, however the tree is scanned."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.errors import LostPostsError
from feeds.pipeline.build import BuildOptions
from tests.support.incremental import Site

ALL_KEPT = {"accept_removals": 0.5}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, settings={"ignore": ["README.md", "private/**"]})
    site.write("README.md", "About these posts.\n")
    site.write("posts/private/x.md", "Kept, as the pattern is for the top folder only.\n")
    site.write("private/deep/y.md", "no date\n")
    site.post("a.md", title="A")
    return site


def faults(site: Site) -> list[str]:
    return [fault.path for fault in site.build().faults]


def test_ignored_files_are_neither_posts_nor_faults(site: Site) -> None:
    assert faults(site) == ["posts/private/x.md"]


def test_a_changed_pattern_is_noticed_by_the_next_build(site: Site) -> None:
    site.build()
    site.settings["ignore"] = ["README.md", "private/"]
    assert faults(site) == []
    site.settings["ignore"] = []
    assert faults(site) == ["README.md", "posts/private/x.md", "private/deep/y.md"]


@pytest.mark.parametrize("committed", [False, True])
def test_what_git_tells_of_is_ignored_too(site: Site, committed: bool) -> None:
    site.git("init", "-q")
    site.commit()
    site.build()
    site.write("private/z.md", "new\n")
    site.write("README.md", "changed\n")
    site.write("private/new/u.md", "untracked\n")
    site.post("b.md", title="B")
    if committed:
        site.commit()
    report = site.build(options=BuildOptions(committed=committed))
    assert [fault.path for fault in report.faults] == ["posts/private/x.md"]
    assert site.outcome(report) == site.from_nothing()


def test_what_a_watcher_tells_of_is_ignored_too(site: Site) -> None:
    site.build()
    site.changed.clear()
    site.write("private/z.md", "new\n")
    site.write("README.md", "changed\n")
    report = site.build_watched()
    assert site.outcome(report) == site.from_nothing()


def test_an_ignored_file_is_not_counted_as_misnamed(tmp_path: Path) -> None:
    site = Site(tmp_path, "jekyll", settings={"ignore": ["todo.md"]})
    site.write("_posts/todo.md", "not a post\n")
    site.write("_posts/other.md", "misnamed\n")
    site.post("2026-05-02-a.md", title="A")
    (remark,) = (one for one in site.build().remarks if "was left out" in one)
    assert remark.startswith("1 file was left out")
    assert "other.md" in remark


class TestGuard:
    @pytest.fixture
    def grown(self, site: Site) -> Site:
        for number in range(20):
            site.post(f"old/{number}.md", title=f"Old {number}")
        site.feeds = ALL_KEPT
        site.build()
        return site

    def test_posts_that_become_ignored_are_withdrawn_by_their_author(self, grown: Site) -> None:
        grown.settings["ignore"].append("posts/old/")
        assert grown.build().posts == 1

    def test_a_build_that_ignores_every_post_is_refused(self, grown: Site) -> None:
        grown.settings["ignore"].append("posts/")
        with pytest.raises(LostPostsError) as refused:
            grown.build()
        assert "21 posts were removed by their authors" in str(refused.value)
        assert "posts/a.md (ignored)" in str(refused.value)
