"""A dry run says exactly what the build after it does, and changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import asdict

from feeds.edition import TABLE, DirectoryLock
from feeds.errors import EditionError, HeldError
from feeds.pipeline.build import BuildOptions
from feeds.pipeline.report import Report
from tests.support.incremental import NOW, Site, day
from tests.support.privileges import without_privileges

DRY = BuildOptions(dry_run=True)
FEEDS = {"entries": 3, "formats": ["atom", "json"], "codings": ["gzip"], "accept_removals": 0.5}


def everything(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return the time and the content of every file and folder below a folder."""
    return {
        str(place.relative_to(root)): (
            place.lstat().st_mtime_ns,
            place.read_bytes() if place.is_file() else b"",
        )
        for place in root.rglob("*")
    }


def told(build: Callable[[], Report]) -> Any:
    """Return all that a build reports, or why it refuses, without what only differs in time."""
    try:
        report = build()
    except HeldError as error:
        return type(error), str(error)
    return {
        key: value for key, value in asdict(report).items() if key not in ("seconds", "dry_run")
    }


def require_same(site: Site) -> Any:
    """Make a dry run and then a build, and require that both tell the same."""
    before = everything(site.root)
    dry = told(lambda: site.build(options=DRY))
    assert everything(site.root) == before
    real = told(site.build)
    assert dry == real
    return real


def write_post(site: Site, random: Random) -> None:
    name = f"2026-05-0{random.randint(1, 9)}-p.md"
    tags = random.sample(["swift", "Swift", "c++", "中文"], random.randint(0, 2))
    matter: dict[str, Any] = {"title": random.choice("abc"), "tags": tags}
    matter["date"] = day(random.choice([-40, -3, -1, 1])).isoformat()
    site.post(name, random.choice(["One.", "{% include missing.html %}"]), **matter)


def remove_post(site: Site, random: Random) -> None:
    for path in random.sample(site.posts(), min(len(site.posts()), random.randint(1, 4))):
        site.remove(path)


def break_post(site: Site, random: Random) -> None:
    site.write(random.choice(site.posts() or ["2026-05-01-x.md"]), "---\ndate: [\n---\n")


def renew_ids(site: Site, random: Random) -> None:
    for path in site.posts():
        held = site.held(path)
        if held:
            site.post(Path(path).name, held[1], **held[0] | {"id": f"tag:{random.random()}"})


def configure(site: Site, random: Random) -> None:
    site.feeds["minimum"] = random.choice([1, 2])
    site.feeds["kinds"] = random.choice([None, ["site"], ["tag"], ["site", "tag"]])
    site.feeds["formats"] = random.choice([["atom", "json"], ["json"]])


def spoil_output(site: Site, random: Random) -> None:
    files = [file for file in sorted(site.output.rglob("*")) if file.is_file()]
    for file in random.sample(files, min(len(files), 2)):
        if random.random() < 0.5:
            file.unlink()
        else:
            file.write_bytes(b"x")


def lose_state(site: Site, random: Random) -> None:
    lost = [*site.state.iterdir()] if site.state.is_dir() else []
    for file in random.sample(lost, random.randint(0, len(lost))):
        if file.is_file():
            file.unlink()


def damage_state(site: Site, random: Random) -> None:
    file = site.state / random.choice(["catalogue.db", TABLE])
    if file.is_file():
        file.write_bytes(file.read_bytes()[:-4096] + random.randbytes(4096))


EDITS = [write_post, write_post, remove_post, break_post, renew_ids, configure, spoil_output]
EDITS += [lose_state, damage_state]


@pytest.mark.parametrize("seed", range(6))
def test_a_build_does_what_the_dry_run_before_it_said(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    site = Site(tmp_path, ["plain", "jekyll", "hugo"][seed % 3], FEEDS.copy())
    for _ in range(5):
        write_post(site, random)
    require_same(site)
    for _ in range(5):
        random.choice(EDITS)(site, random)
        require_same(site)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, "plain", FEEDS.copy())
    for number in range(1, 6):
        site.post(f"{number}.md", date=f"2026-05-0{number}", tags=["one" if number < 5 else "two"])
    return site


def test_a_dry_run_of_a_new_site_makes_no_directory(site: Site) -> None:
    report = site.build(options=DRY)
    assert (report.written, report.removed, report.documents) == (6, 0, 6)
    assert not site.output.exists()
    assert not site.state.exists()


TWO = ("/feeds/tag/two.html", "/tags/two/feed.atom", "/tags/two/feed.json")


def test_it_names_what_would_be_written_and_removed(site: Site) -> None:
    site.build()
    site.remove("posts/5.md")
    report = site.build(options=DRY)
    assert report.withdrawn == TWO
    lists = {"/feeds/index.html", "/feeds/tag/index.html", "/feeds.opml", "/feeds/tag.opml"}
    others = {"/feed.atom", "/feed.json", "/feeds/site.html", "/feeds/search.json"}
    assert set(report.changed) - set(report.withdrawn) == lists | others
    assert require_same(site)["withdrawn"] == report.withdrawn


def test_feeds_that_only_the_index_knows_are_named_too(site: Site) -> None:
    site.build()
    (site.state / TABLE).unlink()
    site.remove("posts/5.md")
    assert require_same(site)["withdrawn"] == TWO


def test_it_refuses_what_a_build_would_refuse(site: Site) -> None:
    site.build()
    shutil.rmtree(site.tree / "posts")
    (site.tree / "posts").mkdir()
    kind, message = require_same(site)
    assert issubclass(kind, HeldError)
    assert message.startswith("nothing was written: ")


def test_the_outcome_that_servers_read_stays_that_of_the_last_build(site: Site) -> None:
    site.build()
    before = (site.state / "outcome.json").read_bytes()
    site.build(day(1), DRY)
    assert (site.state / "outcome.json").read_bytes() == before


def test_posts_are_not_looked_for_in_the_state_directory(tmp_path: Path) -> None:
    site = Site(tmp_path, "plain", FEEDS | {"kinds": ["site"]}, {"posts": "."})
    site.post("a.md")
    (site.state).mkdir()
    (site.state / "b.md").write_text("---\ndate: 2026-05-02\n---\nText.")
    assert require_same(site)["posts"] == 1


def test_it_waits_for_a_build_that_is_writing(site: Site) -> None:
    site.build()
    with (
        closing(DirectoryLock(site.output, lambda _: None)),
        pytest.raises(EditionError, match="another build is writing to this folder"),
    ):
        site.build(NOW, DRY)


def test_directories_that_cannot_be_written_are_enough(site: Site) -> None:
    site.build()
    site.post("6.md", tags=["two"])
    places = [site.root, site.output, site.state]
    for place in places:
        place.chmod(0o555)
    try:
        with without_privileges():
            dry = site.build(options=DRY)
    finally:
        for place in places:
            place.chmod(0o755)
    assert dry.written == site.build().written > 0
