"""Pages that posts link to may move while a build runs: the next build has where they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from feeds.config import Config
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project
from feeds.pipeline.report import Report
from feeds.pipeline.tasks import Progress
from tests.support.incremental import NOW, silent

_PELICAN = {
    "pelicanconf.py": 'SITEURL = "https://example.com"\nTIMEZONE = "UTC"\nPATH = "content"\n',
    "content/a.md": "Title: A\nDate: 2026-05-01\n\n[There]({filename}/pages/there.md)\n",
    "content/pages/there.md": "Title: There\nSlug: here\n\nText.\n",
}
_ZOLA = {
    "config.toml": 'title = "Example"\nbase_url = "https://example.com"\ngenerate_feeds = true\n',
    "content/a.md": '+++\ntitle = "A"\ndate = 2026-05-01\n+++\n[There](@/pages/there.md)\n',
    "content/pages/there.md": '+++\ntitle = "There"\nslug = "here"\n+++\nText.\n',
}


def built(root: Path, output: str, progress: Progress = silent) -> Report:
    values = {"posts": "tree", "output": f"{output}/public", "state": f"{output}/state"}
    return build(open_project(Config.of(values), root), NOW, progress)


def published(root: Path, output: str) -> dict[str, bytes]:
    place = root / output / "public"
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*.*")}


@pytest.mark.parametrize("files", [_PELICAN, _ZOLA], ids=["pelican", "zola"])
def test_a_page_that_moves_while_feeds_are_written_is_linked_to_by_the_next_build(
    tmp_path: Path, files: Mapping[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(text)
    page = tmp_path / "tree/content/pages/there.md"

    def move(stage: str, done: int, _: int) -> None:
        if stage == "building feeds" and done:
            page.write_text(page.read_text().replace("here", "elsewhere"))

    built(tmp_path, "kept", move)
    built(tmp_path, "kept")
    built(tmp_path, "fresh")
    assert published(tmp_path, "kept") == published(tmp_path, "fresh")
