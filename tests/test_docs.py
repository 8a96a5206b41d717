"""Documentation that goes stale fails here."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from feeds.cli import main
from feeds.config import Config
from feeds.config.section import Section
from feeds.generators import registry as generators
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project
from tests.support import ROOT, architecture

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _keys(section: type[Section]) -> list[str]:
    keys = []
    for name, field in section.fields().items():
        inner = _inner(field.type)
        keys += _keys(inner) if inner else [name]
    return keys


def _inner(kind: Any) -> type[Section] | None:
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None


@pytest.mark.parametrize("key", _keys(Config))
def test_every_key_of_the_configuration_is_documented(key: str) -> None:
    assert f"| `{key}` |" in DOCS["config.md"]


@pytest.mark.parametrize("key", re.findall(r"^\| `(\w+)` \|", DOCS["config.md"], re.MULTILINE))
def test_every_documented_key_exists(key: str) -> None:
    assert key in _keys(Config)


@pytest.mark.parametrize("name", main.commands)
def test_every_command_and_option_is_documented(name: str) -> None:
    assert f"## `feeds {name}" in DOCS["commands.md"]
    for option in main.commands[name].params:
        if isinstance(option, click.Option):
            assert f"`{option.opts[0]}" in DOCS["commands.md"], option.opts[0]


@pytest.mark.parametrize("session", CONSOLE.findall(README))
def test_the_readme_shows_what_its_commands_print(
    session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seconds and the program's own folder apart, to the letter."""
    command, expected = session.removeprefix("$ ").split("\n", 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    ran = CliRunner().invoke(main, shlex.split(command)[1:])
    assert _untimed(ran.output) == _untimed(expected)


def test_links_between_the_documents_lead_somewhere() -> None:
    for name, text in {"../README.md": README, **DOCS}.items():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (ROOT / "docs" / name).parent.joinpath(target).exists(), (name, target)


def _untimed(text: str) -> str:
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


def test_the_generator_in_the_documentation_works_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = re.findall(r"^```python\n(.*?)^```", DOCS["generators.md"], re.MULTILINE | re.DOTALL)
    (tmp_path / "documented_nikola.py").write_text(code[0], encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = generators._Entry("documented_nikola", "Nikola", ("conf.py",))
    monkeypatch.setitem(generators._CLASSES, "nikola", entry)
    monkeypatch.setattr("feeds.pipeline.project.GENERATORS", ("nikola",))
    site = tmp_path / "site"
    (site / "posts").mkdir(parents=True)
    (site / "conf.py").write_text('BLOG_TITLE = "N"\nSITE_URL = "https://n.example/"\n')
    facts = ".. title: One\n.. slug: one\n.. date: 2026-01-02 03:04 UTC\n.. tags: a, b\n"
    post = f"<!--\n{facts}-->\nHi.\n"
    (site / "posts" / "one.md").write_text(post)
    (site / "posts" / "two.md").write_text("Hello --> there.\n")
    beside = site / "posts" / "two.meta"
    beside.write_text(".. title: Two\n.. date: 2026-01-03 03:04:05 UTC+08:00\n.. tags: a\n")
    config = Config(posts=str(site), generator="nikola")
    project = open_project(config, tmp_path)
    report = build(project, datetime(2026, 6, 1, tzinfo=UTC), lambda *_: None)
    assert (report.posts, report.faults) == (2, ())
    feed = (tmp_path / "public" / "categories" / "a.xml").read_text()
    assert "<link>https://n.example/posts/one/</link>" in feed
    assert "<title>Two</title>" in feed
    assert "<pubDate>Sat, 03 Jan 2026 03:04:05 +0800</pubDate>" in feed
    beside.write_text(beside.read_text().replace("Two", "Three"))
    build(open_project(config, tmp_path), datetime(2026, 6, 1, tzinfo=UTC), lambda *_: None)
    assert "<title>Three</title>" in (tmp_path / "public" / "categories" / "a.xml").read_text()
    section = DOCS["generators.md"].partition("## How a generator is added")[2]
    assert len(section.splitlines()) < 150


def test_the_architecture_shows_every_module_as_it_describes_itself() -> None:
    """``python -m tests.support.architecture`` writes the page anew."""
    assert architecture.PAGE.read_text(encoding="utf-8") == architecture.page()
