"""The public API: what it exports, what it costs, and that its documentation works."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

import feeds
from feeds.errors import ConfigError
from tests.support import ROOT, reference
from tests.support.docs import read_page

CONFIG = """
site: {title: Bread, url: "https://example.org/feeds", timezone: UTC}
posts: posts
generator: plain
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The configuration of a site with two posts, one of them broken."""
    posts = tmp_path / "site" / "posts"
    posts.mkdir(parents=True)
    (posts / "good.md").write_text("---\ntitle: Good\ndate: 2026-01-01 08:00:00\n---\nText.\n")
    (posts / "bad.md").write_text("---\ntitle: Bad\ndate: yesterday\n---\nText.\n")
    (tmp_path / "site" / "feeds.yaml").write_text(CONFIG)
    return tmp_path / "site" / "feeds.yaml"


def python(code: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return ran.stdout


def test_importing_the_package_loads_nothing_else() -> None:
    """Neither Flask nor lxml nor front matter: it costs nothing to import feeds."""
    code = (
        "import __future__, importlib, sys, typing; before = set(sys.modules); import feeds; "
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = python(code).split()
    assert loaded == ["feeds"]


@pytest.mark.parametrize("name", ["Config", "ConfigError", "Report", "build"])
def test_building_and_configuring_load_no_flask(name: str) -> None:
    code = f"import sys; import feeds; feeds.{name}; print('flask' in sys.modules)"
    assert python(code) == "False\n"


@pytest.mark.parametrize("name", feeds.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(feeds, name)
    assert name == "__version__" or found.__doc__
    assert name in dir(feeds)


def test_the_version_is_the_installed_one() -> None:
    assert feeds.__version__ == version("feeds")


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'feeds' has no attribute 'nothing'"):
        feeds.nothing  # type: ignore[attr-defined] # noqa: B018


def test_a_build_writes_the_feeds_and_reports_the_faults(site: Path) -> None:
    report = feeds.build(site)
    assert isinstance(report, feeds.Report)
    assert report.posts == 1
    assert [fault.path for fault in report.faults] == ["bad.md"]
    assert (site.parent / "public" / "feed.atom").exists()


def test_a_check_returns_the_faults_and_writes_nothing(site: Path) -> None:
    faults = feeds.check(str(site))
    assert [(fault.path, fault.line) for fault in faults] == [("bad.md", 3)]
    assert sorted(path.name for path in site.parent.iterdir()) == ["feeds.yaml", "posts"]


def test_a_post_after_now_is_not_published(site: Path) -> None:
    with pytest.raises(feeds.LostPostsError):
        feeds.build(site, datetime(2025, 1, 1, tzinfo=UTC))
    assert feeds.build(site, datetime(2027, 1, 1, tzinfo=UTC)).posts == 1


def test_progress_is_reported_in_steps(site: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    feeds.build(site, progress=lambda *step: steps.append(step))
    assert steps
    assert all(0 <= done <= total for _, done, total in steps if total)
    assert list(dict.fromkeys(name for name, _, _ in steps)) == [
        "opening the index",
        "finding changes",
        "reading posts",
        "planning feeds",
        "comparing feeds",
        "building feeds",
        "rendering posts",
        "removing old feeds",
        "saving the index",
    ]


def test_a_config_object_has_paths_relative_to_the_current_directory(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.parent)
    config = feeds.Config(posts="posts", generator="plain").with_site(
        url="https://example.org", timezone="UTC"
    )
    assert feeds.build(config).posts == 1
    assert (site.parent / "public").is_dir()
    answer = Client(feeds.create_app(config)).get("/feed.atom")
    assert answer.status_code == 200


def test_a_configuration_that_cannot_be_used_is_refused_with_its_faults(site: Path) -> None:
    site.write_text(CONFIG + "feeds: {entries: none}\nnonsense: 1\n")
    for use in (feeds.build, feeds.check, feeds.create_app, feeds.blueprint):
        with pytest.raises(ConfigError) as caught:
            use(site)
        assert len(caught.value.faults) == 2


def test_the_example_of_the_documentation_works(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(site.parent.parent)
    page = read_page("python").partition(reference.START)[0]
    names: dict[str, Any] = {}
    for code in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        exec(code, names)
    assert capsys.readouterr().out.startswith("1 posts, 1 feeds, 3 feed files written\nbad.md:3: ")
    assert feeds.build(names["config"]).posts == 1


def test_every_public_name_is_in_the_documentation() -> None:
    """``python -m tests.support.reference`` writes the page anew."""
    page = read_page("python")
    assert page == reference.page("python")
    for name in feeds.__all__:
        assert f"`{name}`" in page or f"`feeds.{name}`" in page


def test_a_time_without_a_zone_is_refused(site: Path) -> None:
    with pytest.raises(ValueError, match="pass an aware datetime"):
        feeds.build(site, datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is wrong
