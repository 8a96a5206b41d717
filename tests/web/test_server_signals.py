"""A process that is told to end does, whatever its main thread is at when it is told."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

import pytest

from tests.support import ROOT

PATIENCE = 20  # seconds

BEGIN = """
import os, signal, threading, time
from feeds.web.server import ENDING, end_at_once, call_later_handlers, call_present_handlers

lock, ended = threading.Lock(), threading.Event()

def set_handlers(handler):
    for number in ENDING:
        signal.signal(number, handler)

def end(*_):
    with lock:
        ended.set()

def ready():
    print("ready", flush=True)
"""
LATER = "call_later_handlers()\nset_handlers(end)\n"
PRESENT = "set_handlers(end)\ncall_present_handlers()\n"
BOTH = pytest.mark.parametrize("told", [LATER, PRESENT], ids=["later", "present"])
EACH = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])


@contextmanager
def running(script: str) -> Iterator[Popen[str]]:
    command = [sys.executable, "-c", BEGIN + script]
    with Popen(command, cwd=ROOT, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@EACH
@BOTH
def test_a_waiting_main_thread_receives_the_signal(told: str, number: int) -> None:
    with running(told + "ready()\nended.wait()") as process:
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0


@BOTH
def test_the_main_thread_may_hold_the_lock_of_a_handler(told: str) -> None:
    script = """
with lock:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.2)
ready()
ended.wait()
"""
    with running(told + script) as process:
        assert process.wait(PATIENCE) == 0


def test_a_handler_that_was_not_ready_is_called_again() -> None:
    script = """
calls = []

def end(*_):
    calls.append(1)
    if len(calls) == 2:
        ended.set()
"""
    with running(script + PRESENT + "ready()\nended.wait()") as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_later_handlers_are_called_once() -> None:
    script = """
calls = []

def end(*_):
    calls.append(1)

ready()
for _ in range(3):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.6)
assert calls == [1]
"""
    with running(LATER + "set_handlers(lambda *_: end())" + script) as process:
        assert process.wait(PATIENCE) == 0


@EACH
def test_without_a_handler_the_process_ends(number: int) -> None:
    script = "end_at_once()\ncall_later_handlers()\nready()\ntime.sleep(60)"
    with running(script) as process:
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number


def test_a_signal_to_a_child_does_not_reach_its_parent() -> None:
    script = """
child = os.fork()
if not child:
    end_at_once()
    time.sleep(60)
time.sleep(0.2)
os.kill(child, signal.SIGTERM)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
assert not ended.wait(0.5)
ready()
ended.wait()
"""
    with running(PRESENT + script) as process:
        process.terminate()
        assert process.wait(PATIENCE) == 0
