"""What the builder does with a build that fails, whatever it fails of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

import pytest

from feeds.edition import read_outcome
from feeds.errors import ConfigError, EditionError, NewIdsError
from feeds.live import builder as live_builder
from feeds.live.builder import Builder, Pause, after_build, after_failure
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project
from feeds.pipeline.report import Report
from feeds.pipeline.tasks import Progress
from tests.support.tree import NOW, Tree

pytest.importorskip("watchfiles")


@dataclass
class Said:
    """A voice that remembers."""

    builds: list[Report] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def built(self, project: Project, report: Report) -> None:
        del project
        self.builds.append(report)

    def kept(self, why: str) -> None:
        self.failures.append(why)

    def note(self, words: str) -> None:
        self.notes.append(words)


@contextmanager
def silent() -> Iterator[Progress]:
    yield lambda *_: None


def builder_of(tree: Tree, said: Said) -> Builder:
    return Builder(tree.project(), tree.project, [tree.root / "config.yaml"], said, silent)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EditionError("disk full; make room"), "disk full; make room"),
        (
            PermissionError(13, "Permission denied", "public"),
            "public: permission denied; change its permissions",
        ),
        (KeyError("x"), "unexpected KeyError: 'x' (test_builder.py:"),
    ],
)
def test_a_failed_build_keeps_the_edition_and_the_next_goes_on(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise error

    tree.post("first.md")
    said = Said()
    builder = builder_of(tree, said)
    builder.build()
    before = tree.published()
    tree.post("second.md")
    with monkeypatch.context() as patched:
        patched.setattr(live_builder, "build", fail)
        assert builder.build() == Pause(None, 5.0)
    (why,) = said.failures
    assert why.startswith(words)
    found = read_outcome(tree.state)
    assert found is not None
    assert (found.outcome, found.kept, found.posts) == ("kept", why, 1)
    assert tree.published() == before
    builder.build()
    assert said.builds[-1].posts == 2
    assert tree.published() != before


def test_without_an_edition_a_failure_is_raised(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise EditionError("disk full")

    monkeypatch.setattr(live_builder, "build", fail)
    with pytest.raises(EditionError, match="disk full"):
        builder_of(tree, Said()).build()


def test_a_signal_ends_the_builder_even_if_closing_a_file_fails_then(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> NoReturn:
        try:
            raise SystemExit
        finally:
            os.close(-1)

    builder = builder_of(tree, Said())
    tree.post("a.md")
    builder.build()
    monkeypatch.setattr(live_builder, "build", stopped)
    with pytest.raises(SystemExit):
        builder.build()


def test_a_new_folder_makes_the_next_build_scan_the_whole_tree(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.post("b.md")
    paths: list[object] = []

    def noted(project: Project, now: datetime, progress: Progress, options: BuildOptions) -> Report:
        paths.append(options.changed)
        return build(project, now, progress, options)

    monkeypatch.setattr(live_builder, "build", noted)
    builder = builder_of(tree, Said())
    builder.build()
    builder.build(frozenset({"a.md"}))
    (tree.posts / ".assets").mkdir()
    builder.build(frozenset({".assets"}))
    assert paths == [None, frozenset({"a.md"}), None]


SECOND = timedelta(seconds=1)


def test_without_a_reason_nothing_is_built() -> None:
    assert not after_build(None, 1, announced=True).is_over(NOW + 10**6 * SECOND, 10**6)


def test_the_pause_ends_when_a_post_becomes_due() -> None:
    pause = after_build(NOW, 1, announced=True)
    assert not pause.is_over(NOW - SECOND, 10**6)
    assert pause.is_over(NOW, 0)


@pytest.mark.parametrize(("took", "seconds"), [(0.01, 1.0), (3.0, 30.0)])
def test_an_unannounced_tree_is_scanned_for_a_tenth_of_the_time(
    took: float, seconds: float
) -> None:
    for pause in (
        after_build(None, took, announced=False),
        after_failure(ConfigError([]), took, False),
    ):
        assert not pause.is_over(NOW, seconds - 0.1)
        assert pause.is_over(NOW, seconds)


@pytest.mark.parametrize("error", [EditionError(""), OSError(), KeyError()])
def test_passing_failures_are_retried(error: Exception) -> None:
    assert after_failure(error, 0.1, announced=True) == Pause(None, 5.0)


@pytest.mark.parametrize("error", [ConfigError([]), NewIdsError("ids")])
def test_failures_of_the_author_wait_for_a_change(error: Exception) -> None:
    assert after_failure(error, 0.1, announced=True) == Pause(None, None)
