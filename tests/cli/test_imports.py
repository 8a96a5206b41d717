"""A build with nothing to do loads no library that it has no use for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SEEN = """
import sys
from feeds.cli import main
sys.argv[1:] = ["build", "--source", "."]
try:
    main()
finally:
    print("loaded:", *sys.modules)
"""
_HEAVY = (
    "feeds.generators.jekyll.kramdown.engine",
    "email",
    "feedgen",
    "jinja2",
    "lxml",
    "nh3",
    "selectolax",
)
_NEVER = (
    "flask",
    "granian",
    "docutils",
    "markdown",
    "prometheus_client",
    "watchfiles",
    "distributed",
    "importlib.metadata",
    "obstore",
    "zstandard",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("title: x\nurl: https://example.com\ntimezone: UTC\n")
    (tmp_path / "_posts" / "2026-01-01-a.md").write_text("---\ntitle: a\n---\n*a*\n")
    return tmp_path


def loaded(site: Path) -> set[str]:
    command = [sys.executable, "-c", _SEEN]
    ran = subprocess.run(command, cwd=site, capture_output=True, text=True, check=True)
    return set(ran.stdout.rpartition("loaded: ")[2].split())


def test_what_renders_is_loaded_only_where_something_is_rendered(site: Path) -> None:
    first, second = loaded(site), loaded(site)
    assert first >= set(_HEAVY)
    assert second.isdisjoint(_HEAVY)


def test_what_serves_or_is_not_asked_for_is_never_loaded_by_a_build(site: Path) -> None:
    assert loaded(site).isdisjoint(_NEVER)


def test_no_other_generator_is_loaded(site: Path) -> None:
    modules = loaded(site)
    assert "feeds.generators.jekyll" in modules
    others = ("hugo", "pelican", "eleventy", "zola", "plain")
    assert modules.isdisjoint(f"feeds.generators.{name}" for name in others)


def test_the_group_of_commands_loads_no_configuration_and_no_generator() -> None:
    """So errors in the command line, and the version, are shown at once."""
    code = "import sys; import feeds.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"feeds.config", "feeds.generators", "feeds.guard", "yaml"}.isdisjoint(
        ran.stdout.split()
    )


def test_a_process_of_the_pool_loads_neither_commands_nor_the_pool() -> None:
    code = "import sys; import feeds.pipeline.pool_process; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    unused = {"click", "concurrent.futures", "feeds.cli", "feeds.edition", "logging", "rich"}
    assert unused.isdisjoint(ran.stdout.split())


def test_importing_the_commands_leaves_garbage_collection_alone() -> None:
    code = (
        "import gc; before = gc.get_freeze_count(); import feeds.cli; "
        "print(gc.isenabled(), gc.get_freeze_count() - before)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "True 0\n"


def test_commands_load_without_optional_libraries() -> None:
    """Each says what to install when it is used."""
    missing = ("dask", "granian", "limits", "obstore", "prometheus_client", "redis", "watchfiles")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({missing})); "
        "from feeds.cli import main; main(['--help'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "publish" in ran.stdout
