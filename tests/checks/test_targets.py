"""Links and images that lead nowhere are found, but only if the tree can decide it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checks import findings, site_of
from tests.support.liquid import write
from tests.support.tree import Tree

NOWHERE = "is broken: no post is published at this path"


def _dated(root: Path, link: str, **others: str) -> list[str]:
    """Check a Jekyll site of two posts with dates in their addresses; one has a link."""
    files = {
        "_config.yml": "permalink: pretty\ntimezone: UTC\n",
        "_posts/2026-01-02-a.md": f"---\ntitle: A\n---\nSome text.\n\n[link]({link})\n",
        "_posts/2026-01-03-b.md": "---\ntitle: B\n---\n",
    }
    write(root / "tree", files | others)
    return findings(site_of(root, "jekyll"), "dead-link")


@pytest.mark.parametrize("start", ["", "https://example.com", "http://www.example.com"])
@pytest.mark.parametrize("end", ["", "/", "/index.html", "/?a=1", ".html", "/#part"])
def test_a_link_to_a_post_that_does_not_exist_is_found(
    tmp_path: Path, start: str, end: str
) -> None:
    (found,) = _dated(tmp_path, f"{start}/2026/01/04/missing{end}")
    assert found.startswith("_posts/2026-01-02-a.md:6: the link /2026/01/04/missing")
    assert found.endswith(NOWHERE)


@pytest.mark.parametrize(
    "link",
    [
        "/2026/01/03/b/",
        "/2026/01/03/B",
        "/2026/01/03/b.html",
        "https://elsewhere.example/2026/01/04/missing/",
        "https://example.com.elsewhere.example/2026/01/04/missing/",
        "/2026/01/",
        "/2026/01/03/",
        "/2026/01/page/2/",
        "/blog/2026/01/04/missing/",
        "/tags/missing/",
        "/missing/",
        "/feed.xml",
        "mailto:a@example.com",
    ],
)
def test_pages_that_exist_or_that_posts_cannot_be_are_not_found(tmp_path: Path, link: str) -> None:
    assert _dated(tmp_path, link) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("_posts/2026-01-05-c.md", "---\nredirect_from: /2026/01/04/missing/\n---\n"),
        ("_posts/2026-01-05-c.md", "---\nredirect_from:\n  - /2026/01/04/missing\n---\n"),
        ("_posts/2026-01-05-c.md", "---\naliases: ['/2026/01/04/missing/']\n---\n"),
        ("about.md", "---\npermalink: /2026/01/04/missing.html\n---\n"),
        ("about.md", "---\nslug: missing\n---\n"),
        ("_redirects", "/2026/01/04/missing /2026/01/03/b/ 301\n"),
        ("_redirects", "/2026/01/* /:splat\n"),
        ("_posts/2026-01-04-missing.md", "---\nfeed: false\n---\n"),
        ("_other/missing.md", "---\ntitle: Missing\n---\n"),
        ("2026/01/04/missing/index.html", "<p>A page</p>"),
        ("2026/01/04/missing.html", "<p>A page</p>"),
    ],
)
def test_other_files_that_may_be_the_page_are_believed(
    tmp_path: Path, path: str, text: str
) -> None:
    assert _dated(tmp_path, "/2026/01/04/missing/", **{path: text}) == []


@pytest.mark.parametrize("path", ["_config.yml", "other.json"])
def test_the_form_of_addresses_is_not_a_redirect(tmp_path: Path, path: str) -> None:
    """Only in files of redirects does ``:title`` stand for any page."""
    text = '{"permalink": "/2026/:month/:day/:title/", "timezone": "UTC"}\n'
    (found,) = _dated(tmp_path, "/2026/01/04/missing/", **{path: text})
    assert found.endswith(NOWHERE)


def test_a_page_may_be_one_of_many_posts_with_faults(tmp_path: Path) -> None:
    """Their addresses are not known. A few are expected to be named like their files."""
    broken = {f"_posts/2026-02-0{day}-c.md": "---\ndate: oops\n---\n" for day in range(1, 5)}
    assert _dated(tmp_path, "/2026/01/04/missing/", **broken) == []
    (tmp_path / "tree" / "_posts" / "2026-02-01-c.md").unlink()
    assert len(_dated(tmp_path, "/2026/01/04/missing/")) == 1


def test_a_link_to_a_draft_says_so(tmp_path: Path) -> None:
    (found,) = _dated(tmp_path, "/2026/01/04/idea/", **{"_drafts/idea.md": "---\n---\n"})
    assert found.endswith("is broken: it leads to the draft _drafts/idea.md")


def test_the_name_of_a_draft_may_contain_dots(tmp_path: Path) -> None:
    (found,) = _dated(tmp_path, "/2026/01/04/ruby-3.0/", **{"_drafts/ruby-3.0.md": "---\n---\n"})
    assert found.endswith("is broken: it leads to the draft _drafts/ruby-3.0.md")


def test_a_link_to_a_post_of_the_future_says_so(tmp_path: Path) -> None:
    (found,) = _dated(tmp_path, "/2099/01/04/c/", **{"_posts/2099-01-04-c.md": "---\n---\n"})
    assert found.endswith(
        "is broken: _posts/2099-01-04-c.md is not published until 2099-01-04 00:00 +0000"
    )


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("www.example.org", "it does not begin with https:// or mailto:"),
        ("a@example.org", "it does not begin with https:// or mailto:"),
        ("<(https://example.org/)>", "it does not begin with https:// or mailto:"),
        ("2026/01/03/b/", "a slash before 2026/01/03/b is missing"),
    ],
)
def test_an_address_that_is_read_as_one_below_the_post_is_found(
    tmp_path: Path, link: str, why: str
) -> None:
    (found,) = _dated(tmp_path, link)
    assert f"is broken: {why}, so it leads to a path" in found


def test_a_folder_of_posts_decides_too(tree: Tree) -> None:
    for name in "abc":
        tree.post(f"notes/{name}.md", title=name, body="[x](/blog/notes/d.html) [y](/blog/other/e)")
    assert findings(tree.project(), "dead-link") == [
        f"notes/{name}.md:5: the link /notes/d.html {NOWHERE}" for name in "abc"
    ]


def test_a_folder_of_few_posts_does_not_decide(tree: Tree) -> None:
    tree.post("notes/a.md", title="A", body="[x](/blog/notes/d.html)")
    assert findings(tree.project(), "dead-link") == []


def _pictured(tree: Tree, url: str, *files: str) -> list[str]:
    tree.post("2026/a.md", title="A", body=f"Text.\n\n![A]({url})")
    for file in files:
        tree.write(file, "")
    return findings(tree.project(), "dead-image")


@pytest.mark.parametrize("url", ["/blog/images/a.png", "../images/a.png"])
def test_an_image_that_is_not_among_the_others_is_found(tree: Tree, url: str) -> None:
    assert _pictured(tree, url, "images/b.png") == [
        "2026/a.md:7: the image /images/a.png is broken: the file images/a.png does not exist"
    ]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/blog/images/a.png", "images/a.png"),
        ("/blog/images/a%20b.png?v=1", "images/a b.png"),
        ("a.png", "2026/a.png"),
        ("/blog/images/a-800.webp", "images/a.png"),
        ("/blog/images/a.png", "other/b.png"),
        ("/blog/images/a.png", "images/notes.txt"),
        ("/blog/a.png", "images/b.png"),
        ("/images/a.png", "images/b.png"),
        ("https://elsewhere.example/images/a.png", "images/b.png"),
    ],
)
def test_images_that_exist_or_that_the_tree_cannot_decide_are_not_found(
    tree: Tree, url: str, file: str
) -> None:
    assert _pictured(tree, url, file) == []


@pytest.mark.parametrize("folder", ["static", "themes/plain/static", "src/copied"])
def test_settings_may_publish_any_folder_as_the_site(tree: Tree, folder: str) -> None:
    assert _pictured(tree, "/blog/images/a.png", "images/b.png", f"{folder}/images/a.png") == []


def test_a_folder_of_which_most_is_missing_does_not_decide(tree: Tree) -> None:
    """Its files are probably stored elsewhere."""
    body = "![c](/blog/images/c.png) ![d](/blog/images/d.png)"
    tree.post("b.md", title="B", body=body)
    assert _pictured(tree, "/blog/images/a.png", "images/x.png", "images/y.png") == []
    tree.write("images/z.png", "")
    assert len(findings(tree.project(), "dead-image")) == 3


def test_letter_case_counts_on_any_machine(tree: Tree) -> None:
    (found,) = _pictured(tree, "/blog/images/A.PNG", "images/a.png")
    assert "the file images/a.png has another letter case" in found


def test_links_and_enclosures_may_be_files_too(tree: Tree) -> None:
    for name in ("b.pdf", "c.pdf"):
        tree.write(f"files/{name}", "")
    enclosure = {"url": "/blog/files/a.mp3", "type": "audio/mpeg"}
    tree.post("a.md", title="A", body="[x](/blog/files/a.pdf)", enclosure=enclosure)
    assert findings(tree.project(), "dead-link") == [
        "a.md:8: the link /files/a.pdf is broken: the file files/a.pdf does not exist"
    ]
    (found,) = findings(tree.project(), "dead-image")
    assert "the enclosure /files/a.mp3 is broken" in found


def test_a_link_out_of_the_tree_is_not_followed(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "b.png").touch()
    tree.posts.mkdir(parents=True)
    (tree.posts / "images").symlink_to(tmp_path / "secret")
    assert _pictured(tree, "/blog/images/a.png") == []
    assert _pictured(tree, "/blog/../secret/a.png") == []


def test_hugo_publishes_files_beside_a_post_and_in_static(tmp_path: Path) -> None:
    body = "![a](a.png) ![b](/images/b.png) ![c](c.png) ![d](/images/d.png)"
    post = f"---\ntitle: A\ndate: 2026-01-01\nslug: other\n---\n{body}\n"
    files = {"hugo.toml": "", "content/posts/a/index.md": post}
    files |= {"content/posts/a/a.png": "", "static/images/b.png": ""}
    write(tmp_path / "tree", files)
    found = findings(site_of(tmp_path, "hugo"), "dead-image")
    assert [one.rpartition(": ")[2] for one in found] == [
        "the file static/images/d.png does not exist",
        "the file content/posts/a/c.png does not exist",
    ]


@pytest.mark.parametrize(("template", "found"), [("render-link.html", 0), ("render-image.html", 1)])
def test_templates_for_links_may_find_pages_in_another_way(
    tmp_path: Path, template: str, found: int
) -> None:
    files = {"hugo.toml": "", f"layouts/_markup/{template}": "x"}
    for name in "ab":
        files[f"content/posts/{name}.md"] = f"---\ntitle: {name}\n---\n[x](posts/a/)\n"
    write(tmp_path / "tree", files)
    project = site_of(tmp_path, "hugo", feeds={"content": "full"})
    assert len(findings(project, "dead-link")) == found * 2
