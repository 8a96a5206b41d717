"""What a build reads may change while it runs: the next build, if not this one, has it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.generators.base import Reading
from feeds.pipeline import entries, rendering
from feeds.pipeline.project import Project
from feeds.pipeline.publishing import Made, Publisher
from feeds.source import GitTree
from tests.support.touched import Site

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
@pytest.mark.parametrize("stage", ["reading posts", "looking at feeds", "building feeds"])
def test_what_changes_at_any_stage_is_taken_up(
    site: Site, stage: str, change: Callable[[Site], None]
) -> None:
    site.build()
    site.post("2026-05-03-c.md")
    site.build(progress=Meanwhile(stage, lambda: change(site)))
    assert site.outcome(site.build()) == site.from_nothing()


@with_git
@changes
def test_what_changes_after_feeds_were_made_ahead_is_taken_up(
    grown: Site, change: Callable[[Site], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = Publisher.make_ahead, list[Made]()

    def slowly(publisher: Publisher) -> Made:
        made.append(make(publisher))
        change(grown)
        return made[-1]

    monkeypatch.setattr(Publisher, "make_ahead", slowly)
    monkeypatch.setattr(GitTree, "begin_astray", lambda _: None)  # it looks when asked
    monkeypatch.setattr(GitTree, "is_looking", lambda _: True)
    grown.build()
    assert made[0]
    assert grown.outcome(grown.build()) == grown.from_nothing()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have git compare for as long as something else is done; list what is rendered."""
    render, names = entries.rendered, list[str]()

    def told(project: Project, reading: Reading | None, full_content: bool) -> object:
        names.extend([reading.post.path.partition("-05-")[2]] if reading else ())
        return render(project, reading, full_content)

    for module in entries, rendering:
        monkeypatch.setattr(module, "rendered", told)
    monkeypatch.setattr(GitTree, "is_looking", lambda _: False)
    monkeypatch.setattr(GitTree, "is_comparing", lambda _: True)
    return names


@with_git
def test_what_the_site_feed_shows_is_rendered_while_git_compares_and_not_again(
    grown: Site, rendered: list[str]
) -> None:
    expected = grown.outcome(grown.build())
    assert rendered == ["02-b.md", "01-a.md", "03-c.md"]
    assert expected == grown.from_nothing()


@with_git
@changes
def test_what_changes_after_entries_were_rendered_ahead_is_taken_up(
    grown: Site,
    rendered: list[str],
    change: Callable[[Site], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    foresee = Publisher.foresee

    def slowly(publisher: Publisher) -> None:
        foresee(publisher)
        change(grown)

    monkeypatch.setattr(Publisher, "foresee", slowly)
    grown.build()
    assert rendered[0] == "02-b.md"
    assert grown.outcome(grown.build()) == grown.from_nothing()


@with_git
def test_a_post_withdrawn_after_its_entry_was_rendered_ahead_is_not_published(
    grown: Site, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    foresee = Publisher.foresee

    def slowly(publisher: Publisher) -> None:
        foresee(publisher)
        grown.post("2026-05-02-b.md", published=False)

    monkeypatch.setattr(Publisher, "foresee", slowly)
    monkeypatch.setattr(GitTree, "astray", lambda _: iter(()))  # it looked before
    grown.build()
    assert rendered[0] == "02-b.md"
    assert b"/05/02/b" not in (grown.output / "feed.xml").read_bytes()


@with_git
def test_all_is_counted_that_was_read_by_a_build_that_looked_twice(
    grown: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GitTree, "is_looking", lambda _: False)
    report = grown.build(progress=Meanwhile("reading posts", lambda: change_another(grown)))
    assert (report.files, report.files - report.unchanged) == (3, 2)
