"""What a build reads may change while it runs: the next build, if not this one, has it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.incremental import Site

with_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

LISTING = "{% for one in site.posts %}{{ one.mood }}{% endfor %}"
TEMPLATE = f"{{{{ site.data.one.word }}}} {{{{ page.mood }}}} {LISTING}"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path, "jekyll", {"formats": ["atom"], "codings": ["gzip"]})
    made.write("_data/one.yml", "word: first")
    made.post("2026-05-01-a.md", TEMPLATE, mood="calm")
    made.post("2026-05-02-b.md", mood="good")
    return made


@pytest.fixture
def grown(site: Site) -> Site:
    """Commit one more post than was built."""
    site.git("init", "-q")
    site.commit()
    site.build()
    site.post("2026-05-03-c.md")
    site.commit()
    return site


def change_data(site: Site) -> None:
    site.write("_data/one.yml", "word: second")


def change_the_post(site: Site) -> None:
    site.post("2026-05-01-a.md", TEMPLATE, mood="wild")


def change_another(site: Site) -> None:
    site.post("2026-05-02-b.md", mood="bad")


class Meanwhile:
    """Does something once, when a build is at a stage."""

    def __init__(self, stage: str, change: Callable[[], None]) -> None:
        self._stage, self._left = stage, [change]

    def __call__(self, stage: str, *_: int) -> None:
        if stage == self._stage and self._left:
            self._left.pop()()


CHANGES = [change_data, change_the_post, change_another]
changes = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@changes
@pytest.mark.parametrize("stage", ["reading posts", "comparing feeds", "building feeds"])
def test_what_changes_at_any_stage_is_taken_up(
    site: Site, stage: str, change: Callable[[Site], None]
) -> None:
    site.build()
    site.post("2026-05-03-c.md")
    site.build(progress=Meanwhile(stage, lambda: change(site)))
    assert site.outcome(site.build()) == site.from_nothing()


@with_git
def test_all_is_counted_that_was_read_by_a_build_that_looked_twice(
    grown: Site,
) -> None:
    report = grown.build(progress=Meanwhile("reading posts", lambda: change_another(grown)))
    assert (report.files, report.files - report.unchanged) == (3, 2)
