"""Git work trees of posts that grow by a commit at a time, and clones of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.corpus import Layout, Shape
from benchmarks.corpus.layouts import files

_SETTINGS = {
    "user.name": "Bench",
    "user.email": "bench@example.com",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "core.autocrlf": "false",
    "commit.gpgsign": "false",
}


class Tree:
    """A git work tree in which every post is committed."""

    def __init__(
        self, folder: Path, shape: Shape, layout: Layout, posts: int, folded: int | None = None
    ) -> None:
        """Write and commit so many posts, in one folder or in folders of so many.

        A tree that is there already is taken as it was committed.
        """
        self.folder, self.posts = folder, posts
        self._shape, self._layout, self._folded = shape, layout, folded
        if (folder / ".git").exists():
            git(folder, "clean", "-f", "-d", "-q")  # what was saved and never committed
            self.posts += _commits(folder) - 1
        else:
            self._make()

    def _make(self) -> None:
        folder = self.folder
        folder.mkdir(parents=True)
        _init(folder)
        _commit_all(folder, files(self._layout, self._shape, self.posts, self._folded))
        git(folder, "reset", "-q", "--hard")

    def grow(self) -> None:
        """Commit one more post."""
        git(self.folder, "add", self.save())
        git(self.folder, "commit", "-q", "-m", "a post")

    def save(self) -> str:
        """Write one more post and leave it at that; return its path."""
        post = self._shape.post(self.posts)
        path = self._layout.path(post, self.posts, self._folded)
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(self._layout.text(post), encoding="utf-8")
        self.posts += 1
        return path

    def clone(self, to: Path) -> None:
        """Clone the newest commit alone, as CI services do."""
        git(self.folder, "clone", "-q", "--depth", "1", self.folder.as_uri(), str(to))


def copy(site: Path, to: Path, more: Mapping[str, str]) -> None:
    """Copy a site to a git work tree, with more files by path, and commit all."""
    shutil.copytree(site, to, ignore=shutil.ignore_patterns(".git", ".jekyll-cache", "_site"))
    for path, text in more.items():
        (to / path).parent.mkdir(exist_ok=True)
        (to / path).write_text(text, encoding="utf-8")
    _init(to)
    git(to, "add", "--all")
    git(to, "commit", "-q", "-m", "site")


def checkout(folder: Path, to: Path) -> None:
    """Write what is committed in a work tree to a folder that git knows nothing of."""
    git(folder, "checkout-index", "-q", "--all", f"--prefix={to}/")


def git(folder: Path, *words: str) -> None:
    """Run git, the machine's and the user's own settings left aside."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment = {**os.environ, **settings}
    subprocess.run(["git", "-C", str(folder), *words], check=True, env=environment)


def _init(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    for key, value in _SETTINGS.items():
        git(folder, "config", key, value)


def _commits(folder: Path) -> int:
    command = ["git", "-C", str(folder), "rev-list", "--count", "HEAD"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _commit_all(folder: Path, written: Iterable[tuple[str, str]]) -> None:
    """Commit files by way of the index.

    In a tree of fast-import's own that holds them all, git would look at all names to find each.
    """
    paths: list[str] = []
    marks = folder / ".git" / "marks"
    _feed(folder, _blobs(written, paths), "fast-import", "--quiet", f"--export-marks={marks}")
    ids = dict(line.split() for line in marks.read_text().splitlines())
    entries = ((path.encode(), ids[f":{mark}"]) for mark, path in enumerate(paths, 1))
    lines = (b"100644 %s 0\t%s\n" % (id.encode(), path) for path, id in sorted(entries))
    _feed(folder, lines, "update-index", "--index-info")
    marks.unlink()
    git(folder, "commit", "-q", "-m", "posts")


def _feed(folder: Path, lines: Iterable[bytes], *words: str) -> None:
    command = ["git", "-C", str(folder), *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.writelines(lines)
        process.stdin.close()
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)


def _blobs(written: Iterable[tuple[str, str]], paths: list[str]) -> Iterator[bytes]:
    """Yield files in git-fast-import's words, marked by their place in ``paths``."""
    for path, text in written:
        data = text.encode()
        paths.append(path)
        yield b"blob\nmark :%d\ndata %d\n%s\n" % (len(paths), len(data), data)
