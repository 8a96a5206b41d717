"""``feeds check``: its lines, its formats, and what it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from tests.support.tree import Tree


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def site(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A site with a warning and a note."""
    tree.post("a.md", title="<b>A</b>")
    tree.post("b.md", title="")
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


def test_a_line_ends_with_its_rule_and_the_summary_counts_by_severity(site: Tree) -> None:
    site.post("c.md", title="C", date="someday")
    *lines, summary = run("check").stdout.splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == [
        "[html-title]",
        "[no-title]",
        "[left-out]",
    ]
    assert summary == "2 posts, 1 left out (1 with faults): 1 error, 1 warning, 1 note."


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 0),
        (["check", "--strict"], 1),
        (["check", "--strict", "--ignore", "html-title"], 0),
        (["check", "--strict", "--json"], 1),
        (["check", "--strict", "--format", "github"], 1),
    ],
)
@pytest.mark.usefixtures("site")
def test_warnings_fail_only_with_strict(arguments: list[str], code: int) -> None:
    assert run(*arguments).exit_code == code


@pytest.mark.usefixtures("site")
def test_rules_that_are_ignored_are_not_counted() -> None:
    result = run("check", "--ignore", "html-title", "--ignore", "no-title")
    assert result.stdout == "2 posts: no faults.\n"


def test_a_site_without_a_published_post_is_not_called_good(site: Tree) -> None:
    for name in "ab":
        site.post(f"{name}.md", title=name, draft=True)
    assert run("check").stdout == "0 posts, 2 left out (2 drafts): every feed is empty.\n"


def test_verbose_names_every_post_that_is_left_out_with_the_reason(site: Tree) -> None:
    site.post("draft.md", title="Draft", draft=True)
    site.post("later.md", title="Later", date="2999-01-01")
    site.post("bad.md", title="Bad", date="someday")
    site.post("kept.md", title="Kept", feed=False)
    assert "note" not in run("check").stderr
    assert run("check", "--verbose").stderr.splitlines() == [
        "note: posts/draft.md is left out (draft)",
        "note: posts/kept.md is left out (feed: false)",
        "note: posts/later.md is not published until 2999-01-01 00:00 +0000",
    ]


def test_verbose_names_files_that_the_configuration_ignores(site: Tree) -> None:
    file = site.configure()
    file.write_text(f"{file.read_text()}ignore: [private/, '*-old.md', '!new-old.md']\n")
    for name in ("private/deep/secret.md", "a-old.md", "new-old.md", "private/notes.txt"):
        site.post(name, title=name)
    assert "note" not in run("check").stderr
    assert run("check", "--verbose").stderr.splitlines() == [
        "note: posts/a-old.md is left out (ignore)",
        "note: posts/private/deep/secret.md is left out (ignore)",
    ]


def test_verbose_names_posts_by_paths_that_open_from_the_current_folder(
    site: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post("draft.md", title="Draft", draft=True)
    monkeypatch.chdir(site.root.parent)
    result = run("check", "--verbose", "--config", f"{site.root.name}/config.yaml")
    (line,) = (line for line in result.stderr.splitlines() if "left out" in line)
    assert Path(line.split()[1]).is_file()


@pytest.mark.parametrize("timezone", ["Asia/Tokyo", "America/New_York"])
def test_a_post_may_wait_until_the_last_day_that_dates_have(site: Tree, timezone: str) -> None:
    site.post("last.md", title="Last", date="9999-12-31 23:59 +0000")
    result = run("check", "--verbose", "--timezone", timezone)
    assert "note: posts/last.md is not published until 9999-12-31 " in result.stderr


@pytest.mark.usefixtures("site")
def test_an_unknown_rule_is_wrong_use() -> None:
    result = run("check", "--ignore", "no-titel")
    assert result.exit_code == 2
    assert result.stderr == "--ignore: the rule 'no-titel' does not exist; did you mean no-title?\n"


def test_an_unknown_rule_in_the_configuration_is_named_with_its_line(site: Tree) -> None:
    with (site.root / "config.yaml").open("a") as file:
        file.write("check:\n  ignore:\n    - no-titel\n")
    result = run("check")
    assert result.exit_code == 2
    message = "check.ignore.0: the rule 'no-titel' does not exist; did you mean no-title?"
    assert message in result.stderr


@pytest.mark.usefixtures("site")
def test_json_names_rule_and_severity_and_counts_like_the_text() -> None:
    data = json.loads(run("check", "--format", "json").stdout)
    found = [(fault["path"], fault["rule"], fault["severity"]) for fault in data["faults"]]
    assert found == [("a.md", "html-title", "warning"), ("b.md", "no-title", "note")]
    assert (data["errors"], data["warnings"], data["notes"]) == (0, 1, 1)
    assert data == json.loads(run("check", "--json").stdout)


@pytest.mark.parametrize("command", ["build", "check"])
def test_github_gets_annotations_on_standard_output(site: Tree, command: str) -> None:
    site.post("c.md", title="C", date="someday")
    result = run(command, "--format", "github")
    assert (
        "::error file=posts/c.md,line=2,title=left-out::date 'someday' is not a date; write"
        in result.stdout
    )
    assert "::" not in result.stderr


def test_paths_are_relative_to_the_workspace(site: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(site.root.parent))
    assert "file=site/posts/a.md,line=3,title=html-title" in run("check", "--format=github").stdout


def test_faults_of_the_configuration_are_annotated(site: Tree) -> None:
    with (site.root / "config.yaml").open("a") as file:
        file.write("nonsense: 1\n")
    result = run("check", "--format", "github")
    assert result.exit_code == 2
    assert result.stdout.startswith("::error file=config.yaml,line=")
    assert "title=feeds::unknown key nonsense" in result.stdout


def test_feeds_that_are_too_large_have_no_place(site: Tree) -> None:
    for name in "ab":
        site.post(f"{name}.md", title=name, body="word " * 120_000)
    lines = [line for line in run("check").stdout.splitlines() if "large-feed" in line]
    (line,) = lines
    assert line.startswith("3 feed files are larger than 1 MiB")
    assert not Path(line.partition(":")[0]).exists()


def test_a_fault_in_a_template_of_pages_is_found_before_a_build(site: Tree) -> None:
    (site.root / "own").mkdir()
    (site.root / "own" / "feed.html").write_text("<p>\n{% for %}", encoding="utf-8")
    site.feeds = {"pages": {"templates": "own"}}
    site.configure()
    result = run("check")
    assert result.exit_code == 2
    assert result.stderr.startswith("own/feed.html:2: ")
