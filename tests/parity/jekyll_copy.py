"""What of a Jekyll site has a part in its posts, copied to where it can be built."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from feeds.generators.jekyll.config import JekyllConfig, load_config
from feeds.generators.jekyll.values import written

_KEPT = ("CNAME", "_config.yml", "_config.yaml", "_config.toml", "Gemfile.lock")
_PAGES = (".html", ".htm", ".md", ".markdown", ".mkd", ".mkdn", ".mkdown")
_FENCE = b"---"


def copy(tree: Path, target: Path, exclude: Collection[str]) -> None:
    """Copy configuration, data, includes, posts and what lies among them.

    Of pages the front matter alone, of other files the name: ``{% link %}`` asks for no more,
    and what a page holds may need plugins. Layouts decide nothing here.
    """
    config = load_config(tree)
    whole = _folders(config)
    for folder, directories, names in os.walk(tree):
        directories[:] = [name for name in directories if name not in (".git", "_site")]
        place = Path(folder).relative_to(tree)
        for path in (place / name for name in names if (place / name).as_posix() not in exclude):
            if path.as_posix() in _KEPT or not whole.isdisjoint(path.parts):
                _put(target / path, (tree / path).read_bytes())
            elif path.parts[0][0] not in "_." and path.suffix != ".xml":
                _put(target / path, _matter(tree / path))


def _folders(config: JekyllConfig) -> frozenset[str]:
    includes = written(config.get("includes_dir") or "_includes").rstrip("/").rpartition("/")[2]
    named = {f"_{name}" for name in config.get("collections") or ()}
    return frozenset({"_posts", "_data", "_drafts", includes, *named})


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _matter(file: Path) -> bytes:
    if file.suffix not in _PAGES or not file.is_file():
        return b""
    lines = file.read_bytes().splitlines(keepends=True)
    if not lines or lines[0].rstrip() != _FENCE:
        return b""
    last = next((at for at, line in enumerate(lines) if at and line.rstrip() == _FENCE), 0)
    return b"".join(lines[: last + 1]) if last else b""
