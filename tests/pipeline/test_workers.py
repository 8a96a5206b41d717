"""Whoever does the work, and however many of them, the results are the same."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from feeds.config import Config
from feeds.errors import DamagedError, EditionError
from feeds.pipeline import build as build_module
from feeds.pipeline import processes
from feeds.pipeline.build import build
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.tasks import Task, unchanged
from feeds.pipeline.workers import Workers

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def project(root: Path, output: str = "public") -> Project:
    config = {
        "site": {"title": "x", "url": "https://example.com", "timezone": "UTC"},
        "generator": "plain",
        "posts": "posts",
        "output": output,
        "state": f"{output}.state",
    }
    return open_project(Config.of(config), root)


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    for number in range(120):
        day = f"2026-01-{number % 28 + 1:02}"
        text = f"---\ntitle: {number}\ndate: {day}\ntags: [t{number % 7}]\n---\n*{number}*\n"
        (tmp_path / "posts" / f"{number}.md").write_text(text)
    (tmp_path / "posts" / "broken.md").write_text("---\ntitle: x\ndate: never\n---\n")
    return tmp_path


def shouted(found: Project, item: int) -> tuple[str, int, int]:
    return found.site.title, item * item, os.getpid()


def lost(_: Project, item: tuple[int, int]) -> int:
    number, parent = item
    if number == 50 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_the_order_of_the_items(blog: Path) -> None:
    items = list(range(1000))
    with Workers(project(blog), processes=3, least=0) as workers:
        found = list(workers.each(Task(unchanged, shouted, unchanged), items))
    assert [square for _, square, _ in found] == [item * item for item in items]
    assert {title for title, _, _ in found} == {"x"}
    assert len({pid for _, _, pid in found}) > 1


@pytest.mark.parametrize(("processes", "cost"), [(1, 1.0), (2, 0.01)])
def test_little_work_is_done_here(blog: Path, processes: int, cost: float) -> None:
    with Workers(project(blog), processes) as workers:
        found = list(workers.each(Task(unchanged, shouted, unchanged, cost), range(20)))
    assert {pid for _, _, pid in found} == {os.getpid()}


def waited(_: Project, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_work_is_shared_by_as_many_processes_as_were_asked_for(blog: Path) -> None:
    """This one works too, while it waits for the others."""
    with Workers(project(blog), processes=3) as workers:
        found = list(workers.each(Task(unchanged, waited, unchanged, 0.02), [0.02] * 100))
    assert len(set(found)) == 3
    assert os.getpid() in found


def test_a_machine_with_many_cores_starts_few_processes_for_little_work(blog: Path) -> None:
    """They would take longer to start than the work takes."""
    with Workers(project(blog), processes=40) as workers:
        found = list(workers.each(Task(unchanged, waited, unchanged, 0.003), [0.003] * 400))
    assert 1 < len(set(found)) <= 8


def failed(_: Project, item: int) -> int:
    time.sleep(0.002)
    if item >= 7:
        raise EditionError(f"no space left for {item}")
    return item


def test_the_first_error_is_raised_wherever_the_work_was_done(blog: Path) -> None:
    with Workers(project(blog), processes=2, least=0) as workers:
        found = workers.each(Task(unchanged, failed, unchanged), range(100))
        assert [next(found) for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(EditionError, match="no space left for 7"):
            list(found)
        assert workers.remarks == []


def large(_: Project, item: bytes) -> bytes:
    return item + b"."


def test_questions_and_answers_may_be_larger_than_a_pipe(blog: Path) -> None:
    items = [bytes([number]) * 1_000_000 for number in range(50)]
    with Workers(project(blog), processes=2, least=0) as workers:
        found = workers.stream(Task(unchanged, large, unchanged), items, len(items), chunk=1)
        assert list(found) == [item + b"." for item in items]


def test_where_a_process_is_lost_nothing_else_is(blog: Path) -> None:
    items = [(number, os.getpid()) for number in range(300)]
    with Workers(project(blog), processes=2, least=0) as workers:
        assert list(workers.each(Task(unchanged, lost, unchanged), items)) == list(range(300))
        assert list(workers.each(Task(unchanged, lost, unchanged), items)) == list(range(300))
        assert workers.remarks == []


def test_where_a_process_is_lost_what_waits_for_its_results_goes_on_too(blog: Path) -> None:
    items = [(number, os.getpid()) for number in range(300)]
    with Workers(project(blog), processes=2, least=0) as workers:
        within = workers.each(Task(unchanged, lost, unchanged), items)
        around = workers.stream(Task(unchanged, shouted, unchanged), within, 300, chunk=4)
        assert [square for _, square, _ in around] == [item * item for item in range(300)]


def test_processes_that_cannot_import_what_they_need_are_named(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_is_alone", lambda: False)  # copies need not import it
    module = ModuleType("only_here")
    exec("def work(project, item): return item", vars(module))
    monkeypatch.setitem(sys.modules, "only_here", module)
    task: Task[int, int, int, int] = Task(unchanged, module.work, unchanged)
    with Workers(project(blog), processes=2, least=0) as workers:
        assert list(workers.each(task, range(300))) == list(range(300))
    what = "worker processes could not be started (No module named 'only_here')"
    assert workers.remarks == [f"{what}; the build used one process"]


def test_what_is_built_is_the_same_byte_for_byte(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = project(blog, "alone")
    reports = [build(alone, NOW, lambda *_: None)]
    monkeypatch.setattr(build_module, "Workers", lambda made, **_: Workers(made, 2, 0))
    together = project(blog, "together")
    reports.append(build(together, NOW, lambda *_: None))
    first, second = (
        {file.relative_to(one.output): file.read_bytes() for file in one.output.rglob("*.*")}
        for one in (alone, together)
    )
    assert first == second
    assert reports[0].faults == reports[1].faults
    assert len(reports[0].faults) == 1


def test_a_generator_that_cannot_be_pickled_is_used_in_one_process(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_is_alone", lambda: False)  # copies have it already
    opened = project(blog)
    opened.generator.tidy = lambda text: text  # type: ignore[attr-defined]
    with Workers(opened, processes=2, least=0) as workers:
        found = list(workers.each(Task(unchanged, shouted, unchanged), range(3)))
    assert {pid for _, _, pid in found} == {os.getpid()}
    assert "cannot be pickled" in workers.remarks[0]


def test_where_no_process_can_be_started_the_work_is_done_here(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as on a host that limits processes."""

    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, "no more processes")

    monkeypatch.setattr(os, "fork", refused)
    monkeypatch.setattr(processes, "_is_alone", lambda: True)
    with Workers(project(blog), processes=3, least=0) as workers:
        found = list(workers.each(Task(unchanged, shouted, unchanged), range(100)))
    assert {pid for _, _, pid in found} == {os.getpid()}
    assert "no more processes" in workers.remarks[0]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()  # Ctrl-C still ends the build


def test_a_signal_that_comes_while_a_copy_starts_never_undoes_the_build_there(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C reaches copies too; in a copy, it must not remove files or give up locks."""
    fork, build_process, undone = os.fork, os.getpid(), blog / "undone"

    def interrupted() -> int:
        copy = fork()
        if not copy:
            signal.raise_signal(signal.SIGINT)
        return copy

    monkeypatch.setattr(os, "fork", interrupted)
    monkeypatch.setattr(processes, "_is_alone", lambda: True)
    try:
        with Workers(project(blog), processes=2, least=0) as workers:
            found = list(workers.each(Task(unchanged, shouted, unchanged), range(100)))
    except KeyboardInterrupt:
        if os.getpid() == build_process:
            raise
        undone.touch()
        os._exit(1)
    assert len(found) == 100
    assert not undone.exists()


def called(_: Project, item: Callable[[], int]) -> int:
    return item()


def test_work_that_cannot_be_pickled_is_done_here(blog: Path) -> None:
    """Such as what the generator of a third party read from a post."""
    with Workers(project(blog), processes=2, least=0) as workers:
        items: list[Callable[[], int]] = [lambda number=number: number for number in range(100)]  # type: ignore[misc]
        assert list(workers.each(Task(unchanged, called, unchanged), items)) == list(range(100))
    assert "cannot be pickled" in workers.remarks[0]


def damaged(_: Project, item: int) -> int:
    raise DamagedError(Path("x.db"), ValueError(f"item {item}"))


def test_an_error_that_cannot_be_unpickled_is_raised_all_the_same(blog: Path) -> None:
    with (
        Workers(project(blog), processes=2, least=0) as workers,
        pytest.raises(DamagedError, match="item 0"),
    ):
        list(workers.each(Task(unchanged, damaged, unchanged), range(100)))
