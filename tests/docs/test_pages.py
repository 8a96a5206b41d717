"""Documentation that goes stale fails here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from feeds.cli import main
from feeds.config import Config
from feeds.config.sections import ConfigSection
from feeds.generators import Generator
from feeds.model import Post
from tests.support import ROOT, architecture, picture, reference
from tests.support.docs import PAGES, front_page, read_page
from tests.support.packages import NIKOLA

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _keys(section: type[ConfigSection]) -> list[str]:
    keys = []
    for name, field in section.fields().items():
        inner = _inner(field.type)
        keys += _keys(inner) if inner else [name]
    return keys


def _inner(kind: Any) -> type[ConfigSection] | None:
    return kind if isinstance(kind, type) and issubclass(kind, ConfigSection) else None


@pytest.mark.parametrize("key", _keys(Config))
def test_every_key_of_the_configuration_is_documented(key: str) -> None:
    assert f"| `{key}` |" in read_page("config")


@pytest.mark.parametrize("key", re.findall(r"^\| `(\w+)` \|", read_page("config"), re.MULTILINE))
def test_every_documented_key_exists(key: str) -> None:
    assert key in _keys(Config)


def test_every_option_of_a_host_is_documented() -> None:
    hosts = main.commands["hosting"]
    assert isinstance(hosts, click.Group)
    for command in hosts.commands.values():
        for option in command.params:
            assert f"`{option.opts[0]}" in read_page("hosts") + read_page("commands"), option.opts


def test_the_front_page_lists_every_page_with_what_it_is_for() -> None:
    """``python -m tests.support.docs`` writes the lists anew."""
    assert read_page("index") == front_page()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_not_called_as_a_command(name: str) -> None:
    """``feeds help NAME`` would show only the page."""
    assert name not in main.commands


def test_the_workflow_in_the_readme_is_the_one_in_the_docs() -> None:
    (workflow,) = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert workflow in read_page("github-pages")


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 130


def test_the_picture_shows_what_the_commands_print() -> None:
    """``python -m tests.support.picture`` draws it anew."""
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.picture()


@pytest.mark.parametrize("screenshot", picture.SCREENSHOTS, ids=lambda file: file.name)
def test_a_screenshot_shows_the_page_that_a_build_makes_now(screenshot: Path) -> None:
    """``python -m tests.support.picture`` takes it anew."""
    png = screenshot.read_bytes()
    path = picture.SCREENSHOTS[screenshot]
    assert picture.recorded(png) == picture.digest(picture.site_of_the_tutorial(), path)
    assert len(png) <= 100_000


def test_the_changelog_has_a_section_for_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE)


def test_the_documented_generator_is_the_package_that_is_tested() -> None:
    """tests/generators/test_third_party.py installs and runs it."""
    for file in ("feeds_nikola.py", "pyproject.toml"):
        assert f"\n{(NIKOLA / file).read_text(encoding='utf-8')}```" in read_page("add-a-generator")


def test_the_documentation_names_every_field_of_a_post() -> None:
    """``python -m tests.support.reference`` writes the table anew."""
    assert read_page("add-a-generator") == reference.page("add-a-generator")
    for name in Post.__struct_fields__:
        assert f"| `{name}` |" in read_page("add-a-generator")


def test_the_documentation_names_every_method_of_a_generator() -> None:
    section = read_page("add-a-generator")
    for name in vars(Generator):
        if not name.startswith("_"):
            assert f"`{name}`" in section, name


def test_the_architecture_shows_every_module_as_it_describes_itself() -> None:
    """``python -m tests.support.architecture`` writes the page anew."""
    assert architecture.PAGE.read_text(encoding="utf-8") == architecture.page()
