"""Sites of several generators that are edited and built again and again, and built from nothing."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from feeds.config import Config
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.report import Report
from feeds.pipeline.tasks import Progress
from tests.support.edition import Clock

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FOLDERS = {"jekyll": "_posts", "hugo": "content/posts", "plain": "posts"}
_FILES = {
    "_config.yml": "title: Example\nurl: https://example.com\n",
    "hugo.toml": 'title = "Example"\nbaseURL = "https://example.com/"\n',
    "_includes/x.html": "included",
}


def silent(*_: object) -> None:
    """Be told of progress."""


@dataclass
class Site:
    """A tree, what is configured for it, and what was changed since it was last built."""

    root: Path
    generator: str = "plain"
    feeds: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    """More of the configuration."""
    changed: set[str] = field(default_factory=set)
    """What a watcher would tell of, relative to the tree."""
    clock: Clock = field(default_factory=lambda: Clock(time.time() + 1000))
    """Ahead of the files' own times, so that these are trusted."""

    def __post_init__(self) -> None:
        for name, text in _FILES.items():
            self.write(name, text)
        (self.tree / FOLDERS[self.generator]).mkdir(parents=True, exist_ok=True)

    @property
    def tree(self) -> Path:
        return self.root / "tree"

    @property
    def output(self) -> Path:
        return self.root / "public"

    @property
    def state(self) -> Path:
        return self.root / "state"

    def place(self, name: str) -> str:
        """Return where a post of this name is, relative to the tree."""
        return f"{FOLDERS[self.generator]}/{name}"

    def write(self, path: str, text: str) -> None:
        file = self.tree / path
        for folder in reversed(file.relative_to(self.tree).parents[:-1]):
            if not (self.tree / folder).exists():
                self.changed.add(folder.as_posix())
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.changed.add(path)

    def post(self, name: str, body: str = "Some text.", **matter: Any) -> str:
        """Write a post, dated the second day of May unless ``date`` says otherwise."""
        front = yaml.safe_dump({"date": "2026-05-02", **matter}, allow_unicode=True)
        self.write(self.place(name), f"---\n{front}---\n{body}\n")
        return self.place(name)

    def held(self, path: str) -> tuple[dict[str, Any], str] | None:
        """Return front matter and body of a post as :meth:`post` wrote it; None for another's."""
        parts = (self.tree / path).read_text(encoding="utf-8").split("---\n")
        if len(parts) != 3 or parts[1] == "date: [\n":
            return None
        return yaml.safe_load(parts[1]), parts[2].removesuffix("\n")

    def remove(self, path: str) -> None:
        """Remove a file or a whole folder; of that alone is told."""
        place = self.tree / path
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()
        self.changed.add(path)

    def rename(self, old: str, new: str) -> None:
        (self.tree / new).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / old).rename(self.tree / new)
        self.changed |= {old, new}

    def link(self, path: str, target: str) -> None:
        """Make a link to another place of the tree."""
        (self.tree / path).symlink_to(self.tree / target)
        self.changed.add(path)

    def posts(self) -> list[str]:
        """Return the files of posts, by their own names."""
        top = self.tree / FOLDERS[self.generator]
        found = (file for file in sorted(top.rglob("*.*")) if file.is_file())
        return [one.relative_to(self.tree).as_posix() for one in found if not one.is_symlink()]

    def git(self, *words: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
        command = ["git", "-C", str(self.tree), *identity, *words]
        subprocess.run(command, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    def project_config(self, output: str = "public", state: str = "state") -> Config:
        site = {"title": "Example", "url": "https://example.com", "timezone": "UTC"}
        values: dict[str, Any] = {"generator": self.generator, "posts": "tree", **self.settings}
        values |= {"output": output, "state": state}
        # Every edit is carried out: what a build refuses is held elsewhere.
        feeds = {"accept_removals": 1, **self.feeds}
        return Config.of({**values, "site": site, "feeds": feeds})

    def project(self, output: str = "public", state: str = "state") -> Project:
        return open_project(self.project_config(output, state), self.root)

    def build(
        self,
        now: datetime = NOW,
        options: BuildOptions = BuildOptions(),  # noqa: B008 - it is immutable
        progress: Progress = silent,
    ) -> Report:
        self.clock.now += 10
        clock = self.clock
        return build(self.project(), now, progress, options, clock, clock.sleep)

    def build_watched(self, now: datetime = NOW) -> Report:
        """Build as a watcher does that noted every change since the last build."""
        changed, self.changed = frozenset(self.changed), set()
        return self.build(now, BuildOptions(changed=changed))

    def outcome(self, report: Report) -> dict[str, object]:
        """Return all that two builds of the same must have in common."""
        return {"published": files_below(self.output), **_shared(report)}

    def from_nothing(self, now: datetime = NOW) -> dict[str, object]:
        """Return what comes of a build where nothing is known."""
        fresh = self.root / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        report = build(self.project("fresh/public", "fresh/state"), now, silent)
        return {"published": files_below(fresh / "public"), **_shared(report)}


def files_below(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path there."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _shared(report: Report) -> dict[str, object]:
    names = "posts files left_out templates faults remarks next_change feeds"
    return {name: getattr(report, name) for name in names.split()}


def day(number: float) -> datetime:
    """Return a moment some days after ``NOW``."""
    return NOW + timedelta(days=number)
