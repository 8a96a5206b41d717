"""The size of an enclosure that is a file of the tree is that of the file, in every build."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from feeds.pipeline import attachments
from feeds.source import FileSizes
from tests.support.incremental import Site


def sizes(site: Site, name: str = "feed.json") -> dict[str, Any]:
    """Return the published size of each attachment, by its URL below the site's."""
    items = json.loads((site.output / name).read_text())["items"]
    return {
        one["url"].removeprefix("https://example.com/"): one.get("size_in_bytes")
        for item in items
        for one in item.get("attachments", ())
    }


def test_the_file_of_an_enclosure_is_where_the_site_publishes_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("audio/a b.mp3", "x" * 10)
    site.write("posts/beside.mp3", "x" * 20)
    given = ["/audio/a%20b.mp3?x#y", "beside.mp3", "../audio/a b.mp3", "/none.mp3"]
    given += ["https://example.com/audio/a%20b.mp3", "https://cdn.example/audio/a%20b.mp3"]
    site.post("p.md", enclosure=[*given, {"url": "/audio/a b.mp3?given", "length": 5}])
    site.build()
    assert sizes(site) == {
        "audio/a%20b.mp3?x#y": 10,
        "posts/beside.mp3": 20,
        "audio/a%20b.mp3": 10,
        "none.mp3": None,
        "https://cdn.example/audio/a%20b.mp3": None,
        "audio/a%20b.mp3?given": 5,
    }


def test_another_address_of_a_post_does_not_hide_the_file_beside_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("posts/a.mp3", "x" * 10)
    site.post("p.md", permalink="/2026/p/", enclosure="a.mp3")
    site.build()
    assert sizes(site) == {"2026/p/a.mp3": 10}


@pytest.mark.parametrize("told", [False, True])
def test_a_file_that_changes_without_its_post_changes_the_feeds(told: bool, tmp_path: Path) -> None:
    site = Site(tmp_path, feeds={"entries": 3})
    site.post("p.md", enclosure="/a.mp3", tags=["x"])
    site.post("q.md", tags=["y"])
    site.build()
    assert sizes(site) == {"a.mp3": None}
    for text in ("one", "longer", None):
        if text:
            site.write("a.mp3", text)
        else:
            site.remove("a.mp3")
        report = site.build_watched() if told else site.build()
        assert report.written == 6  # the site's feeds, and those of one tag
        assert site.outcome(report) == site.from_nothing()
        assert sizes(site) == sizes(site, "tags/x/feed.json") == {"a.mp3": text and len(text)}
    assert site.build().written == 0


def test_a_post_that_loses_its_enclosure_is_no_longer_looked_after(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("a.mp3", "x")
    site.post("p.md", enclosure="/a.mp3")
    site.build()
    site.post("p.md")
    site.build()
    site.write("a.mp3", "xx")
    assert site.build().written == 0


def test_no_path_leads_out_of_the_tree(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "secret.mp3").write_text("x" * 99)
    site.write("real.mp3", "x" * 7)
    (site.tree / "out.mp3").symlink_to(tmp_path / "secret.mp3")
    (site.tree / "folder").symlink_to(tmp_path)
    (site.tree / "in.mp3").symlink_to("real.mp3")
    (site.tree / "dir.mp3").mkdir()
    os.mkfifo(site.tree / "pipe.mp3")
    names = ["out.mp3", "folder/secret.mp3", "in.mp3", "dir.mp3", "pipe.mp3"]
    names += ["%2e%2e/secret.mp3", "a%00.mp3", "%ff.mp3", "", "a" * 300]
    site.post("p.md", enclosure=[f"/{name}" for name in names])
    site.build()
    assert {url: size for url, size in sizes(site).items() if size} == {"in.mp3": 7}


def test_sizes_are_looked_up_once_in_a_build_and_only_for_enclosures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Noted(FileSizes):
        def of(self, path: str) -> int:
            asked.append(path)
            return super().of(path)

    monkeypatch.setattr(attachments, "FileSizes", Noted)
    site = Site(tmp_path)
    site.post("p.md", tags=["x", "y"])
    site.post("r.md", enclosure={"url": "/a.mp3", "length": 5})
    site.build()
    assert not asked
    site.write("a.mp3", "x")
    site.post("q.md", enclosure="/a.mp3", tags=["x", "y"])
    site.build()
    assert asked == ["a.mp3"]


@pytest.mark.parametrize(
    ("generator", "file"), [("jekyll", "audio/a.mp3"), ("hugo", "static/audio/a.mp3")]
)
def test_a_generators_own_folders_are_searched(generator: str, file: str, tmp_path: Path) -> None:
    site = Site(tmp_path, generator)
    site.write(file, "x" * 12)
    site.post("2026-05-02-a.md", title="A", enclosure="/audio/a.mp3")
    site.build()
    feeds = [one for one in site.output.rglob("*.json") if one.name != "search.json"]
    found = [sizes(site, one.relative_to(site.output).as_posix()) for one in feeds]
    assert {"audio/a.mp3": 12} in found


def test_a_file_in_a_bundle_is_beside_its_page(tmp_path: Path) -> None:
    site = Site(tmp_path, "hugo")
    site.write("content/posts/a/a.mp3", "x" * 12)
    site.post("a/index.md", title="A", enclosure="a.mp3")
    site.build()
    assert sizes(site, "index.json") == {"posts/a/a.mp3": 12}
