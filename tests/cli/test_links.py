"""``feeds links``: the links of a page, printed or added to a built site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from tests.support.html5 import head_links
from tests.support.tree import Tree

BASE = "https://example.com/blog"
SITE = [f"{BASE}/index.{ending}" for ending in ("atom", "xml", "json")]
BREAD = [f"{BASE}/tags/bread/index.{ending}" for ending in ("atom", "xml", "json")]
PAGE = "<!doctype html>\n<html>\n<head>\n<title>a</title>\n</head>\n</html>\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["links", *arguments], catch_exceptions=False)


def data(*arguments: str) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, object] = json.loads(result.stdout)
    return found


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of Hugo with a tag, and its built pages; its folder the working directory."""
    files = {
        "hugo.toml": f'baseURL = "{BASE}/"\ntitle = "Example"\n',
        "content/posts/rye.md": "---\ntitle: Rye\ndate: 2026-01-02\ntags: [bread]\n---\nText.\n",
        "public/index.html": PAGE,
        "public/tags/bread/index.html": PAGE,
        "public/tags/bread/page/2/index.html": PAGE,
        "public/posts/rye/index.html": PAGE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the content and the time of every file."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return {str(one): (one.read_bytes(), one.stat().st_mtime_ns) for one in files}


@pytest.mark.usefixtures("site")
def test_without_a_page_the_links_of_the_site_are_printed() -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert head_links(b"<head>" + result.stdout.encode()) == SITE
    assert result.stdout.splitlines()[0] == (
        '<link rel="alternate" type="application/atom+xml" title="Example (Atom)" '
        f'href="{BASE}/index.atom">'
    )


@pytest.mark.parametrize(
    "page", [f"{BASE}/tags/bread/", "/blog/tags/bread/", "tags/bread/", "tags/bread/page/3/"]
)
@pytest.mark.usefixtures("site")
def test_the_page_of_a_tag_links_its_own_feed_first(page: str) -> None:
    result = run("--page", page)
    assert result.stderr == ""
    assert head_links(b"<head>" + result.stdout.encode()) == BREAD + SITE


@pytest.mark.usefixtures("site")
def test_a_page_that_lists_no_term_links_the_sites_feed_with_a_note() -> None:
    result = run("--page", "/blog/tags/bred/")
    assert head_links(b"<head>" + result.stdout.encode()) == SITE
    assert f"no category, tag or author has the page {BASE}/tags/bred/" in result.stderr


@pytest.mark.usefixtures("site")
def test_json_names_the_page_and_each_part_of_a_link() -> None:
    assert data("--page", "tags/bread/") == {
        "page": f"{BASE}/tags/bread/",
        "links": [
            {"rel": "alternate", "type": kind, "title": f"{title} ({name})", "href": url}
            for title, urls in (("Bread on Example", BREAD), ("Example", SITE))
            for (kind, name), url in zip(
                [
                    ("application/atom+xml", "Atom"),
                    ("application/rss+xml", "RSS"),
                    ("application/feed+json", "JSON Feed"),
                ],
                urls,
                strict=True,
            )
        ],
    }


@pytest.mark.parametrize(
    "page", ["/tags/bread/", "https://example.org/blog/", "http://[", "https://example.com:x/blog/"]
)
@pytest.mark.usefixtures("site")
def test_a_page_of_another_site_is_refused(page: str) -> None:
    result = run("--page", page)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"is not a page of the site; name one that begins with {BASE}/" in result.stderr


def test_every_page_of_a_built_site_gets_its_links_once(site: Path) -> None:
    result = run("--inject", "public")
    assert (result.exit_code, result.output) == (0, "4 pages changed, 0 unchanged.\n")
    pages = {name: (site / "public" / name).read_bytes() for name in
             ("index.html", "posts/rye/index.html", "tags/bread/index.html",
              "tags/bread/page/2/index.html")}  # fmt: skip
    assert [head_links(page) for page in pages.values()] == [
        SITE,
        SITE,
        BREAD + SITE,
        BREAD + SITE,
    ]
    before = state(site)
    assert run("--inject", "public").output == "0 pages changed, 4 unchanged.\n"
    assert state(site) == before


def test_links_of_feeds_that_are_gone_are_removed(site: Path) -> None:
    run("--inject", "public")
    (site / "content/posts/rye.md").write_text("---\ntitle: Rye\ndate: 2026-01-02\n---\n")
    assert run("--inject", "public").output == "2 pages changed, 2 unchanged.\n"
    assert head_links((site / "public/tags/bread/index.html").read_bytes()) == SITE


def test_a_dry_run_names_the_pages_and_writes_nothing(site: Path) -> None:
    before = state(site)
    result = run("--inject", "public", "--dry-run")
    assert result.stdout.splitlines() == [
        "would change index.html",
        "would change posts/rye/index.html",
        "would change tags/bread/index.html",
        "would change tags/bread/page/2/index.html",
        "4 pages would be changed, 0 unchanged.",
    ]
    assert state(site) == before


def test_many_pages_of_a_dry_run_are_counted_by_folder(site: Path) -> None:
    for number in range(30):
        (site / f"public/posts/{number}.html").write_text(PAGE)
    lines = run("--inject", "public", "--dry-run").stdout.splitlines()
    assert "would change 31 pages in posts/" in lines
    assert len(run("--inject", "public", "--dry-run", "--verbose").stdout.splitlines()) == 35


def test_pages_with_one_problem_are_one_note(site: Path) -> None:
    for number in range(5):
        (site / f"public/{number}.html").write_text("<!doctype html><title>a")
    result = run("--inject", "public")
    assert result.exit_code == 0
    note = "note: 0.html, 1.html, 2.html and 2 more: the head element is not closed"
    assert note in result.stderr
    assert result.stdout == "4 pages changed, 0 unchanged, 5 left out.\n"


def test_json_of_a_built_site_names_pages_and_problems(site: Path) -> None:
    (site / "public/posts/rye/index.html").unlink()
    (site / "public/a.html").write_text("<!doctype html><title>a")
    found = data("--inject", "public", "--dry-run")
    assert found == {
        "changed": ["index.html", "tags/bread/index.html", "tags/bread/page/2/index.html"],
        "unchanged": 0,
        "problems": [
            {
                "path": "a.html",
                "message": "the head element is not closed; "
                "close every comment, tag and script in it",
            }
        ],
        "dry_run": True,
    }


@pytest.mark.parametrize("folder", [".", "..", "content", "content/posts", "layouts/partials"])
def test_the_sources_of_a_site_are_never_changed(site: Path, folder: str) -> None:
    (site / "layouts/partials").mkdir(parents=True)
    (site / "layouts/partials/head.html").write_text(PAGE)
    before = state(site)
    result = run("--inject", folder)
    assert result.exit_code == 2
    assert (
        f"'{folder}' contains the site's source files; name the folder of the built"
        in result.stderr
    )
    assert state(site) == before


def test_a_folder_of_html_posts_is_never_changed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write("old/a.html", f"---\ndate: 2026-01-02\n---\n{PAGE}")
    tree.configure()
    monkeypatch.chdir(tree.root)
    before = state(tree.root)
    result = run("--inject", "posts/old")
    assert result.exit_code == 2
    assert "'posts/old' contains posts, such as old/a.html" in result.stderr
    assert state(tree.root) == before


def test_pages_of_a_plain_folder_link_the_sites_feed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which program makes pages of it, and where it lists a tag."""
    tree.post("a.md", tags=["bread"])
    tree.configure()
    (tree.root / "_site/tags/bread").mkdir(parents=True)
    (tree.root / "_site/tags/bread/index.html").write_text(PAGE)
    monkeypatch.chdir(tree.root)
    result = run("--inject", "_site")
    assert "--inject adds no links to these feeds: tag; see `feeds help tag-feeds`" in result.stderr
    page = (tree.root / "_site/tags/bread/index.html").read_bytes()
    assert head_links(page) == [f"{BASE}/feed.{end}" for end in ("atom", "rss", "json")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--inject", "nowhere"],
            "the folder 'nowhere' does not exist; name the folder of the built site",
        ),
        (["--inject", "hugo.toml"], "the folder 'hugo.toml' does not exist"),
        (["--inject", "public", "--page", "/"], "--page: cannot be combined with --inject"),
        (["--dry-run"], "--dry-run: works only with --inject"),
    ],
)
@pytest.mark.usefixtures("site")
def test_wrong_use_is_one_line(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert message in result.stderr
