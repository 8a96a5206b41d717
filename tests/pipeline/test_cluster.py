"""A dask cluster makes what this machine would make, or is refused, or done without."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from feeds.errors import ConfigError, Fault
from feeds.pipeline import cluster
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Pending, Task, unchanged
from feeds.pipeline.workers import Workers
from tests.support import ROOT
from tests.support.processes import PATIENCE, free_port, listening
from tests.support.tree import NOW, Tree

FORGED = "9.9.9"


def told(found: Project, item: int) -> tuple[str, int, int]:
    return found.site.title, item, os.getpid()


def refusing(_: Project, item: int) -> int:
    raise ConfigError([Fault("a.md", item, str(os.getpid()))])


def slow(_: Project, item: int) -> int:
    time.sleep(0.002)
    return item


def killing(_: Project, item: tuple[int, str, int]) -> int:
    """Kill a process at the 100th item: once, where the file that says so is not there yet."""
    number, once, pid = item
    if number == 100 and not Path(once).exists():
        Path(once).touch()
        os.kill(pid or os.getpid(), signal.SIGKILL)
    return number


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, int]]:
    """Run a scheduler; yield its address and its process id."""
    folder.mkdir()
    port = free_port()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with listening(command, port, folder) as process:
        yield f"tcp://127.0.0.1:{port}", process.pid


@contextmanager
def worker(address: str, folder: Path, libraries: str = "") -> Iterator[int]:
    """Run a worker until the block ends; yield its process id."""
    folder.mkdir()
    port = free_port()
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny"]
    command += ["--nthreads", "1", "--no-dashboard", "--local-directory", "."]
    command += ["--host", "127.0.0.1", "--worker-port", str(port)]
    paths = [libraries, str(ROOT)]
    with listening(command, port, folder, PYTHONPATH=os.pathsep.join(filter(None, paths))) as one:
        yield one.pid


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, set[int]]]:
    root = tmp_path_factory.mktemp("cluster")
    with (
        scheduler(root / "s") as (address, _),
        worker(address, root / "a") as one,
        worker(address, root / "b") as two,
    ):
        yield address, {one, two}


@pytest.fixture
def forged(tmp_path: Path) -> str:
    """A folder of libraries in which one has another version."""
    facts = tmp_path / "libraries" / f"comrak-{FORGED}.dist-info" / "METADATA"
    facts.parent.mkdir(parents=True)
    facts.write_text(f"Metadata-Version: 2.1\nName: comrak\nVersion: {FORGED}\n")
    return str(tmp_path / "libraries")


@pytest.fixture
def many(tree: Tree) -> Tree:
    for number in range(430):
        day = f"2026-01-{number % 28 + 1:02}"
        tree.post(f"{number}.md", f"*{number}*", day, title=str(number), tags=[f"t{number % 50}"])
    tree.post("broken.md", date="never")
    return tree


def ran(tree: Tree, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "feeds", *arguments, "--config", str(tree.configure())]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE * 4)


def test_what_a_cluster_builds_is_the_same_byte_for_byte(
    many: Tree, shared: tuple[str, set[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, begun = cluster.Cluster.begin, list[int]()

    def counted(self: cluster.Cluster, task: Any, chunk: Sequence[Any]) -> Pending[Any]:
        begun.append(len(chunk))
        self._packed = pickle.dumps(astray)
        return begin(self, task, chunk)

    monkeypatch.setattr(cluster.Cluster, "begin", counted)
    # Where the workers are there is no tree.
    generator = copy(many.project().generator)
    generator.tree = tmp_path / "nowhere"
    astray = replace(many.project(), tree=generator.tree, generator=generator)
    plain = many.build()
    expected = many.published()
    many.output.rename(tmp_path / "before")
    many.state.rename(tmp_path / "state")
    found = build(many.project(), NOW, lambda *_: None, BuildOptions(scheduler=shared[0]))
    assert many.published() == expected
    assert (found.faults, found.remarks) == (plain.faults, plain.remarks)
    assert found.posts == 430
    assert sum(begun) == 431 + 430 + plain.feeds  # read, rendered, made into feeds


def test_the_command_says_nothing_of_the_cluster(many: Tree, shared: tuple[str, set[int]]) -> None:
    build_ran = ran(many, "build", "--scheduler", shared[0])
    assert build_ran.returncode == 0
    assert build_ran.stderr.count("\n") == 1
    assert "broken.md" in build_ran.stderr
    check_ran = ran(many, "check", "--scheduler", shared[0])
    assert (check_ran.returncode, check_ran.stderr) == (1, "")


def test_results_come_in_the_order_of_the_items_from_every_worker(
    tree: Tree, shared: tuple[str, set[int]]
) -> None:
    with Workers(tree.project(), least=0, scheduler=shared[0]) as workers:
        found = list(workers.each(Task(unchanged, told, unchanged), range(1000)))
    assert [number for _, number, _ in found] == list(range(1000))
    assert {title for title, _, _ in found} == {"Example"}
    assert {pid for _, _, pid in found} == shared[1]


def test_a_fault_that_a_worker_finds_ends_the_build_as_it_is(
    tree: Tree, shared: tuple[str, set[int]]
) -> None:
    with (
        Workers(tree.project(), least=0, scheduler=shared[0]) as workers,
        pytest.raises(ConfigError) as caught,
    ):
        list(workers.each(Task(unchanged, refusing, unchanged), range(1, 1000)))
    (fault,) = caught.value.faults
    assert (fault.path, fault.line) == ("a.md", 1)
    assert int(fault.message) in shared[1]


def test_a_worker_without_unidecode_is_refused_if_it_is_installed_here(
    tree: Tree, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text('import sys\nsys.modules["unidecode"] = None\n')
    with (
        scheduler(tmp_path / "s") as (address, _),
        worker(address, tmp_path / "w", str(tmp_path)),
        pytest.raises(
            ConfigError, match=r"Unidecode is missing there and \S+ here; install the same"
        ),
    ):
        list(
            Workers(tree.project(), least=0, scheduler=address).each(
                Task(unchanged, told, unchanged), range(10)
            )
        )


def test_a_worker_that_is_killed_costs_nothing(tree: Tree, tmp_path: Path) -> None:
    items = [(number, str(tmp_path / "once"), 0) for number in range(600)]
    with (
        scheduler(tmp_path / "s") as (address, _),
        worker(address, tmp_path / "a"),
        worker(address, tmp_path / "b"),
        Workers(tree.project(), least=0, scheduler=address) as workers,
    ):
        assert list(workers.each(Task(unchanged, killing, unchanged), items)) == list(range(600))
        assert workers.remarks == []


@pytest.mark.parametrize(
    ("whole", "why"), [(False, "no workers are left"), (True, "the connection was lost")]
)
def test_where_a_cluster_is_lost_the_rest_is_done_here(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool, why: str
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 2)
    with scheduler(tmp_path / "s") as (address, pid), worker(address, tmp_path / "a"):
        items = [(number, str(tmp_path / "once"), pid * whole) for number in range(600)]
        with Workers(tree.project(), 1, least=0, scheduler=address) as workers:
            assert list(workers.each(Task(unchanged, killing, unchanged), items)) == list(
                range(600)
            )
            assert list(workers.each(Task(unchanged, slow, unchanged), range(100))) == list(
                range(100)
            )
    assert workers.remarks == [f"--scheduler {address}: {why}; this machine did the remaining work"]


def test_a_worker_with_other_libraries_is_refused(many: Tree, tmp_path: Path, forged: str) -> None:
    with scheduler(tmp_path / "s") as (address, _), worker(address, tmp_path / "a", forged):
        refused = ran(many, "build", "--scheduler", address)
    assert refused.returncode == 2
    assert refused.stderr.startswith("--scheduler: worker tcp://127.0.0.1:")
    assert f": comrak is {FORGED} there and " in refused.stderr
    assert refused.stderr.endswith(" here; install the same versions\n")
    assert refused.stderr.count("\n") == 1
    assert many.published() == {}


def test_one_that_joins_later_is_looked_at_too(tree: Tree, tmp_path: Path, forged: str) -> None:
    with (
        scheduler(tmp_path / "s") as (address, _),
        worker(address, tmp_path / "a") as first,
        Workers(tree.project(), 1, least=0, scheduler=address) as workers,
    ):
        found = workers.each(Task(unchanged, slow, unchanged), range(1500))
        begun = [next(found)]
        with worker(address, tmp_path / "b", forged):
            os.kill(first, signal.SIGKILL)
            assert [*begun, *found] == list(range(1500))
    assert len(workers.remarks) == 1
    assert f"comrak is {FORGED} there" in workers.remarks[0]


def test_where_no_scheduler_answers_it_is_said(many: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ConfigError) as caught:
        build(many.project(), NOW, lambda *_: None, BuildOptions(scheduler=address))
    assert str(caught.value) == (
        f"--scheduler: no scheduler answers at {address}; start one with `dask scheduler`"
    )
    assert many.published() == {}


def test_a_server_of_another_kind_is_not_waited_for(
    many: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ConfigError, match="no scheduler answers at"):
            build(many.project(), NOW, lambda *_: None, BuildOptions(scheduler=address))
    assert many.published() == {}


def test_where_there_is_no_worker_it_is_said(
    many: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with scheduler(tmp_path / "s") as (address, _), pytest.raises(ConfigError) as caught:
        build(many.project(), NOW, lambda *_: None, BuildOptions(scheduler=address))
    assert f"{address} has no workers; start one with `dask worker {address}`" in str(caught.value)


@pytest.mark.parametrize(
    "address", ["", "8786", "tcp://", "tcp://host", "host:port", "http://host:8786", "ucx://host:1"]
)
def test_what_is_no_address_is_said(tree: Tree, address: str) -> None:
    with pytest.raises(ConfigError, match=r"is not the URL of a scheduler; write tcp://HOST:8786"):
        Workers(tree.project(), scheduler=address)


def test_dask_is_asked_for_where_it_is_missing(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.pipeline.workers.find_spec", lambda _: None)
    with pytest.raises(ConfigError) as caught:
        Workers(tree.project(), scheduler="tcp://127.0.0.1:8786")
    assert (
        str(caught.value)
        == "--scheduler needs the extra dask; `feeds help commands` shows how to install it"
    )
