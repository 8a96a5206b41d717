"""Which feeds a Hugo site has, and which of its pages stand in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.base import Unpublished
from feeds.generators.hugo import Hugo
from feeds.model import Site

URL = "https://example.com"
CONFIG = f'baseURL = "{URL}/"\ntitle = "Example"\n'
SITE = Site(title="Example", url=URL, timezone="UTC", language="en")


def tree(folder: Path, files: dict[str, str], config: str = "") -> Hugo:
    for name, text in {"hugo.toml": CONFIG + config, "content/x.md": "", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Hugo(folder)


@pytest.mark.parametrize(
    ("config", "without"),
    [
        ("", set()),
        ("[outputs]\nhome = ['HTML']\n", {"site"}),
        ("[outputs]\nsection = ['html']\n", {"section"}),
        ("[outputs]\nterm = []\n", set()),
        ("[outputs]\nterm = ['HTML']\nhome = ['html', 'RSS']\n", {"category", "tag"}),
        ("[outputs]\ntaxonomyTerm = ['RSS']\ntaxonomy = ['HTML']\n", {"category", "tag"}),
        ("disableKinds = ['section', 'taxonomy']\n", {"section"}),
        ("disableKinds = ['RSS']\n", {"site", "section", "category", "tag"}),
    ],
)
def test_what_outputs_leave_out_has_no_feed(config: str, without: set[str], tmp_path: Path) -> None:
    assert tree(tmp_path, {}, config).settings.feedless == without


@pytest.mark.parametrize("matter", ["outputs: [html]", "build: {render: never}"])
def test_a_sections_own_page_may_take_its_feed_away(matter: str, tmp_path: Path) -> None:
    hugo = tree(tmp_path, {"content/posts/_index.md": f"---\n{matter}\n---\n"})
    post = hugo.read("content/posts/a.md", "---\ntitle: A\n---\n", SITE).post
    assert [term for term in post.others if term.kind == "section"] == []


def test_the_page_of_a_section_stands_in_its_terms_feeds_alone(tmp_path: Path) -> None:
    text = "---\ntitle: P\ntags: [t]\ndate: 2020-01-01\n---\n"
    hugo = tree(tmp_path, {"content/posts/_index.md": text})
    assert hugo.is_post("content/posts/_index.md")
    post = hugo.read("content/posts/_index.md", text, SITE).post
    assert (post.link, post.on_site) == (f"{URL}/posts/", False)
    assert [term.name for term in post.tags] == ["t"]
    with pytest.raises(Unpublished):
        hugo.read("content/posts/_index.md", "---\ntitle: P\n---\n", SITE)


def test_a_section_without_terms_is_no_post(tmp_path: Path) -> None:
    assert not tree(tmp_path, {"content/posts/_index.md": ""}).is_post("content/posts/_index.md")


def test_a_term_is_called_as_its_own_page_says(tmp_path: Path) -> None:
    config = "[permalinks]\ntags = '/t/:slug/'\n"
    page = "---\ntitle: Long Name\n---\n"
    hugo = tree(tmp_path, {"content/tags/short/_index.md": page}, config)
    post = hugo.read("content/a.md", "---\ntags: [Short, other]\n---\n", SITE).post
    assert [term.name for term in post.tags] == ["long-name", "other"]


def test_mounts_say_where_content_lies(tmp_path: Path) -> None:
    mounts = "[[module.mounts]]\nsource = 'docs/'\ntarget = 'content'\n"
    mounts += "[[module.mounts]]\nsource = '../out'\ntarget = 'content/out'\n"
    hugo = tree(tmp_path, {"docs/posts/a.md": ""}, mounts)
    assert hugo.is_post("docs/posts/a.md")
    assert not hugo.is_post("content/posts/a.md")
    assert not hugo.is_post("../out/a.md")
    assert hugo.read("docs/posts/a.md", "", SITE).post.link == f"{URL}/posts/a/"


def test_each_language_has_its_own_tables(tmp_path: Path) -> None:
    config = "[languages.en]\nweight = 1\n[languages.fr.permalinks]\nposts = '/p/:slug/'\n"
    hugo = tree(tmp_path, {}, config)
    links = [hugo.read(f"content/posts/a{end}.md", "", SITE).post.link for end in ("", ".fr")]
    assert links == [f"{URL}/posts/a/", f"{URL}/fr/p/"]


def test_titles_of_one_moment_are_sorted_by_sound_in_simplified_chinese(tmp_path: Path) -> None:
    hugo = tree(tmp_path, {}, "defaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\n")
    titles = ("吊销", "帮助", "abc", "中国", "あ")
    ties = {t: hugo.read("content/a.md", f"---\ntitle: {t}\n---\n", SITE).post.tie for t in titles}
    assert sorted(titles, key=ties.__getitem__) == ["abc", "あ", "帮助", "吊销", "中国"]
