"""Documentation that goes stale fails here."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner
from pydantic import BaseModel

import feeds
from feeds.cli import main
from feeds.config import Config

ROOT = Path(feeds.__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _keys(section: type[BaseModel]) -> list[str]:
    keys = []
    for name, found in section.model_fields.items():
        inner = _inner(found.annotation)
        keys += _keys(inner) if inner else [name]
    return keys


def _inner(annotation: Any) -> type[BaseModel] | None:
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    models = [k for k in kinds if isinstance(k, type) and k is not NoneType]
    return next((k for k in models if issubclass(k, BaseModel)), None)


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
