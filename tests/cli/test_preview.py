"""``feeds preview``: the entry, what is wrong with it and what was removed, on every output."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from tests.support.terminal import on_terminal, uncoloured
from tests.support.tree import Tree

_BODY = """\
A *first* paragraph with [a link](/about/).

<p style="color: red" onclick="x()">Red.</p>
<script>alert(1)</script>
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["preview", *arguments], catch_exceptions=False)


def data(*arguments: str) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, object] = json.loads(result.stdout)
    return found


@pytest.fixture
def here(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree.post("a.md", _BODY, title="Bread & salt", tags=["bread"], author="Ann", date="2026-01-02")
    tree.post("draft.md", "Later.", title="A draft", draft=True)
    tree.write("broken.md", "---\ndate: soon\n---\n")
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


@pytest.mark.usefixtures("here")
def test_a_pipe_gets_the_entry_in_80_columns_without_colours() -> None:
    result = run("a.md")
    assert (result.exit_code, result.stderr) == (0, "")
    rule = "─" * 80
    assert result.stdout.splitlines() == [
        "Bread & salt",
        "link        https://example.com/blog/a.html",
        "id          https://example.com/blog/a.html",
        "published   2026-01-02 00:00:00+00:00",
        "authors     Ann",
        "terms       bread",
        "feeds       /feed.atom, /authors/ann/feed.atom, /tags/bread/feed.atom",
        "summary     A first paragraph with a link. Red.",
        "",
        rule,
        "A first paragraph with a link <https://example.com/about/>.",
        "",
        "Red.",
        rule,
        "Removed:",
        "  onclick attribute ×1: feed readers do not run scripts",
        "  style attribute ×1: feed readers use their own styles",
        "  script ×1: feed readers do not run scripts",
    ]


@pytest.mark.usefixtures("here")
def test_a_post_that_is_not_published_says_so_first() -> None:
    lines = run("draft").stdout.splitlines()
    assert lines[:2] == ["Not published: it is a draft", "A draft"]
    assert "feeds       none" in lines
    assert "Later." in lines
    assert lines[-1] == "Nothing was removed."


def test_a_terminal_gets_its_width_and_colours(here: Tree) -> None:
    here.post("long.md", "word " * 100)
    said = on_terminal(here.root, 50, "preview", "long.md")
    assert "\x1b[1m" in said
    assert max(map(len, uncoloured(said).splitlines())) == 50


@pytest.mark.usefixtures("here")
def test_colours_can_be_asked_for_and_refused() -> None:
    assert "\x1b[1m" in run("a.md", "--color", "always").stdout
    assert "\x1b" not in run("a.md", "--color", "never").stdout


def test_nothing_in_a_post_controls_the_terminal(here: Tree) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    here.post("evil.md", f"{evil} `{evil}`", title=evil, tags=[evil], author=evil)
    result = run("evil.md")
    assert result.exit_code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.stdout)


@pytest.mark.usefixtures("here")
def test_json_has_the_entry_and_what_was_removed() -> None:
    found = data("a.md")
    entry = found["entry"]
    assert isinstance(entry, dict)
    assert (entry["title"], entry["published"]) == ("Bread & salt", "2026-01-02T00:00:00+00:00")
    assert entry["authors"] == [{"name": "Ann", "uri": None, "email": None}]
    assert entry["content"].startswith("<p>A <em>first</em> paragraph")
    assert [one["term"] for one in entry["categories"]] == ["bread"]
    assert found["unpublished"] == []
    assert found["faults"] == []
    feeds, removed = found["feeds"], found["removed"]
    assert isinstance(feeds, list)
    assert isinstance(removed, list)
    assert feeds[0] == {
        "kind": "site",
        "term": None,
        "paths": {name: f"/feed.{name}" for name in ("atom", "rss", "json")},
    }
    assert removed[-1] == {
        "kind": "element",
        "name": "script",
        "reason": "feed readers do not run scripts",
        "count": 1,
        "examples": [],
    }


@pytest.mark.usefixtures("here")
def test_verbose_names_every_path() -> None:
    assert "/feed.atom, /feed.rss, /feed.json, /authors" in run("a.md", "--verbose").stdout


def test_many_feeds_are_counted(here: Tree) -> None:
    here.post("many.md", tags=[f"t{number}" for number in range(20)])
    words = " ".join(run("many").stdout.split())
    assert "/tags/t11/feed.atom and 16 more (--verbose lists all)" in words


def test_problems_are_the_last_lines(here: Tree) -> None:
    here.post("early.md", updated="2025-01-01")
    last = run("early.md").stdout.splitlines()[-1]
    assert last.startswith("posts/early.md: the post was updated before its date")
    quiet = run("early.md", "--quiet")
    assert (quiet.stdout.splitlines(), quiet.exit_code) == ([last], 0)


@pytest.mark.parametrize("matter", [{}, {"draft": True}])
def test_what_a_check_would_find_in_the_post_is_shown(
    here: Tree, matter: dict[str, object]
) -> None:
    """Before the post is published, too; rules that the configuration ignores report nothing."""
    here.write("images/bread.jpg", "")
    here.post("b.md", "![](images/loaf.jpg)\n\n[Where?](#nowhere)", **matter)  # type: ignore[arg-type]
    found = data("b.md")["faults"]
    assert isinstance(found, list)
    assert {(one["rule"], one["line"]) for one in found} == {
        ("dead-image", 4 + len(matter)),
        ("dead-fragment", 6 + len(matter)),
    }
    config = here.root / "config.yaml"
    config.write_text(config.read_text() + "check: {ignore: [dead-image, dead-fragment]}\n")
    assert data("b.md")["faults"] == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "POST"),
        (["bread"], 2, "bread: no post has this path, file name or URL"),
        (["aa.md"], 2, "did you mean a.md?"),
        (["posts"], 2, "posts is a folder; name a post in it"),
        (["config.yaml"], 2, "no post has this path"),
        (["https://example.com/nothing"], 2, "no post has this path"),
        (["a.md", "b.md"], 2, "b.md"),
        (["a.md", "--color", "red"], 2, "red"),
        (["a.md", "--config", "none.yaml"], 2, "none.yaml"),
        (["broken.md"], 1, "posts/broken.md:2: date"),
    ],
)
def test_wrong_use_ends_with_a_message(arguments: list[str], code: int, words: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    told = run(*arguments, "--json")
    assert (told.exit_code, told.stderr) == (code, "")
    assert words in json.loads(told.stdout)["error"]["message"]


@pytest.mark.usefixtures("here")
def test_a_fault_is_one_of_the_faults_in_json() -> None:
    (fault,) = json.loads(run("broken.md", "--json").stdout)["error"]["faults"]
    assert (fault["path"], fault["line"]) == ("posts/broken.md", 2)


@pytest.mark.usefixtures("here")
def test_nothing_is_written(tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    run("a.md")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("webbrowser._tryorder", None)
    monkeypatch.setattr("webbrowser._browsers", {})
    return folder


@pytest.mark.usefixtures("here")
def test_without_a_browser_the_path_of_the_page_is_printed(temporary: Path) -> None:
    result = run("a.md", "--browser")
    (file,) = temporary.iterdir()
    assert result.exit_code == 0
    assert result.stdout == f"{file}\n"
    assert "no browser could be opened; open this file in a browser" in result.stderr
    assert file.stat().st_mode & 0o077 == 0
    page = file.read_text(encoding="utf-8")
    assert "<h1>Bread &amp; salt</h1>" in page
    assert "script ×1: feed readers do not run scripts" in page


@pytest.mark.usefixtures("here")
def test_the_browser_gets_the_address_of_the_page(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    result = run("draft", "--browser")
    (file,) = temporary.iterdir()
    assert (result.stdout, result.stderr) == (f"{file}\n", "")
    assert opened.read_text() == f"{file.as_uri()}\n"
    assert '<p class="notes">Not published: it is a draft</p>' in file.read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
def test_json_names_the_page(temporary: Path) -> None:
    found = data("a.md", "--browser")
    assert [found["file"]] == [str(file) for file in temporary.iterdir()]
