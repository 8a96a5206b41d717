"""Wrong use of the command line exits with 2 and one line: what is wrong, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from feeds.cli import main

LONG = "x" * 300  # longer than the name of a file can be
NO_SOURCE = "--source: the folder 'nowhere' does not exist; name the folder that contains the posts"
WRONG = [
    ("buidl", "unknown command 'buidl'; did you mean build? (see feeds --help)"),
    ("x", "unknown command 'x' (see feeds --help)"),
    ("-", "unknown command '-' (see feeds --help)"),
    ("--", "feeds: the name of a command is missing; see feeds --help"),
    (
        "--verison",
        "feeds: unknown option --verison; did you mean --version? (see feeds --help)",
    ),
    (
        "-q build",
        "feeds: unknown option -q; write options after the command: feeds COMMAND -q "
        "(see feeds --help)",
    ),
    (
        "build --srtict",
        "feeds build: unknown option --srtict; did you mean --strict? (see feeds build --help)",
    ),
    (
        "build --accept-r",
        "feeds build: unknown option --accept-r; did you mean --accept-removals? "
        "(see feeds build --help)",
    ),
    ("list --force", "feeds list: unknown option --force (see feeds list --help)"),
    ("build -x", "feeds build: unknown option -x (see feeds build --help)"),
    (
        "hosting ngnix",
        "feeds hosting: unknown command 'ngnix'; did you mean nginx? (see feeds hosting --help)",
    ),
    ("build --config", "--config: needs a value; write it after the option"),
    ("build --force=yes", "--force: does not take a value; remove the value"),
    ("publish", "feeds publish: STORE is missing; see feeds publish --help"),
    ("list surplus", "feeds list: unexpected argument 'surplus'; see feeds list --help"),
    ("list one two", "feeds list: unexpected arguments 'one two'; see feeds list --help"),
    ("list --sort age", "--sort: 'age' must be kind, term, posts or newest"),
    ("completion tcsh", "SHELL: 'tcsh' must be bash, zsh or fish"),
    ("serve --port abc", "--port: 'abc' must be a whole number from 0 to 65535"),
    ("serve --port 70000", "--port: 70000 must be a whole number from 0 to 65535"),
    ("serve --workers 0", "--workers: 0 must be a whole number from 1 to 64"),
    (
        "hosting nginx --listen 80;",
        "--listen: '80;' is not a port or an address; write one such as 443 or 127.0.0.1:8080",
    ),
    ("hosting netlify --to /etc/hosts", "--to: '/etc/hosts' is a file; name a folder"),
    ("init nowhere", "DIR: 'nowhere' does not exist; name a folder, or create it first"),
    ("init /etc/hosts", "DIR: '/etc/hosts' is a file; name a folder"),
    (f"init {LONG}", f"DIR: '{LONG}' does not exist; name a folder, or create it first"),
    ("publish file:///tmp --source nowhere", NO_SOURCE),
    ("hosting nginx --source nowhere", NO_SOURCE),
    ("build --generator jekyl", "--generator: 'jekyl' is not known; did you mean jekyll?"),
]


EMPTY = [
    (["build", "--state", ""], "--state: is empty"),
    (["build", "--state="], "--state: is empty"),
    (["build", "", "--state", "x"], "the argument after build is empty"),
    ([""], "the argument after feeds is empty"),
]


@pytest.mark.parametrize(("arguments", "message"), EMPTY)
def test_an_empty_argument_is_refused_because_it_would_be_read_as_the_current_directory(
    arguments: list[str], message: str
) -> None:
    ran = CliRunner().invoke(main, arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == f"{message}; give it a value, or leave it out\n"


def test_control_characters_of_an_argument_are_escaped() -> None:
    for arguments in (["\x1b[2J"], ["build", "--\x1b[2J"], ["init", "\x1b[2J"]):
        error = CliRunner().invoke(main, arguments, color=True, env={"FORCE_COLOR": "1"}).stderr
        assert "\\x1b[2J" in error
        assert "\x1b[2J" not in error


def test_a_value_with_an_equals_sign_at_its_end_is_not_empty() -> None:
    ran = CliRunner().invoke(main, ["list", "--term", "a=", "--config", "missing.yaml"])
    assert ran.stderr.startswith("missing.yaml: ")


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_wrong_use_is_one_line(
    line: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(main, line.split())
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", message + "\n")


def test_without_a_command_the_help_is_shown_but_a_script_fails() -> None:
    ran = CliRunner().invoke(main, [])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("Usage: feeds [OPTIONS] COMMAND")
