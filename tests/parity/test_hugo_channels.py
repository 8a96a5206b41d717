"""Every feed says of itself what Hugo's own feed says: title, link and language."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

import feeds

from . import hugo_native
from .hugo_channels import CHANNELS

pytestmark = pytest.mark.skipif(
    not hugo_native.executable(), reason="hugo is not installed, so nothing can be compared"
)


def _channels(folder: Path) -> dict[str, tuple[str | None, ...]]:
    """Return title, link and language of every feed in a folder, by path."""
    found = {}
    for file in sorted(folder.rglob("*.xml")):
        channel = etree.parse(file).find("channel")
        if channel is not None:
            facts = (channel.findtext(name) for name in ("title", "link", "language"))
            found[file.relative_to(folder).as_posix()] = tuple(facts)
    return found


@pytest.mark.parametrize("name", CHANNELS)
def test_every_feed_says_of_itself_what_hugo_writes(name: str, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for path, text in CHANNELS[name].items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    folders = {"posts": str(tree), "output": str(tmp_path / "out"), "state": str(tmp_path / "in")}
    feeds.build(feeds.Config.of({**folders, "feeds": {"formats": ["rss"]}}))
    ours = _channels(tmp_path / "out")
    native = _channels(hugo_native.build(tree, {}))
    assert ours == {path: native.get(path) for path in ours}
    assert len(ours) > 2
