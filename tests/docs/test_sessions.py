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
