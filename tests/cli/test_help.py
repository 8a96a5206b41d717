"""``feeds help``: the documentation for those who have installed only the program."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import feeds
from feeds.cli import main
from feeds.cli.help import DOCS as SHOWN
from feeds.cli.help import topics
from tests.support import ROOT
from tests.support.docs import DOCS, PAGES, read_page
from tests.support.terminal import on_terminal, uncoloured

PACKAGE = Path(feeds.__file__).parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["help", *arguments], catch_exceptions=False)


def texts() -> Iterator[str]:
    """Yield all that the package can say: its texts apart from docstrings, and commands' help."""
    for file in PACKAGE.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(file.read_bytes())))
        docstrings = [node.value for node in nodes if isinstance(node, ast.Expr)]
        for node in nodes:
            if isinstance(node, ast.Constant) and node not in docstrings:
                yield str(node.value)
    yield from helps(main)


def helps(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from helps(inner)


def test_every_page_is_listed_with_what_it_is_for() -> None:
    lines = run().stdout.splitlines()
    for name in topics():
        (line,) = (line for line in lines if line.split()[:1] == [name])
        assert len(line.split()) > 4, line
    assert [line for line in lines if len(line) > 80] == []


def test_a_pipe_gets_the_page_as_it_was_written() -> None:
    result = run("moving")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == read_page("moving")


def test_a_terminal_shows_the_page_without_its_marks(tmp_path: Path) -> None:
    shown = on_terminal(tmp_path, 70, "help", "python", LINES="500")
    assert "\x1b[1m" in shown
    lines = uncoloured(shown).splitlines()
    text = " ".join(" ".join(lines).split())
    assert lines[0].strip() == "Python API"
    assert max(map(len, lines)) <= 70
    assert "```" not in text
    assert "import feeds is fast, because each name is loaded" in text


def test_a_link_to_another_page_names_its_topic(tmp_path: Path) -> None:
    shown = uncoloured(on_terminal(tmp_path, 80, "help", "python", LINES="500"))
    text = " ".join(shown.split())
    assert "use the blueprint in a Flask app (feeds help flask)" in text
    assert ".md" not in text


def test_examples_keep_their_links_and_comments(tmp_path: Path) -> None:
    assert "[the first try](/2026/" in uncoloured(
        on_terminal(tmp_path, 80, "help", "checks", LINES="500")
    )
    shown = uncoloured(on_terminal(tmp_path, 80, "help", "posts", LINES="500"))
    assert "<!-- more -->" in shown
    assert "<!-- file:" not in shown


@pytest.mark.parametrize(("lines", "paged"), [("20", True), ("500", False)])
def test_a_page_that_is_longer_than_the_terminal_goes_through_a_pager(
    tmp_path: Path, lines: str, paged: bool
) -> None:
    shown = on_terminal(tmp_path, 80, "help", "python", LINES=lines, PAGER="sed s/^/paged:/")
    assert shown.startswith("paged:") is paged


@pytest.mark.parametrize("name", ["build", "list"])
def test_the_name_of_a_command_shows_its_help(name: str) -> None:
    asked = CliRunner().invoke(main, [name, "--help"], prog_name="feeds").stdout
    shown = CliRunner().invoke(main, ["help", name], prog_name="feeds").stdout
    assert shown == asked


@pytest.mark.parametrize(
    ("topic", "remedy"),
    [
        ("movign", "did you mean moving?"),
        ("biuld", "did you mean build?"),
        ("Moving", "did you mean moving?"),
        ("moving.md", "did you mean moving?"),
        ("podcast", "did you mean podcasts?"),
        ("(", "read a page that contains it: "),
        ("zebra", "run `feeds help` to list all topics"),
        ("../README", "run `feeds help` to list all topics"),
        ("similar-terms", "read a page that contains it: checks"),
    ],
)
def test_an_unknown_topic_is_wrong_use_and_names_the_nearest(topic: str, remedy: str) -> None:
    result = run(topic)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"unknown topic or command {topic!r}; {remedy}")


def test_json_has_the_text() -> None:
    summary = topics()["moving"].summary
    listed = {"topic": "moving", "section": "how-to", "summary": summary}
    assert listed in json.loads(run("--json").stdout)
    page = read_page("moving")
    assert json.loads(run("moving", "--json").stdout) == {"topic": "moving", "text": page}
    asked = json.loads(run("list", "--json").stdout)
    assert (asked["command"], asked["text"]) == ("list", run("list").stdout.rstrip("\n"))
    result = run("movign", "--json")
    assert result.exit_code == 2
    assert "did you mean moving?" in json.loads(result.stdout)["error"]["message"]


def test_colours_can_be_asked_for_in_a_pipe_and_refused_on_a_terminal(tmp_path: Path) -> None:
    piped = run("python", "--color", "always").stdout
    assert "\x1b[1m" in piped
    assert "```" not in piped
    refused = on_terminal(tmp_path, 80, "help", "python", "--color", "never", LINES="500")
    assert "\x1b" not in refused
    assert "```" not in refused


def test_every_topic_that_a_message_names_exists() -> None:
    named = {name for text in texts() for name in re.findall(r"`feeds help ([\w-]+)`", text)}
    assert {"moving", "config"} <= named <= set(topics())


def test_no_message_names_a_file_that_only_a_clone_has() -> None:
    page = re.compile(r"docs/[\w/-]+\.md|README\.md|CHANGELOG\.md")
    assert [text for text in texts() if page.search(text)] == []


def test_the_wheel_contains_the_pages() -> None:
    """.ci/run installs the wheel and reads one of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {
        f"docs/{name}": f"feeds/docs/{name}"
        for name in ("terms.md", "tutorial", "how-to", "reference", "explanation")
    }
    assert {file.relative_to(DOCS).parts[0] for file in PAGES.values()} - {"index.md"} == {
        name.removeprefix("docs/") for name in wheel["force-include"]
    }
    assert SHOWN == DOCS
