"""``feeds links --inject`` finds the page of every tag on sites that their generators built.

The templates of these sites write the name of the tag into its pages.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from feeds.cli import main
from tests.support.html5 import head_links

from . import eleventy_native, hugo_native, pelican_native

TAGS = ["bread", "Oat Meal", "C++", "面包", "web", "web7", "O'Brien & <Söhne>", "x" * 150]
_MARK = re.compile(rb"<p>tag: (.*?)</p>", re.DOTALL)
_PAGE = "<!doctype html>\n<html>\n<head>\n<title>a</title>\n</head>\n<p>tag: %s</p>\n</html>\n"
_PELICAN_LISTS = ("archives", "authors", "categories", "tags")
_PELICAN_TEMPLATES = ("index", "article", "page", "category", "author", *_PELICAN_LISTS)
_JEKYLL = ["ruby", "-e", "require 'jekyll'; require 'jekyll-archives'"]

Files = dict[str, str]


def _written(tree: Path, files: Files) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")


def _run(tree: Path, *command: str) -> None:
    environment = {
        **os.environ,
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "JEKYLL_NO_BUNDLER_REQUIRE": "true",
    }
    ran = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _posts(name: str) -> Files:
    """Two posts for each tag, so that a list of one post a page has a second page."""
    return {
        name.format(number=number): f"---\ntitle: P{number}\ndate: 2026-01-0{1 + number % 9}\n"
        f"tags: {json.dumps([tag], ensure_ascii=False)}\n---\nText.\n"
        for number, tag in enumerate(TAGS * 2)
    }


def _hugo(tree: Path) -> Path:
    term = _PAGE % "{{ .Data.Term }}{{ with .Paginate .Pages }}{{ end }}"
    files = {
        "hugo.toml": 'baseURL = "https://example.com/b/"\npagination.pagerSize = 1\n',
        "layouts/_default/term.html": term,
        "layouts/_default/list.html": _PAGE % "",
        "layouts/_default/single.html": _PAGE % "",
    }
    _written(tree, files | _posts("content/posts/{number}.md"))
    _run(tree, hugo_native.executable() or "hugo", "--minify")
    return tree / "public"


def _pelican(tree: Path) -> Path:
    files = {
        "pelicanconf.py": 'SITEURL = "https://example.com/b"\nTIMEZONE = "UTC"\nPATH = "content"\n'
        'TAG_FEED_ATOM = "feeds/tag/{slug}.xml"\nDEFAULT_PAGINATION = 1\nTHEME = "theme"\n'
        'PAGINATED_TEMPLATES = {"tag": 1}\n',
        "theme/templates/tag.html": _PAGE % "{{ tag }}",
    }
    for name in _PELICAN_TEMPLATES:
        files[f"theme/templates/{name}.html"] = _PAGE % ""
    (tree / "theme/static").mkdir(parents=True)
    posts = {
        f"content/{number}.md": f"Title: P{number}\nDate: 2026-01-0{1 + number % 9}\nTags: {tag}\n"
        f"\nText.\n"
        for number, tag in enumerate(TAGS * 2)
    }
    _written(tree, files | posts)
    _run(tree, pelican_native.command() or "pelican", "-s", "pelicanconf.py", "-o", "output")
    return tree / "output"


def _jekyll(tree: Path) -> Path:
    files = {
        "_config.yml": "url: https://example.com\nbaseurl: /b\nplugins: [jekyll-archives]\n"
        "timezone: UTC\njekyll-archives: {enabled: [tags], permalinks: {tag: '/t/:name.html'}}\n",
        "_layouts/archive.html": _PAGE % "{{ page.title | escape }}",
    }
    _written(tree, files | _posts("_posts/2026-01-01-{number}.md"))
    _run(tree, "jekyll", "build", "--disable-disk-cache")
    return tree / "_site"


def _missing_jekyll() -> bool:
    ran = shutil.which("ruby") and subprocess.run(_JEKYLL, capture_output=True, check=False)
    return not ran or ran.returncode != 0


def _links(tree: Path, *arguments: str) -> str:
    given = ["--source", str(tree), "--output", f"{tree}-feeds", "--state", f"{tree}-state"]
    result = CliRunner().invoke(main, [*arguments, *given], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def _contents(site: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}


def _plain(name: str) -> str:
    """Return a tag as generators compare it: Hugo in lower case, without punctuation."""
    return re.sub(r"\W+", "", unescape(name)).lower() or name


@pytest.mark.parametrize(
    ("build", "is_missing"),
    [
        pytest.param(_hugo, lambda: not hugo_native.executable(), id="hugo"),
        pytest.param(_pelican, lambda: not pelican_native.command(), id="pelican"),
        pytest.param(_jekyll, _missing_jekyll, id="jekyll-archives"),
    ],
)
def test_every_page_of_a_tag_links_its_feed_and_a_second_run_changes_nothing(
    tmp_path: Path, build: Callable[[Path], Path], is_missing: Callable[[], bool]
) -> None:
    if is_missing():
        pytest.skip("the generator is not installed, so nothing can be built")
    site = build(tmp_path / "tree")
    feeds = {
        _plain(feed["term"]): [*feed["urls"].values()]
        for feed in json.loads(_links(tmp_path / "tree", "list", "--kind", "tag", "--json"))
    }
    _links(tmp_path / "tree", "links", "--inject", str(site))
    after = _contents(site)
    found = set()
    for page in after.values():
        name = (mark := _MARK.search(page)) and _plain(mark[1].decode())
        if name:
            assert head_links(page)[: len(feeds[name])] == feeds[name]
            found.add(name)
    assert found == feeds.keys()
    _links(tmp_path / "tree", "links", "--inject", str(site))
    assert _contents(site) == after


@pytest.mark.skipif(not eleventy_native.modules(), reason="FEEDS_ELEVENTY names no Eleventy")
def test_pages_of_eleventy_link_the_sites_feed(tmp_path: Path) -> None:
    """Where a site lists a tag is decided by its templates."""
    files = {
        "eleventy.config.js": "export default function () {}\n",
        "feeds.yaml": "site: {url: https://example.com, title: Example}\n",
        "tags.njk": "---\npagination: {data: collections, size: 1, alias: tag}\n"
        f"permalink: /tags/{{{{ tag | slugify }}}}/\n---\n{_PAGE % '{{ tag }}'}",
    }
    tree = tmp_path / "tree"
    _written(tree, {**files, "posts/a.md": "---\ndate: 2026-01-01\ntags: [posts, bread]\n---\nA\n"})
    site = eleventy_native.build(tree, tmp_path / "built")
    _links(tree, "links", "--inject", str(site))
    page = (site / "tags/bread/index.html").read_bytes()
    assert head_links(page)[0] == "https://example.com/feed.xml"
