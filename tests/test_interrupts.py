"""A signal ends the program, whatever code it interrupts."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.support import ROOT
from tests.support.tree import Tree

PATIENCE = 20
"""Seconds; a lost signal leaves ``feeds watch`` running forever."""

# Signals come, all at one moment, while nh3 asks for the URL of a link.
INTERRUPTED = """
import signal, threading
from feeds.__main__ import run
from feeds.assemble import sanitizer

find = sanitizer.absolute

def absolute(url, base):
    if not sent:
        sent.append(url)
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        for number in signals:
            signal.pthread_kill(threading.get_ident(), number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    return find(url, base)

sent, signals = [], {signals}
sanitizer.absolute = absolute
run()
"""

# Ctrl-C comes while a library runs code that is a string, as namedtuple() does.
AMID_A_STRING = """
import sys, types

commands = types.ModuleType("feeds.cli")
commands.main = lambda: exec("raise KeyboardInterrupt")
sys.modules["feeds.cli"] = commands
from feeds.__main__ import run
run()
"""


def interrupt(tree: Tree, command: str, *signals: int) -> subprocess.CompletedProcess[str]:
    """Run a command that gets signals while it makes the URL of a link absolute."""
    tree.post("linked.md", "A [link](/there).")
    code = INTERRUPTED.format(signals=[int(number) for number in signals])
    return subprocess.run(
        [sys.executable, "-c", code, command, "--config", str(tree.configure())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize(
    "signals", [[signal.SIGTERM], [signal.SIGINT], [signal.SIGINT, signal.SIGTERM]]
)
def test_a_watcher_ends_if_signals_come_amid_a_link(tree: Tree, signals: list[int]) -> None:
    pytest.importorskip("watchfiles")
    ended = interrupt(tree, "watch", *signals)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_an_interrupted_build_publishes_no_link_without_its_url(tree: Tree) -> None:
    ended = interrupt(tree, "build", signal.SIGINT)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "\nAborted!\n")
    assert not list(tree.output.rglob("feed*"))


ABORTED = """
from functools import cached_property
from feeds.__main__ import run

def fail(*_):
    raise {error}

cached_property.__set_name__ = fail  # called while a class is made
run()
"""


@pytest.mark.parametrize(
    ("error", "said"), [("KeyboardInterrupt", "\nAborted!\n"), ("ValueError", "Traceback")]
)
def test_ctrl_c_while_a_class_is_made_says_aborted(error: str, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ABORTED.format(error=error), "build"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(said)


LOST = """
import sys, weakref
from feeds.interrupts import keep_interrupts

class Thing:
    pass

def fail(*_):
    raise {error}

class Failing(Thing):
    __del__ = fail

keep_interrupts()
thing = {thing}
del thing
while True:
    pass
"""


@pytest.mark.parametrize("thing", ["Failing()", "Thing(); reference = weakref.ref(thing, fail)"])
@pytest.mark.parametrize(
    ("error", "code"), [("SystemExit", 0), ("KeyboardInterrupt", -signal.SIGINT)]
)
def test_python_ignores_nothing_that_ends_the_program(thing: str, error: str, code: int) -> None:
    script = LOST.format(thing=thing, error=error)
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert ended.returncode == code
    assert "ignored" not in ended.stderr


def test_other_errors_that_python_ignores_are_reported() -> None:
    script = LOST.format(thing="Failing()", error="ValueError").replace("while True", "while False")
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert "Exception ignored in: <function fail" in ended.stderr
    assert "ValueError" in ended.stderr


def test_the_exit_code_is_1_if_ctrl_c_comes_amid_code_in_a_string() -> None:
    """Python would end with the signal instead."""
    ended = subprocess.run(
        [sys.executable, "-c", AMID_A_STRING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stderr) == (1, "\nAborted!\n")
