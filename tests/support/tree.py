"""A plain site in real files, and builds of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from feeds.config import load
from feeds.http import CODED_ENDINGS
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.report import Report
from feeds.pipeline.tasks import Progress
from tests.support.edition import Clock

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _site() -> dict[str, str]:
    return {"title": "Example", "url": "https://example.com/blog", "timezone": "UTC"}


@dataclass
class Tree:
    """A directory with ``config.yaml`` and ``posts/``; builds write ``public/`` and ``.feeds/``."""

    root: Path
    site: dict[str, str] = field(default_factory=_site)
    feeds: dict[str, Any] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)

    @property
    def posts(self) -> Path:
        return self.root / "posts"

    @property
    def output(self) -> Path:
        return self.root / "public"

    @property
    def state(self) -> Path:
        return self.root / ".feeds"

    def write(self, path: str, text: str) -> Path:
        """Write a file of the tree as it is."""
        file = self.posts / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def post(
        self, path: str, body: str = "Some text.", date: str = "2026-01-02", **matter: Any
    ) -> Path:
        """Write a post, dated midnight UTC unless ``date`` says otherwise."""
        front = yaml.safe_dump({"date": date, **matter}, allow_unicode=True, sort_keys=False)
        return self.write(path, f"---\n{front}---\n{body}\n")

    def configure(self) -> Path:
        """Write ``config.yaml`` as ``site`` and ``feeds`` have it now."""
        values = {"site": self.site, "posts": "posts", "generator": "plain", "feeds": self.feeds}
        file = self.root / "config.yaml"
        file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
        return file

    def project(self) -> Project:
        """Open the project as ``feeds`` would."""
        self.posts.mkdir(parents=True, exist_ok=True)
        return open_project(load(self.configure()), self.root)

    def build(
        self,
        now: datetime = NOW,
        force: bool = False,
        progress: Progress = lambda *_: None,
        accept_removals: bool = False,
    ) -> Report:
        """Build in this process, at that publication instant."""
        clock = self.clock
        project = self.project()
        options = BuildOptions(force=force, accept_removals=accept_removals)
        return build(project, now, progress, options, clock, clock.sleep)

    def published(self) -> dict[str, bytes]:
        """Return every file of the output directory, by its path there."""
        return {
            file.relative_to(self.output).as_posix(): file.read_bytes()
            for file in sorted(self.output.rglob("*"))
            if file.is_file()
        }

    def times(self) -> dict[str, int]:
        """Return when every feed, compressed ones apart, was last written: whole seconds."""
        return {
            name: int((self.output / name).stat().st_mtime)
            for name in self.published()
            if not name.endswith(CODED_ENDINGS)
        }
