"""Progress of long commands on a terminal: every stage, its count and its time left."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest

from feeds.cli import console
from feeds.cli import progress as progress_module
from feeds.cli.console import Display
from feeds.cli.progress import progress_bar
from feeds.pipeline.tasks import Progress
from tests.support.tree import Tree


class Terminal:
    """A terminal as standard error, and all that was ever written to it."""

    def __init__(self) -> None:
        self._host, guest = os.openpty()
        self._stderr = os.fdopen(guest, "w", encoding="utf-8")
        self.written = bytearray()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError):  # the other end is closed
            while True:
                self.written += os.read(self._host, 65536)

    @property
    def text(self) -> str:
        """All that was shown, without control codes."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", self.written.decode(errors="ignore"))

    def close(self) -> None:
        self._stderr.close()
        self._reader.join()

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show progress on this terminal while a block runs."""
        with patch.object(sys, "stderr", self._stderr), progress_bar() as progress:
            yield progress

    def shows(self, pattern: str, meanwhile: Callable[[], object] = lambda: None) -> bool:
        """Return whether text like a pattern appears, within ten seconds."""
        end = time.monotonic() + 10
        while not (found := re.search(pattern, self.text)) and time.monotonic() < end:
            meanwhile()
            time.sleep(0.02)
        return bool(found)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(progress_module, "_DELAY", 0.05)
    monkeypatch.setattr(console, "_display", Display())
    terminal = Terminal()
    yield terminal
    terminal.close()


def test_a_stage_is_shown_with_its_count(terminal: Terminal) -> None:
    with terminal.progress() as progress:
        progress("reading posts", 1200, 20000)
        assert terminal.shows("reading posts .* 1,200/20,000")


def test_a_stage_of_unknown_length_shows_what_was_found(terminal: Terminal) -> None:
    with terminal.progress() as progress:
        progress("finding changes", 1500, 0)
        assert terminal.shows("finding changes .* 1,500 ")
    terminal.close()
    assert "1,500/" not in terminal.text


def test_the_screen_changes_while_one_step_takes_long(terminal: Terminal) -> None:
    with terminal.progress() as progress:
        progress("reading posts", 0, 20000)
        assert terminal.shows(r"\| +reading posts .*- +reading posts .*")


def test_the_time_left_is_shown_once_it_can_be_estimated(terminal: Terminal) -> None:
    done = count()
    with terminal.progress() as progress:
        assert terminal.shows(r"\d s left", lambda: progress("building feeds", next(done), 999))


def test_two_stages_at_once_have_a_line_each_and_finished_ones_have_none(
    terminal: Terminal,
) -> None:
    with terminal.progress() as progress:
        progress("comparing feeds", 70, 70)
        progress("rendering posts", 5, 500)
        progress("building feeds", 1, 80)
        assert terminal.shows("rendering posts .* 5/500.*\n.*building feeds .* 1/80")
    terminal.close()
    assert "comparing feeds" not in terminal.text


def test_nothing_is_shown_of_what_is_over_at_once(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_module, "_DELAY", 60)
    with terminal.progress() as progress:
        progress("reading posts", 1, 2)
    assert not terminal.written


@pytest.mark.parametrize("chosen", [Display(quiet=True), Display(json=True)])
def test_quiet_and_json_show_nothing(
    terminal: Terminal, chosen: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "_display", chosen)
    with terminal.progress() as progress:
        progress("reading posts", 1, 2)
        time.sleep(0.3)
    assert not terminal.written


def test_a_pipe_gets_nothing(capfd: pytest.CaptureFixture[str], terminal: Terminal) -> None:
    with progress_bar() as progress:
        progress("reading posts", 1, 2)
        time.sleep(0.3)
    assert capfd.readouterr() == ("", "")
    assert not terminal.written


def test_an_error_ends_the_display_and_gives_the_cursor_back(terminal: Terminal) -> None:
    def failing() -> None:
        with terminal.progress() as progress:
            progress("reading posts", 1, 2)
            assert terminal.shows("reading posts")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    terminal.close()
    assert terminal.written.endswith(b"\x1b[2K")  # the line is empty again
    assert terminal.written.rindex(b"\x1b[?25h") > terminal.written.rindex(b"\x1b[?25l")


def test_a_first_build_counts_in_every_stage(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    for number in range(20):
        tree.post(f"{number}.md", date="2020-01-02", tags=["one", "two"])
    last: dict[str, tuple[int, int]] = {}
    tree.build(progress=lambda stage, done, total: last.update({stage: (done, total)}))
    assert {stage: counts for stage, counts in last.items() if counts != (0, 0)} == {
        "reading posts": (20, 20),
        "comparing feeds": (3, 3),
        "rendering posts": (20, 20),
        "building feeds": (3, 3),
    }


def test_a_terminal_that_cannot_erase_a_line_gets_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with terminal.progress() as progress:
        progress("reading posts", 1200, 20000)
        time.sleep(0.3)
    terminal.close()
    assert not terminal.written
