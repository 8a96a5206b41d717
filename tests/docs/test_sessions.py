"""Every shell command in the documentation works, and prints what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from contextlib import suppress
from pathlib import Path

import click
import pytest

from tests.support.docs import WITH_README
from tests.support.sessions import SITES, Session, Stop, agrees, run, sessions
from tests.support.workflows import parse_command

TEXTS = {name: file.read_text(encoding="utf-8") for name, file in WITH_README.items()}
SESSIONS = [one for name, text in TEXTS.items() for one in sessions(name, text)]
_INLINE = re.compile(r"(?<!`)`feeds ([a-z][^`\n]*)`(?!`)")
_PROGRAM = re.compile(
    r"(?:^|&& |bundle exec |sudo )(jekyll|hugo|nginx|caddy|aws|redis-server)\b", re.MULTILINE
)
_INSTALLED = {
    "jekyll": shutil.which("jekyll"),
    "hugo": os.environ.get("FEEDS_HUGO"),
    "nginx": shutil.which("/usr/sbin/nginx"),
    "caddy": shutil.which("caddy"),
    "aws": os.environ.get("FEEDS_MOTO"),
    "redis-server": shutil.which("redis-server"),
}
_PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b|…")


@pytest.mark.parametrize("session", SESSIONS, ids=[one.name for one in SESSIONS])
def test_the_commands_of_a_page_print_what_it_shows(session: Session, tmp_path: Path) -> None:
    """``python -m tests.support.sessions PAGE`` writes the output of today into the page."""
    for step in session.steps:
        for program in _PROGRAM.findall(step.text) if not isinstance(step, Stop) else ():
            if not _INSTALLED[program]:
                pytest.skip(f"{program} is not installed")
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
