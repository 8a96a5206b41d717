"""``feeds build``: dry runs in words and in JSON, and lines that a job of GitHub must not run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from tests.support.tree import Tree


def build(*options: str) -> Result:
    """Run ``feeds build`` in this process."""
    return CliRunner().invoke(main, ["build", *options], catch_exceptions=False)


@pytest.fixture
def here(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A site of three posts and no pages, built, in which one was removed since."""
    tree.feeds = {"pages": False}
    tree.post("a.md", tags=["bread"])
    tree.post("b.md", date="2026-01-03", tags=["bread"])
    tree.post("c.md", date="2026-01-04", tags=["rye"])
    tree.configure()
    monkeypatch.chdir(tree.root)
    assert build().exit_code == 0
    (tree.posts / "c.md").unlink()
    return tree


def files(tree: Tree) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in tree.root.rglob("*")}


@pytest.mark.usefixtures("here")
def test_a_dry_run_names_documents_and_counts_them() -> None:
    *lines, posts, feeds = build("--dry-run").stdout.splitlines()
    formats = ["atom", "json", "rss"]
    assert lines == [
        *(f"would write /feed.{one}" for one in formats),
        *(f"would remove /tags/rye/feed.{one}" for one in formats),
    ]
    assert posts == "2 posts would be published: 0 files read, 2 unchanged."
    assert feeds.startswith(
        "2 feeds in 3 formats: 6 feed files, 3 would be written, 3 unchanged, 3 would be removed. "
    )


def test_a_dry_run_writes_nothing_and_the_build_after_it_does_what_it_said(here: Tree) -> None:
    before = files(here)
    dry = json.loads(build("--dry-run", "--json").stdout)
    assert files(here) == before
    real = json.loads(build("--json").stdout)
    assert (dry.pop("dry_run"), real.pop("dry_run")) == (True, False)
    del dry["seconds"], real["seconds"]
    assert dry == real
    assert len(dry["withdrawn"]) == 3


def test_a_dry_run_names_pages_too(here: Tree) -> None:
    here.feeds = {}
    here.configure()
    lines = build("--dry-run").stdout.splitlines()
    assert "would write /feeds/tag/bread.html" in lines
    assert "3 pages" not in lines[-1]
    assert "4 pages, 4 would be written. " in lines[-1]


def test_many_documents_are_counted_by_folder_unless_all_are_asked_for(here: Tree) -> None:
    here.post("d.md", tags=[f"tag {number}" for number in range(10)])
    assert "would write 30 files in /tags/" in build("--dry-run").stdout.splitlines()
    lines = build("--dry-run", "--verbose").stdout.splitlines()
    assert "would write /tags/tag-9/feed.json" in lines
    assert len(lines) == 3 + 30 + 3 + 2


def test_quiet_prints_nothing(here: Tree) -> None:
    before = files(here)
    result = build("--dry-run", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert files(here) == before


def test_what_a_build_would_refuse_a_dry_run_refuses(here: Tree) -> None:
    for file in here.posts.iterdir():
        file.unlink()
    before = files(here)
    dry = build("--dry-run")
    assert (dry.exit_code, dry.stdout) == (1, "")
    assert dry.stderr.startswith("nothing was written: ")
    assert files(here) == before
    assert build().stderr == dry.stderr


def test_faults_count_with_strict(here: Tree) -> None:
    here.write("bad.md", "---\ndate: +0800\n---\n")
    result = build("--dry-run", "--strict")
    assert result.exit_code == 1
    assert "posts/bad.md:2: date" in result.stderr


@pytest.mark.parametrize(("rule", "code"), [("left-out", 0), ("incomplete", 1)])
def test_strict_does_not_count_rules_that_are_switched_off(
    here: Tree, rule: str, code: int
) -> None:
    here.write("bad.md", "---\ndate: +0800\n---\n")
    config = here.configure()
    config.write_text(f"{config.read_text('utf-8')}check: {{ignore: [{rule}]}}\n", "utf-8")
    result = build("--strict")
    assert result.exit_code == code
    assert "posts/bad.md:2: date" in result.stderr


def test_no_line_of_the_log_is_a_command_of_the_runner(here: Tree) -> None:
    """The runner finds ``##[command]`` anywhere in a line that does not begin with ``::``."""
    for number in range(12):
        here.write(f"##[add-mask]{number}.md", f"---\ndate: '##[stop-commands]{number}'\n---\n")
    *annotations, rest, other, counts, _, _ = build("--format", "github").stdout.splitlines()
    assert all(line.startswith("::error file=posts/##[add-mask]") for line in annotations)
    assert rest.startswith("error: posts/#\\x23[add-mask]")
    assert "##[" not in rest + other
    assert counts.endswith("the others: 2 errors.")


def test_a_note_is_one_line_whatever_the_names_of_files_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "hugo.toml": "baseURL = 'https://example.com/'",
        "content/rye.md": "---\ndate: 2026-01-02\n---\n",
        "layouts/\n::add-mask::e/rss.xml": "",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    (note,) = build("--format", "github").stderr.splitlines()
    assert "(layouts/\\n::add-mask::e/rss.xml)" in note


@pytest.mark.parametrize("key", ["output", "state"])
def test_the_configured_output_holds_no_posts_even_if_an_option_names_another(
    here: Tree, key: str
) -> None:
    """CI builds into a folder of its own, after another program wrote the site's pages."""
    config = here.configure()
    config.write_text(config.read_text().replace("posts: posts", "posts: ."))
    here.write("../site/page.html", "<title>Page</title>")
    options = ("--output", "../public", "--state", "../kept", "--json")
    assert len(json.loads(build(*options).stdout)["faults"]) == 1
    config.write_text(f"{config.read_text()}{key}: site\n")
    assert json.loads(build(*options).stdout)["faults"] == []
