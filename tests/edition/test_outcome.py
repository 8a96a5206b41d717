"""The outcome of the last build is stored for those who serve its edition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.edition import BuildOutcome, note_kept, note_outcome, read_outcome
from feeds.errors import EditionError, NewIdsError
from tests.support.tree import NOW, Tree

BUILT = BuildOutcome(NOW, 0.5, "", NOW, 3, 1, 9, 2, 1)


def test_an_outcome_can_be_stored_and_read(tmp_path: Path) -> None:
    note_outcome(tmp_path, BUILT)
    assert read_outcome(tmp_path) == BUILT
    assert [file.name for file in tmp_path.iterdir()] == ["outcome.json"]


def test_a_failed_build_leaves_the_numbers_of_the_edition_that_was_kept(tmp_path: Path) -> None:
    note_outcome(tmp_path, BUILT)
    later = NOW + timedelta(hours=1)
    note_kept(tmp_path, "disk full", later, 0.25)
    kept = read_outcome(tmp_path)
    assert kept == BuildOutcome(later, 0.25, "disk full", NOW, 3, 1, 9, 0, 0)
    assert (kept.outcome, BUILT.outcome) == ("kept", "built")


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "{",
        "[]",
        "{}",
        '{"instant": 1, "built": null}',
        '{"instant": "2026-01-02T03:04:05", "seconds": 1}',
        '{"instant": "2026-01-02T03:04:05Z", "seconds": NaN}',
        '{"instant": "2026-01-02T03:04:05Z", "seconds": 1, "posts": 1e30}',
    ],
)
def test_the_outcome_is_unknown_if_its_file_is_missing_or_damaged(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "outcome.json").write_text(content)
    assert read_outcome(tmp_path) is None
    note_kept(tmp_path, "no config", NOW, 0.0)
    assert read_outcome(tmp_path) == BuildOutcome(NOW, 0.0, "no config")


def test_an_unwritable_directory_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match=r"gone: does not exist; check the path"):
        note_outcome(tmp_path / "gone", BUILT)
    note_kept(tmp_path / "gone", "why", NOW, 0.0)


def test_a_build_notes_what_it_did(tree: Tree) -> None:
    tree.post("one.md", tags=["a"])
    tree.write("bad.md", "---\ndate: tomorow\n---\n")
    report = tree.build()
    found = read_outcome(tree.state)
    assert found is not None
    assert found.built == found.instant == datetime.fromtimestamp(tree.clock.now, UTC)
    assert (found.outcome, found.posts, found.faults) == ("built", 1, 1)
    assert (found.documents, found.written, found.removed) == (
        report.documents,
        report.documents,
        0,
    )
    assert tree.build().written == 0
    assert (read_outcome(tree.state) or found).written == 0


def test_a_refused_build_notes_why(tree: Tree) -> None:
    for number in range(4):
        tree.post(f"{number}.md")
    tree.build()
    tree.site["url"] = "https://elsewhere.example"
    with pytest.raises(NewIdsError) as refused:
        tree.build()
    found = read_outcome(tree.state)
    assert found is not None
    assert (found.outcome, found.kept, found.posts) == ("kept", str(refused.value), 4)
