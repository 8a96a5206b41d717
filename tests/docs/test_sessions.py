"""Every shell command in the documentation works, and prints what the page shows."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from pathlib import Path

import click
import pytest

from tests.support.docs import WITH_README
from tests.support.sessions import SITES, Session, agrees, missing_programs, run, sessions
from tests.support.workflows import parse_command

TEXTS = {name: file.read_text(encoding="utf-8") for name, file in WITH_README.items()}
SESSIONS = [one for name, text in TEXTS.items() for one in sessions(name, text)]
_INLINE = re.compile(r"(?<!`)`feeds ([a-z][^`\n]*)`(?!`)")
_PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b|…")


@pytest.mark.parametrize("session", SESSIONS, ids=[one.name for one in SESSIONS])
def test_the_commands_of_a_page_print_what_it_shows(session: Session, tmp_path: Path) -> None:
    """``python -m tests.support.sessions PAGE`` writes the output of today into the page."""
    if absent := missing_programs(session):
        pytest.skip(f"not installed: {', '.join(absent)}")
    for command, output, status in run(session, tmp_path / "session"):
        where = f"{session.page}:{command.line}: {command.text}"
        if command.shown is None:
            assert status == 0, f"{where}\n{output}"
        else:
            assert agrees(command.shown, output), f"{where}\n{output}"
            assert status == 0 or output, where


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("1 post: no faults.\nbuilt in 0.12 s\n", True),
        ("1 post: no faults.\n...\n", True),
        ("...\nbuilt in 0.12 s\n", True),
        ("1 post: no faults.\n", False),
        ("2 posts: no faults.\nbuilt in 0.12 s\n", False),
        ("1 post: no faultsX\nbuilt in 0.12 s\n", False),
        ("", False),
    ],
)
def test_a_page_agrees_with_the_same_output_at_another_time(shown: str, same: bool) -> None:
    assert agrees(shown, "1 post: no faults.\nbuilt in 9.99 s\n") is same


@pytest.mark.parametrize(
    ("page", "agreed"), [("$ echo one\none\n", True), ("$ echo one\ntwo\n", False)]
)
def test_a_command_that_prints_something_else_is_found(
    page: str, agreed: bool, tmp_path: Path
) -> None:
    text = f"<!-- start: empty -->\n```console\n{page}```\n"
    (session,) = sessions("page", text)
    (ran,) = run(session, tmp_path / "session")
    assert agrees(str(ran.command.shown), ran.output) is agreed


def test_a_session_has_temporary_files_of_its_own(tmp_path: Path) -> None:
    text = "<!-- start: empty -->\n```console\n$ touch /tmp/etag.txt && ls /tmp/\n```\n"
    (session,) = sessions("page", text)
    outputs = [ran.output for ran in run(session, tmp_path / "session")]
    assert outputs == ["etag.txt\n"]


def test_every_site_of_the_sessions_is_used() -> None:
    assert {site.name for site in SITES.iterdir()} <= {one.site for one in SESSIONS}


@pytest.mark.parametrize("name", TEXTS)
def test_commands_inside_sentences_exist(name: str) -> None:
    """``feeds build --strict`` in a sentence names a command and options that there are."""
    for words in _INLINE.findall(TEXTS[name]):
        command = words.partition(" | ")[0]
        if not _PLACEHOLDER.search(command) and "[" not in command:
            with suppress(click.MissingParameter, click.exceptions.NoArgsIsHelpError):
                parse_command(shlex.split(command))
