"""A post is found by whatever people call it, and shown as readers get it, published or not."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from feeds.config import Config
from feeds.generators.base import Html, Posts, Reading
from feeds.generators.plain import Plain
from feeds.model import Site
from feeds.pipeline.preview import (
    NoPostError,
    Preview,
    UnreadablePostError,
    find_post,
    preview,
)
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.survey import survey
from tests.support.tree import NOW, Tree

SITE = "https://example.com/blog"


def shown(project: Project, asked: str, now: datetime = NOW) -> Preview:
    with survey(project, now, lambda *_: None) as found:
        return preview(found, find_post(found, asked), now)


def found_at(tree: Tree, asked: str) -> str:
    with survey(tree.project(), NOW, lambda *_: None) as found:
        return find_post(found, asked)


def unreadable(tree: Tree, asked: str) -> str:
    with pytest.raises(UnreadablePostError) as caught:
        shown(tree.project(), asked)
    return str(caught.value)


@pytest.fixture
def posts(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Three posts, in the current directory."""
    tree.post("2026/first-post.md")
    tree.post("2026/second-post.md")
    tree.post("2025/second-post.md")
    monkeypatch.chdir(tree.root)
    return tree


@pytest.mark.parametrize(
    "asked",
    [
        "posts/2026/first-post.md",
        "./posts/../posts/2026/first-post.md",
        "2026/first-post.md",
        "first-post.md",
        "first-post",
        f"{SITE}/2026/first-post/",
        f"{SITE}/2026/first-post?utm_source=x#part",
        "http://www.example.com/blog/2026/first-post/index.html",
        "http://localhost:4000/blog/2026/first-post/",
    ],
)
def test_a_post_has_many_names(posts: Tree, asked: str) -> None:
    """Its path from here or from the tree, its file name, and its address on the site or here."""
    assert found_at(posts, asked) == "2026/first-post.md"


@pytest.mark.parametrize(
    "asked", ["tour", "posts/tour", "posts/tour/index", "tour/index.md", "tour/index"]
)
def test_a_post_with_a_folder_of_its_own_is_named_by_it(posts: Tree, asked: str) -> None:
    posts.post("tour/index.md")
    assert found_at(posts, asked) == "tour/index.md"


@pytest.mark.parametrize("asked", ["2026-01-02-loaf", "loaf", "2026/loaf"])
def test_the_date_in_a_file_name_may_be_missing(posts: Tree, asked: str) -> None:
    posts.post("2026/2026-01-02-loaf.md")
    assert found_at(posts, asked) == "2026/2026-01-02-loaf.md"


def test_a_whole_path_finds_a_post_from_anywhere(
    posts: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path.parent)
    assert found_at(posts, str(posts.posts / "2025/second-post.md")) == "2025/second-post.md"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            "frist-post.md",
            "no post has this path, file name or URL; did you mean 2026/first-po",
        ),
        (f"{SITE}/2026/first-pots/", f"did you mean {SITE}/2026/first-post.html"),
        ("https://other.example/2026/first-post/", "did you mean"),
        ("con", "did you mean 2026/second-post.md or 2025/second-post.md?"),
        ("index", "no post has this path, file name or URL; give the path of a post"),
        ("frost-pst", "did you mean 2026/first-post.md"),
        ("zzz", "no post has this path, file name or URL; give the path of a post"),
        ("", ". is a folder; name a post in it"),
        ("http://[", "no post has this path"),
        (
            "second-post.md",
            "2 posts match: 2025/second-post.md, 2026/second-post.md; give the whole",
        ),
        ("posts/2026", "is a folder; name a post in it"),
        (
            "posts/notes.xyz",
            "posts/notes.xyz is not a post because of its ending; use .md, .markdown, .mdx, .html "
            "or .htm",
        ),
        ("a\0b", "the path is not UTF-8"),
        ("a\udcff", "the path is not UTF-8"),
        ("\x1b[31m" * 1000, "no post has this path"),
        ("../../etc/passwd", "no post has this path"),
    ],
)
def test_what_is_no_post_is_named_with_the_closest(posts: Tree, asked: str, words: str) -> None:
    posts.write("notes.xyz", "")
    with pytest.raises(NoPostError) as caught:
        found_at(posts, asked)
    assert words in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_file_that_is_almost_a_post_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(_CONFIG)
    (tmp_path / "_posts").mkdir()
    (tmp_path / "about.md").write_text("---\n---\n")
    (tmp_path / "_posts/hello.md").write_text("---\n---\n")
    (tmp_path / "_posts/2026-01-02-old.md").write_text("---\n---\n")
    os.mkfifo(tmp_path / "_posts/2026-01-03-pipe.md")
    project = open_project(Config(ignore=("*-old.md",)).with_site(timezone="UTC"), tmp_path)
    for asked, words in {
        "about.md": "is not a post of a site made with Jekyll; name the file of a post",
        "_posts/hello.md": "because of its name; rename it to YYYY-MM-DD-title.md",
        "_posts/2026-01-02-old.md": "is left out by `ignore`",
        "old": "^_posts/2026-01-02-old.md is left out by `ignore`",
        "hello": "^_posts/hello.md is not a post because of its name; rename it to YYYY",
        "_posts/2026-01-03-pipe.md": "is not a regular file; name the file of a post",
        "_drafts/none.md": "no post has this path",
    }.items():
        with pytest.raises(NoPostError, match=words):
            shown(project, asked)


@pytest.mark.parametrize(
    ("config", "path", "words"),
    [
        (
            "feeds.yaml",
            "_private/a.md",
            "the folder name _private begins with _; rename the folder",
        ),
        ("feeds.yaml", "a/.b/_c/a.md", "the folder name .b begins with .; rename the folder"),
        ("feeds.yaml", "a/_a.md", "its name begins with _; rename the file"),
        ("feeds.yaml", "_a.txt", "its name begins with _; rename the file"),
        ("feeds.yaml", "a/a.txt", "of its ending; use .md, .markdown, .mdx, .html or .htm"),
        ("feeds.yaml", "a/a", "of its ending; use .md"),
        ("config.toml", "content/a/a.txt", "of its ending; use .md"),
        ("config.toml", "content/.a.md", "its name begins with .; rename the file"),
        ("hugo.toml", "content/a.txt", "of its ending; use .md, .markdown, .html or .htm"),
        ("pelicanconf.py", "content/a.txt", "of its ending; use .md, .markdown, .html or .htm"),
        ("eleventy.config.js", "a.txt", "of its ending; use .md or .html"),
        ("_config.yml", "_posts/2026-01-02-a.png", "of its ending; use .md"),
    ],
)
def test_a_file_that_is_not_read_says_which_part_of_its_path_is_the_cause(
    tmp_path: Path, config: str, path: str, words: str
) -> None:
    with pytest.raises(NoPostError) as caught:
        shown(_site_with(tmp_path, config, path), path)
    assert str(caught.value).startswith(f"{path} is not a post because {words}")


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ("hugo.toml", "content/_index.md"),
        ("config.toml", "content/a/_index.md"),
        ("_config.yml", "_pages/a.md"),
        ("feeds.yaml", "node_modules/a.md"),
        ("feeds.yaml", "public/a.md"),
    ],
)
def test_a_file_that_is_not_read_for_another_reason_is_only_called_no_post(
    tmp_path: Path, config: str, path: str
) -> None:
    with pytest.raises(NoPostError, match=r"is not a post of .*; name the file of a post"):
        shown(_site_with(tmp_path, config, path), path)


def _site_with(tree: Path, config: str, path: str) -> Project:
    settings = {
        "hugo.toml": f"baseURL = '{SITE}'",
        "config.toml": f"base_url = '{SITE}'",
        "pelicanconf.py": f"SITEURL = '{SITE}'\nPATH = 'content'\nTIMEZONE = 'UTC'",
        "_config.yml": f"url: {SITE}",
        "eleventy.config.js": "module.exports = {};",
    }
    (tree / config).write_text(settings.get(config, ""))
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    (tree / path).write_text("---\n---\n")
    return open_project(Config().with_site(url=SITE, timezone="UTC"), tree)


def test_the_entry_is_the_one_that_feeds_show(tree: Tree) -> None:
    tree.post("a.md", "Some *text*.", title="One", tags=["bread"], date="2026-01-02 03:04 +0100")
    found = shown(tree.project(), "a")
    assert (found.post.path, found.unpublished, found.faults) == ("a.md", (), ())
    entry = found.entry
    assert (entry.title, entry.content) == ("One", "<p>Some <em>text</em>.</p>\n")
    tree.build()
    written = (tree.output / "feed.json").read_text()
    for text in (entry.id, entry.link, entry.published.isoformat(), "<em>text</em>"):
        assert text in written


def test_feeds_that_show_the_post_are_told_from_those_full_of_newer_ones(tree: Tree) -> None:
    tree.feeds["entries"] = 1
    tree.post("old.md", date="2026-01-01", tags=["bread", "rare"])
    tree.post("new.md", date="2026-01-02", tags=["bread"])
    found = shown(tree.project(), "old")
    names = [spec.term and spec.term.name for spec in found.feeds]
    older = [spec.term and spec.term.name for spec in found.older_feeds]
    assert (names, older) == (["rare"], [None, "bread"])


def test_a_post_that_shares_its_id_has_the_id_of_feeds(tree: Tree) -> None:
    tree.post("a.md", date="2026-01-01", id="tag:x")
    tree.post("b.md", date="2026-01-02", id="tag:x")
    found = shown(tree.project(), "b")
    assert found.entry.id.startswith("tag:x#")
    (fault,) = found.faults
    assert "an older post has the same id" in fault.message


def test_an_enclosure_in_the_tree_has_its_size(tree: Tree) -> None:
    tree.write("a.mp3", "12345")
    tree.post("a.md", enclosure="a.mp3")
    (enclosure,) = shown(tree.project(), "a.md").entry.enclosures
    assert enclosure.length == 5


def test_a_post_of_which_feeds_show_the_summary_is_shown_so(tree: Tree) -> None:
    tree.feeds["content"] = "summary"
    tree.post("a.md", "One.\n\n<!--more-->\n\nTwo.")
    found = shown(tree.project(), "a")
    assert (found.entry.content, found.entry.summary, found.is_full) == ("", "One.", False)


def test_what_was_removed_is_listed(tree: Tree) -> None:
    tree.post("a.md", '<p style="color: red">a</p>\n\n<script>b</script>')
    removed = [(one.kind, one.name) for one in shown(tree.project(), "a").removals]
    assert removed == [("attribute", "style"), ("element", "script")]


@pytest.mark.parametrize(
    ("matter", "reasons"),
    [
        ({"draft": True}, ("draft",)),
        ({"published": False}, ("unpublished",)),
        ({"feed": False}, ("feed: false",)),
        ({"draft": True, "feed": False}, ("draft", "feed: false")),
        ({"date": "2026-06-02"}, ("future, will be published on 2026-06-02 00:00 +0000",)),
        (
            {"draft": True, "date": "2027-01-01"},
            ("draft", "future, will be published on 2027-01-01 00:00 +0000"),
        ),
    ],
)
def test_a_post_that_is_not_published_is_shown_with_the_reason(
    tree: Tree, matter: dict[str, object], reasons: tuple[str, ...]
) -> None:
    tree.post("a.md", "Some *text*.", **{"date": "2026-01-02", **matter})  # type: ignore[arg-type]
    found = shown(tree.project(), "a")
    assert found.unpublished == reasons
    assert found.entry.content == "<p>Some <em>text</em>.</p>\n"
    assert (found.feeds, found.older_feeds) == ((), ())


_CONFIG = "title: x\nurl: https://example.com\n"
_YAML = "---\ntitle: t\ndate: 2026-01-02\n{}\n---\ntext\n"
_HUGO = {"hugo.toml": 'baseURL = "https://example.com/"\n'}
_ZOLA = {"config.toml": 'base_url = "https://example.com"\n', "content/_index.md": "+++\n+++\n"}
_PELICAN = {
    "pelicanconf.py": "SITEURL = 'https://example.com'\nTIMEZONE = 'UTC'\nPATH = 'content'\n"
}
_ELEVENTY = {"eleventy.config.js": "export default function (config) {}\n"}


@pytest.mark.parametrize(
    ("files", "path", "text", "reason"),
    [
        ({"_config.yml": _CONFIG}, "_posts/2026-01-02-a.md", _YAML.format("draft: true"), "draft"),
        (
            {"_config.yml": _CONFIG},
            "_posts/2026-01-02-a.md",
            _YAML.format("feed: false"),
            "feed: false",
        ),
        ({"_config.yml": _CONFIG}, "_drafts/an-idea.md", "---\ntitle: t\n---\ntext\n", "draft"),
        (_HUGO, "content/posts/a.md", _YAML.format("draft: true"), "draft"),
        (_HUGO, "content/posts/a.md", _YAML.format("build: {list: never}"), "unpublished"),
        (
            _ZOLA,
            "content/a.md",
            '+++\ntitle = "t"\ndate = 2026-01-02\ndraft = true\n+++\ntext\n',
            "draft",
        ),
        (_PELICAN, "content/a.md", "Title: t\nDate: 2026-01-02\nStatus: draft\n\ntext\n", "draft"),
        (_ELEVENTY, "a.md", _YAML.format("tags: post\ndraft: true"), "draft"),
    ],
    ids=[
        "jekyll",
        "jekyll-feed",
        "jekyll-drafts",
        "hugo",
        "hugo-build",
        "zola",
        "pelican",
        "eleventy",
    ],
)
def test_every_generator_shows_drafts(
    tmp_path: Path, files: dict[str, str], path: str, text: str, reason: str
) -> None:
    """Jekyll's folder of drafts is not read by a build; a draft there needs no date."""
    for name, content in {**files, path: text}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    config = Config().with_site(url="https://example.com", timezone="UTC")
    found = shown(open_project(config, tmp_path), path)
    assert (found.unpublished, found.entry.title) == ((reason,), "t")
    assert "text" in found.entry.content or "text" in found.entry.summary


def test_an_expired_post_is_shown(tmp_path: Path) -> None:
    text = _YAML.format("expiryDate: 2026-02-03")
    (tmp_path / "hugo.toml").write_text(_HUGO["hugo.toml"])
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(text)
    found = shown(open_project(Config(), tmp_path), "a")
    assert found.unpublished == ("expired on 2026-02-03 00:00 +0000",)


def test_a_draft_is_never_read_by_a_build(tree: Tree) -> None:
    """Also not after a preview in the same process."""
    tree.post("a.md", draft=True)
    tree.post("b.md")
    shown(tree.project(), "a")
    assert tree.build().posts == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\ndate: soon\n---\n", "a.md:2: date"),
        ("---\ntitle: [\n---\n", "a.md:"),
        ("x" * 3_000_000, "raise max_post_size"),
    ],
)
def test_a_post_that_cannot_be_read_shows_its_fault(tree: Tree, text: str, words: str) -> None:
    tree.write("a.md", text)
    assert words in unreadable(tree, "a.md")


def test_a_post_that_vanished_is_a_fault(tree: Tree) -> None:
    file = tree.post("a.md")
    project = tree.project()
    with survey(project, NOW, lambda *_: None) as found:
        file.unlink()
        with pytest.raises(UnreadablePostError, match="does not exist; check the path"):
            preview(found, "a.md", NOW)


def test_problems_of_a_template_are_shown(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(_CONFIG)
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts/2026-01-02-a.md").write_text("---\n---\n{% nosuchtag %}\n")
    config = Config().with_site(timezone="UTC")
    (fault,) = shown(open_project(config, tmp_path), "2026-01-02-a").faults
    assert (fault.line, fault.fatal) == (3, False)
    assert "nosuchtag" in fault.message


def test_other_posts_are_not_rendered(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        tree.post(f"{name}.md")
    project = tree.project()
    rendered: list[str] = []
    html = Plain.html

    def noted(self: Plain, reading: Reading, site: Site, posts: Posts) -> Html:
        rendered.append(reading.post.path)
        return html(self, reading, site, posts)

    monkeypatch.setattr(Plain, "html", noted)
    shown(project, "b")
    assert rendered == ["b.md"]
