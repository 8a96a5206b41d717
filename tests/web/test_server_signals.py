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
def test_one_that_waits_is_told(told: str, number: int) -> None:
    with running(told + "ready()\nended.wait()") as process:
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0


@BOTH
def test_what_the_handler_needs_may_be_held_by_the_main_thread(told: str) -> None:
    script = """
with lock:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.2)
ready()
ended.wait()
"""
    with running(told + script) as process:
        assert process.wait(PATIENCE) == 0


def test_who_was_not_ready_to_listen_is_told_again() -> None:
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


def test_handlers_to_come_are_told_but_once() -> None:
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
def test_before_there_is_a_handler_it_ends_at_once(number: int) -> None:
    script = "end_at_once()\ncall_later_handlers()\nready()\ntime.sleep(60)"
    with running(script) as process:
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number


def test_of_what_ends_a_forked_process_its_parent_is_not_told() -> None:
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
