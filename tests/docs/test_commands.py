"""The page on the commands: their options as the program has them, and the keys of their JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from feeds.cli import main
from tests.support import commands
from tests.support.docs import read_page
from tests.support.sessions import SITES

PAGE = read_page("commands")
SECTIONS = dict(re.findall(r"<!-- command: (\w+) -->\n(.*?)(?=<!-- command:|\Z)", PAGE, re.DOTALL))
_TABLE = re.compile(r"^\| JSON key.*\n\|---.*\n((?:\|.*\n)+)", re.MULTILINE)
_STORE = "file:///STORE"
RUNS = {
    "init": (["init"],),
    "build": (["build"],),
    "check": (["check"],),
    "list": (["list"],),
    "preview": (["preview", "what-i-carry"], ["preview", "what-i-carry", "--browser"]),
    "links": (["links"], ["links", "--inject", "_site"]),
    "hosting": (["hosting", "nginx"], ["hosting", "netlify"]),
    "publish": (["publish", _STORE, "--dry-run"],),
    "compare": (["compare", "public/feed.xml", "--url", "https://example.com"],),
    "adopt": (["adopt", "public/feed.xml", "--url", "https://example.com"],),
    "help": (["help"], ["help", "config"], ["help", "build"]),
}
"""The commands that print JSON. ``watch`` and ``serve`` print what ``build`` does."""


def test_the_page_shows_every_command_as_its_help_does() -> None:
    """``python -m tests.support.commands`` writes the page anew."""
    assert commands.page() == PAGE
    assert [*SECTIONS] == [*main.commands]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built Jekyll site, in the current folder."""
    shutil.copytree(SITES / "jekyll", tmp_path, dirs_exist_ok=True)
    (tmp_path / "_site").mkdir()
    (tmp_path / "store").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("BROWSER", "true")
    assert CliRunner().invoke(main, ["build", "--quiet"]).exit_code == 0
    return tmp_path


@pytest.mark.parametrize("name", RUNS)
def test_every_key_of_the_json_is_documented_and_exists(name: str, site: Path) -> None:
    printed: set[str] = set()
    for arguments in RUNS[name]:
        words = [word.replace("/STORE", f"{site}/store") for word in arguments]
        ran = CliRunner().invoke(main, [*words, "--json"])
        printed |= _keys(json.loads(ran.stdout))
    rows = "".join(_TABLE.findall(SECTIONS[name]))
    documented = {key for row in rows.splitlines() for key in _named(row)}
    assert documented == printed


def _keys(value: Any) -> set[str]:
    """Return the keys of an object, and those of the objects in ``feeds`` of a comparison."""
    objects: Iterable[dict[str, Any]] = value if isinstance(value, list) else [value]
    found = {key for one in objects for key in one}
    if "verdict" in found:
        found |= {key for one in objects for feed in one["feeds"] for key in feed}
    return found


def _named(row: str) -> list[str]:
    return re.findall(r"`(\w+)`", row.split(" | ")[0])
