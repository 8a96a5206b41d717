"""What commands cost: medians of time and processor time, and memory at its peak."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

_EVERY = 0.05
"""Seconds between two looks at the memory."""
_HERE = Path(__file__).parent.parent


class Job(NamedTuple):
    """A command to measure."""

    command: Sequence[str]
    prepare: Callable[[], None] = lambda: None
    """Done before each run, outside the measured time."""


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    """The whole process, at the median."""
    processor: float
    """Seconds of processor time, of its children too, at the median."""
    memory: int
    """Bytes of the whole process tree at its peak: each page counted once (PSS)."""


def costs(jobs: Mapping[str, Job], runs: int) -> dict[str, Cost]:
    """Run all in turn, once for memory, then so often for time.

    In turn, so that what else the machine does falls on all; apart, because looking at a
    process's memory holds it up. With no ``runs`` the time is that of the run for memory.
    """
    watched = {name: _prepared(job, _watched) for name, job in jobs.items()}
    rounds = [{name: _prepared(job, _timed) for name, job in jobs.items()} for _ in range(runs)]
    return {
        name: _at_the_median([each[name] for each in rounds] or [cost], cost.memory)
        for name, cost in watched.items()
    }


def medians(runs: int) -> str:
    """Say of how many runs the times are."""
    return "Of one run." if runs < 2 else f"Medians of {runs} runs."


def run(command: Sequence[str]) -> None:
    """Run a command that must succeed."""
    with _running(command) as process:
        process.wait()


def _at_the_median(took: Sequence[Cost], memory: int) -> Cost:
    seconds = median(cost.seconds for cost in took)
    return Cost(seconds, median(cost.processor for cost in took), memory)


def _prepared(job: Job, measure: Callable[[Sequence[str]], Cost]) -> Cost:
    job.prepare()
    return measure(job.command)


def _timed(command: Sequence[str]) -> Cost:
    began, processor = time.perf_counter(), _processor()
    run(command)
    return Cost(time.perf_counter() - began, _processor() - processor, 0)


def _watched(command: Sequence[str]) -> Cost:
    began, processor, peak = time.perf_counter(), _processor(), 0
    with _running(command) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_memory, _session(process.pid))))
            time.sleep(_EVERY)
    return Cost(time.perf_counter() - began, _processor() - processor, peak)


def _processor() -> float:
    """Return the processor time of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment() -> dict[str, str]:
    """Return what programs are run with: what is installed has its bytecode, so ours keeps it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command; it must have succeeded by the end of the block."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command,
            cwd=_HERE,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,
        )
        yield process
        if process.wait():
            told.seek(0)
            raise RuntimeError(f"{command!r} failed:\n{told.read().decode(errors='replace')}")


def _session(leader: int) -> Iterator[Path]:
    """Yield the processes of a session; a process tree shares one."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[3]) == leader:
            yield process


def _memory(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
