"""The documented workflows with real generators: feeds merged into the sites that they built."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parity import hugo_native
from tests.support import ROOT
from tests.support.action import Runner

BROKEN = "2026-11-23-NW202611230600.md"  # Jekyll builds nothing with it

_HUGO = {
    "hugo.toml": 'baseURL = "https://example.com/"\ntitle = "Example"\n',
    "content/_index.md": "",
    "content/posts/rye.md": "---\ntitle: Rye\ndate: 2026-01-02\ntags: [bread]\n---\nFlour.\n",
    "layouts/_default/list.html": "list",
    "layouts/_default/single.html": "{{ .Content }}",
}


def _jekyll(site: Path) -> list[str]:
    shutil.copytree(ROOT / "examples" / "newsroom", site, dirs_exist_ok=True)
    (site / "_posts" / BROKEN).unlink()
    return ["jekyll", "build", "--quiet"]


def _hugo(site: Path) -> list[str]:
    for name, text in _HUGO.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    return [hugo_native.executable() or "hugo", "--quiet"]


def _ids(file: Path) -> list[str]:
    return re.findall(r"<(?:id|guid)(?: [^>]*)?>([^<]*)", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("prepare", "output", "own", "others"),
    [
        pytest.param(_jekyll, "_site", "feed.xml", "feed/by_tag/交通新闻.xml", id="jekyll"),
        pytest.param(_hugo, "public", "index.xml", "tags/bread/index.xml", id="hugo"),
    ],
)
def test_feeds_take_the_place_of_the_generators_own(
    tmp_path: Path, prepare: Callable[[Path], list[str]], output: str, own: str, others: str
) -> None:
    runner = Runner(tmp_path)
    command = prepare(runner.workspace)
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run(command, cwd=runner.workspace, check=True, timeout=60)
    site = runner.workspace / output
    pages = sorted(site.rglob("*.html"))
    ids = _ids(site / own)
    assert pages
    ran = runner.run(output=output)
    assert ran.code == 0, ran.log
    assert (site / others).exists()
    assert _ids(site / own) == ids
    assert (site / f"{own}.gz").exists()
    assert all(page.exists() for page in pages)
    assert (site / "feeds/index.html").exists()
