"""With ``--json`` a command prints one JSON document, in place of its text and its notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from feeds.cli import main
from tests.cli.test_help_texts import ALL, found
from tests.support.live import running
from tests.support.tree import Tree


def run(*arguments: object) -> Any:
    """Return what a command prints as JSON; nothing else may be printed."""
    ran = CliRunner().invoke(main, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert ran.stderr == ""
    return json.loads(ran.stdout)


@pytest.fixture
def site(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A site of two posts that is built and has then moved to another address."""
    tree.post("a.md", title="A", tags=["交通"])
    tree.post("b.md", title="B", date="2026-01-03")
    tree.build()
    tree.site["url"] = "https://elsewhere.example"
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


ONLY_TEXT = [(), ("hosting",), ("schema",), ("completion",)]
WITH_CONFIGURATION = [
    path for path in ALL if any(option.name == "config" for option in found(path).params)
]


@pytest.mark.parametrize("path", [path for path in ALL if path not in ONLY_TEXT], ids=" ".join)
def test_every_command_that_reports_something_has_the_option(path: tuple[str, ...]) -> None:
    assert any("--json" in option.opts for option in found(path).params)


@pytest.mark.parametrize("path", WITH_CONFIGURATION, ids=" ".join)
@pytest.mark.usefixtures("site")
def test_every_command_reports_a_missing_configuration_as_json(path: tuple[str, ...]) -> None:
    needed = {
        "publish": ["file:///nowhere"],
        "preview": ["a"],
        "compare": ["public"],
        "adopt": ["public"],
    }
    error = run(*path, *needed.get(path[0], []), "--config", "missing.yaml")["error"]
    assert error["message"].startswith("missing.yaml: ")
    assert error["faults"][0]["path"] == "missing.yaml"


def test_init_names_the_file_that_it_wrote_and_what_to_do(site: Tree) -> None:
    written = run("init", site.posts)
    steps = written.pop("next")
    assert (steps[0], steps[-1]) == (
        "set site.url in feeds.yaml",
        f"run: feeds build --source {site.posts}",
    )
    file = str(site.posts / "feeds.yaml")
    assert written == {"file": file, "generator": "plain", "remarks": []}
    assert "the configuration file already exists" in run("init", site.posts)["error"]["message"]


@pytest.mark.usefixtures("site")
def test_adopt_counts_the_ids_and_lists_what_it_could_not_match() -> None:
    old = json.loads(Path("public/feed.json").read_text())
    old["items"].append({"id": "urn:lost", "title": "Lost", "url": "https://example.com/lost"})
    Path("old.json").write_text(json.dumps(old))
    assert run("adopt", "old.json") == {
        "adopted": 2,
        "same": 0,
        "ambiguous": [],
        "lost": [{"id": "urn:lost", "title": "Lost", "link": "https://example.com/lost"}],
        "faults": [],
    }


def test_publish_lists_the_objects_that_it_uploaded(site: Tree) -> None:
    pytest.importorskip("obstore")
    there = (site.root / "there").as_uri()
    (site.root / "there").mkdir()
    planned, done = run("publish", there, "--dry-run"), run("publish", there)
    assert planned == done
    assert done["documents"] == 6
    assert "tags/交通/feed.atom.br" in done["uploaded"]
    assert done["bytes"] > 0
    again = run("publish", there)
    assert again == {"documents": 6, "uploaded": [], "bytes": 0, "removed": [], "remarks": []}


@pytest.mark.usefixtures("site")
def test_hosting_prints_what_it_made() -> None:
    assert run("hosting", "nginx")["configuration"].startswith("# ")
    written = run("hosting", "netlify")
    assert [Path(file).name for file in written["files"]] == ["_headers", "_redirects"]
    assert any("/blog" in remark for remark in written["remarks"])


def test_watch_prints_a_line_for_each_build_that_changes_something(tree: Tree) -> None:
    pytest.importorskip("watchfiles")
    tree.post("a.md")
    with running(tree, "watch", "log", "--json") as watch:
        watch.says('"posts": 1')
        tree.post("b.md", date="someday")
        watch.says("someday")
        (tree.root / "config.yaml").write_text("psots: x\n")
        watch.says("psots")
        lines = [json.loads(line) for line in watch.said().splitlines()]
    first, second, broken = lines
    assert (first["posts"], first["written"], first["faults"]) == (1, 3, [])
    assert [fault["path"] for fault in second["faults"]] == ["b.md"]
    assert "psots" in broken["error"]["message"]


def test_serve_prints_its_address_and_what_the_watcher_prints(tree: Tree) -> None:
    pytest.importorskip("granian")
    tree.post("a.md", "First text.")
    with running(tree, "serve", "log", "--json") as server:
        server.shows("First text.")
        server.says('"address"')
        lines = [line for line in server.said().splitlines() if line.startswith("{")]
        built, serving = map(json.loads, lines)
    assert built["documents"] == 3
    assert serving == {"address": f"http://127.0.0.1:{server.port}", "documents": 3}


def test_a_quiet_server_prints_no_address_and_no_summary_but_new_faults(tree: Tree) -> None:
    pytest.importorskip("granian")
    tree.post("a.md", "First text.")
    with running(tree, "serve", "log", "--quiet") as server:
        server.shows("First text.")
        tree.write("broken.md", "---\ndate: tomorow\n---\n")
        server.says("posts/broken.md:2: date 'tomorow' is not a date")
        assert "published" not in server.said()
        assert "/feed.atom" not in server.said()
        assert " feed files, " not in server.said()
