"""What the options of display change: colours, quiet commands, and errors as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from tests.support.terminal import on_terminal, uncoloured
from tests.support.tree import Tree

PROBLEM = "date 'someday' is not a date"


def run(*arguments: str, **environment: str) -> Result:
    runner = CliRunner(env={"NO_COLOR": None, "FORCE_COLOR": None, **environment})
    return runner.invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def site(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A site of a good post, one that is left out, and one that is published with a fault."""
    tree.post("a.md")
    tree.post("bad.md", date="someday")
    tree.post("odd.md", lang="en_GB")
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


@pytest.mark.usefixtures("site")
def test_what_costs_a_post_is_red_and_what_does_not_is_yellow() -> None:
    bad, odd = run("check", "--color", "always").stdout.splitlines()[:2]
    assert bad.startswith(f"\x1b[1mposts/bad.md:2\x1b[0m: \x1b[31m{PROBLEM}\x1b[0m; ")
    assert odd.startswith("\x1b[1mposts/odd.md:3\x1b[0m: \x1b[33mlang 'en_GB' is no")


@pytest.mark.usefixtures("site")
def test_the_summary_of_a_build_shows_problems_in_color() -> None:
    first = run("build", "--color", "always").stdout.splitlines()[0]
    assert first.startswith("\x1b[1m2 posts published\x1b[0m: ")
    assert first.endswith("; \x1b[31m2 faults\x1b[0m.")


def test_the_summary_of_a_check_is_red_or_green(site: Tree) -> None:
    summary = run("check", "--color", "always").stdout.splitlines()[-1]
    assert summary.endswith(": \x1b[31m2 errors\x1b[0m.")
    for name in ("bad.md", "odd.md"):
        (site.posts / name).unlink()
    good = run("check", "--color", "always").stdout
    assert good.splitlines()[-1] == "1 post: \x1b[32mno faults\x1b[0m."


@pytest.mark.usefixtures("site")
def test_a_verdict_is_green_or_red() -> None:
    run("build")
    safe = run("compare", "public", "--color", "always")
    assert safe.stdout.splitlines()[-1].startswith("\x1b[32mSafe to switch: ")
    harmful = run("compare", "public", "--url", "https://elsewhere.example", "--color", "always")
    assert harmful.stdout.splitlines()[-1].startswith("\x1b[31mNot safe to switch: ")


def test_an_error_without_a_file_is_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    error = run("build", "--color", "always").stderr
    assert error.startswith("\x1b[31mNo configuration file found. ")


@pytest.mark.usefixtures("site")
def test_colors_change_no_word() -> None:
    for arguments in (["check"], ["build", "--url", "nonsense"], ["build", "--sort"]):
        plain, colored = run(*arguments), run(*arguments, "--color", "always")
        assert plain.output != colored.output or "--sort" in arguments
        assert plain.output == uncoloured(plain.output) == uncoloured(colored.output)


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color=never"], {"FORCE_COLOR": "1"}, False),
        (["--color=auto"], {"FORCE_COLOR": "1"}, True),
    ],
)
@pytest.mark.usefixtures("site")
def test_a_pipe_gets_colors_only_on_request(
    arguments: list[str], environment: dict[str, str], colored: bool
) -> None:
    assert ("\x1b[" in run("check", *arguments, **environment).output) == colored


@pytest.mark.parametrize(
    ("environment", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_gets_colors(site: Tree, environment: dict[str, str], colored: bool) -> None:
    shown = on_terminal(site.root, 200, "check", exits=1, **environment)
    assert PROBLEM in shown
    assert ("\x1b[31m" in shown) == colored


@pytest.mark.parametrize(
    ("command", "shown"), [("build", ""), ("check", ""), ("list", "site\t\t2\t")]
)
def test_a_quiet_command_prints_faults_and_results_only(
    site: Tree, command: str, shown: str
) -> None:
    (site.posts / "UPPER.md").write_text("no front matter")
    loud, quiet = run(command), run(command, "--quiet")
    assert quiet.exit_code == loud.exit_code
    assert "published" not in quiet.output
    assert "note: " not in quiet.output
    assert (PROBLEM in quiet.output) == (PROBLEM in loud.output)
    assert quiet.stdout.startswith(shown)
    assert "faults" not in quiet.output


@pytest.mark.usefixtures("site")
def test_a_quiet_command_reports_errors() -> None:
    ran = run("build", "-q", "--output", "config.yaml")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "config.yaml" in ran.stderr


FAILING = [
    (["build", "--source", "nowhere"], 2, "the folder 'nowhere' does not exist"),
    (["build", "--srtict"], 2, "unknown option --srtict; did you mean --strict?"),
    (["build", "--config"], 2, "--config: needs a value; write it after the option"),
    (["list", "--sort", "age"], 2, "--sort: 'age' must be "),
    (["list", "--kind", "x"], 2, "--kind: "),
    (["build", "--output", "config.yaml"], 1, "config.yaml"),
    (["build", "--config", "broken.yaml"], 2, "broken.yaml:1: unknown key sit"),
    (["buidl"], 2, "unknown command 'buidl'; did you mean build?"),
    (["compare", "nothing.xml"], 2, "nothing.xml: does not exist"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), FAILING)
def test_with_json_an_error_is_one_object_on_standard_output(
    site: Tree, arguments: list[str], code: int, words: str
) -> None:
    (site.root / "broken.yaml").write_text("sit: {}\npsots: x\n")
    command, *options = arguments
    ran = run(command, "--json", *options)
    assert (ran.exit_code, ran.stderr) == (code, "")
    error = json.loads(ran.stdout)["error"]
    assert set(error) == {"message", "faults"}
    assert words in error["message"]
    assert run(*arguments).exit_code == code


def test_with_json_an_error_lists_every_fault_of_a_configuration(site: Tree) -> None:
    (site.root / "config.yaml").write_text("site:\n  titel: x\npsots: posts\n")
    error = json.loads(run("check", "--json").stdout)["error"]
    assert [(fault["path"], fault["line"]) for fault in error["faults"]] == [
        ("config.yaml", 2),
        ("config.yaml", 3),
    ]
    assert error["message"] == run("check").stderr.rstrip("\n")


def test_with_json_a_refused_build_says_why(site: Tree) -> None:
    assert run("build", "--json").exit_code == 0
    for file in site.posts.iterdir():
        file.unlink()
    ran = run("build", "--json")
    assert (ran.exit_code, ran.stderr) == (1, "")
    error = json.loads(ran.stdout)["error"]
    assert error["message"].startswith("nothing was written: ")
    assert error["faults"] == []
