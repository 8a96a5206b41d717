"""The languages of a site, and where their content is."""

from __future__ import annotations

from pathlib import Path

from tests.support.hugo import CONFIG, URL, post, site


def test_mounts_move_content(tmp_path: Path) -> None:
    mounts = "[[module.mounts]]\nsource = 'docs/'\ntarget = 'content'\n"
    mounts += "[[module.mounts]]\nsource = '../out'\ntarget = 'content/out'\n"
    hugo = site(tmp_path, {"docs/posts/a.md": ""}, CONFIG + mounts)
    assert hugo.is_post("docs/posts/a.md")
    assert not hugo.is_post("content/posts/a.md")
    assert not hugo.is_post("../out/a.md")
    assert post(hugo, "title: A", "docs/posts/a.md").link == f"{URL}/posts/a/"


def test_each_language_has_its_own_tables(tmp_path: Path) -> None:
    config = "[languages.en]\nweight = 1\n[languages.fr.permalinks]\nposts = '/p/:slug/'\n"
    hugo = site(tmp_path, config=CONFIG + config)
    links = [post(hugo, "title: a", f"content/posts/a{end}.md").link for end in ("", ".fr")]
    assert links == [f"{URL}/posts/a/", f"{URL}/fr/p/a/"]
