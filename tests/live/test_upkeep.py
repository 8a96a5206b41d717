"""What the builder does with a build that fails, whatever it fails of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from tests.support.tree import Tree

pytest.importorskip("watchfiles")

from feeds.edition import read_outcome
from feeds.errors import EditionError
from feeds.live import upkeep
from feeds.live.rest import Rest
from feeds.live.upkeep import _Upkeep
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project
from feeds.pipeline.reading import Progress
from feeds.pipeline.report import Report


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


def upkeep_of(tree: Tree, said: Said) -> _Upkeep:
    return _Upkeep(tree.project(), tree.project, [tree.root / "config.yaml"], said, silent)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EditionError("disk full; make room"), "disk full; make room"),
        (PermissionError(13, "Permission denied", "public"), "public: Permission denied"),
        (KeyError("x"), "unexpected: KeyError: 'x' (test_upkeep.py:"),
    ],
)
def test_a_build_that_fails_keeps_the_edition_and_the_next_goes_on(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise error

    tree.post("first.md")
    said = Said()
    builder = upkeep_of(tree, said)
    builder.build()
    before = tree.published()
    tree.post("second.md")
    with monkeypatch.context() as patched:
        patched.setattr(upkeep, "build", fail)
        assert builder.build() == Rest(None, 5.0)
    (why,) = said.failures
    assert why.startswith(words)
    found = read_outcome(tree.state)
    assert found is not None
    assert (found.outcome, found.kept, found.posts) == ("kept", why, 1)
    assert tree.published() == before
    builder.build()
    assert said.builds[-1].posts == 2
    assert tree.published() != before


def test_where_there_is_no_edition_yet_a_failure_is_raised(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise EditionError("disk full")

    monkeypatch.setattr(upkeep, "build", fail)
    with pytest.raises(EditionError, match="disk full"):
        upkeep_of(tree, Said()).build()


def test_once_other_folders_are_watched_the_whole_tree_is_looked_at(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.post("b.md")
    paths: list[object] = []

    def noted(project: Project, now: datetime, progress: Progress, options: BuildOptions) -> Report:
        paths.append(options.changed)
        return build(project, now, progress, options)

    monkeypatch.setattr(upkeep, "build", noted)
    builder = upkeep_of(tree, Said())
    builder.build()
    builder.build(frozenset({"a.md"}))
    (tree.posts / ".assets").mkdir()
    builder.build(frozenset({".assets"}))
    assert paths == [None, frozenset({"a.md"}), None]
