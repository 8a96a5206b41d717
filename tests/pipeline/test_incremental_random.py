"""A build that looks only at what changed comes out as one from nothing, whatever changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from feeds.errors import NewIdsError
from feeds.pages.files import LONGEST_MARK
from feeds.pipeline.build import BuildOptions
from feeds.pipeline.rendering import Renderer
from tests.support.incremental import FOLDERS, NOW, Site, day

NAMES = [f"2026-05-0{number}-p{number}.md" for number in range(1, 8)]
# Another file of one id, to Jekyll; and one in a folder that comes and goes.
NAMES += ["2026-05-01-p1.html", "sub/2026-05-02-s.md", "sub/2026-05-03-t.md"]
TERMS = ["Swift", "swift", "SWIFT", "中文", "c++", "c"]
BODIES = [
    "Some text.",
    "Other text.",
    "{% include x.html %}",
    "{% include missing.html %}",
    "{% for one in site.posts %}{{ one.title }}{% endfor %}",
    'To [that]({{< ref "2026-05-01-p1" >}}).',
    "{{< unknown >}}",
]
# The second is what a later post with the first one gets.
IDS = ["tag:a", f"tag:a#{sha256(b'posts/2026-05-03-p3.md').hexdigest()[:8]}", "tag:b"]
DAYS = [-40, -30, -20, -20, -3, -1, 1, 2]
CONFIGS: dict[str, list[Any]] = {
    "entries": [1, 2, 3],
    "minimum": [1, 2],
    "formats": [["atom", "json"], ["json"]],
    "retired": [[], ["/tags/swift/feed.json"]],
    "exclude": [{}, {"tag": ["swift"]}],
    "kinds": [None, ["site", "tag"]],
    "redirects": [{}, {"/old.json": "/tags/c/feed.json"}],
    "content": ["full", "summary"],
    "pages": [True, False, {"path": "/tags"}, {"path": "/pages"}],
    "stylesheet": [False, True],
}

SUFFIXES = (".json", ".html", ".opml", ".css")

dates = st.sampled_from(DAYS).map(lambda days: day(days).isoformat())
matters = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["One", "Two"]),
        "date": dates,
        "tags": st.lists(st.sampled_from(TERMS), max_size=2, unique=True),
    },
    optional={
        "categories": st.sampled_from([["News"], ["news"]]),
        "id": st.sampled_from(IDS),
        "url": st.sampled_from(["/a/", "/b/"]),
        "expiryDate": dates,
        "draft": st.just(True),
    },
)
picks = st.integers(0, 100)


class Edits(RuleBasedStateMachine):
    """One site that is edited, built after each edit, and compared with a build from nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="touched-")
        self.now = NOW
        self.is_known = self.is_refused = False
        """Whether what changed since the last build is known; the last was refused."""

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(
        generator=st.sampled_from(sorted(FOLDERS)),
        mode=st.sampled_from(["walked", "watched", "git", "committed"]),
        posts=st.dictionaries(
            st.sampled_from(NAMES), st.tuples(matters, st.sampled_from(BODIES)), min_size=4
        ),
        minimum=st.sampled_from([1, 2]),
    )
    def begin(self, generator: str, mode: str, posts: dict[str, Any], minimum: int) -> None:
        if mode in ("git", "committed") and not shutil.which("git"):
            mode = "walked"
        self.mode = mode
        feeds = {"entries": 3, "minimum": minimum, "formats": ["atom", "json"], "codings": ["gzip"]}
        self.site = Site(Path(self.folder.name), generator, feeds)
        if mode in ("git", "committed"):
            self.site.git("init", "-q")
        for name, (matter, body) in posts.items():
            self.site.post(name, body, **matter)

    @rule(name=st.sampled_from(NAMES), matter=matters, body=st.sampled_from(BODIES))
    def write(self, name: str, matter: dict[str, Any], body: str) -> None:
        if not (self.site.tree / self.site.place(name)).is_symlink():
            self.site.post(name, body, **matter)

    def _edit(self, pick: int, key: str, matter: dict[str, Any]) -> None:
        """Change one thing of a post, as it happens most."""
        path = self._picked(pick)
        held = self.site.held(path) if path else None
        if path and held:
            body = BODIES[pick % len(BODIES)] if key == "body" else held[1]
            changed = {} if key == "body" else {key: matter[key]}
            self.site.post(path.removeprefix(self.site.place("")), body, **held[0] | changed)

    edit = rule(pick=picks, key=st.sampled_from(["title", "body"]), matter=matters)(_edit)
    move = rule(pick=picks, key=st.sampled_from(["date", "tags"]), matter=matters)(_edit)

    @rule(pick=picks, identity=st.sampled_from(IDS))
    def share_id(self, pick: int, identity: str) -> None:
        """Give a post an id that others may have: in Hugo an address, in Jekyll a slug."""
        path = self._picked(pick)
        held = self.site.held(path) if path else None
        if path and held:
            own = {"id": identity, "url": f"/{identity[4]}/", "slug": identity[4]}
            name = path.removeprefix(self.site.place(""))
            self.site.post(name, held[1], **held[0] | own | {"permalink": "/:title/"})

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(["---\ndate: [\n---\n", "\xff"]))
    def spoil(self, name: str, text: str) -> None:
        if not (self.site.tree / self.site.place(name)).is_symlink():
            self.site.write(self.site.place(name), text)

    @rule(pick=picks)
    def remove(self, pick: int) -> None:
        if path := self._picked(pick):
            self.site.remove(path)

    @rule(pick=picks, name=st.sampled_from(NAMES))
    def rename(self, pick: int, name: str) -> None:
        path, new = self._picked(pick), self.site.place(name)
        if path and not os.path.lexists(self.site.tree / new):
            self.site.rename(path, new)

    @rule(to=st.sampled_from(["sub", "other", ""]))
    def move_folder(self, to: str) -> None:
        """Rename a folder, or remove it; of the folder alone is told."""
        old = next((one for one in ("sub", "other") if self._is_folder(one)), None)
        if old and not to:
            self.site.remove(self.site.place(old))
        elif old and not os.path.lexists(self.site.tree / self.site.place(to)):
            self.site.rename(self.site.place(old), self.site.place(to))

    @rule(pick=picks)
    def link(self, pick: int) -> None:
        path, link = self._picked(pick), self.site.place("2026-05-09-link.md")
        if os.path.islink(self.site.tree / link):
            self.site.remove(link)
        elif path:
            self.site.link(link, path)

    @rule(text=st.sampled_from(["included", "also included"]), name=st.sampled_from("xy"))
    def change_include(self, text: str, name: str) -> None:
        self.site.write(f"_includes/{'x' if name == 'x' else 'missing'}.html", text)

    @rule(days=st.sampled_from([-25, -2, 0, 1.5, 3]))
    def let_time_pass(self, days: float) -> None:
        self.now = day(days)

    @rule(key=st.sampled_from(sorted(CONFIGS)), pick=picks)
    def configure(self, key: str, pick: int) -> None:
        self.site.feeds[key] = CONFIGS[key][pick % len(CONFIGS[key])]

    @rule(pick=picks, how=st.sampled_from(["edit", "touch", "remove", "add"]))
    def tamper(self, pick: int, how: str) -> None:
        """Change what is published behind our back."""
        self.is_known = False
        files = sorted(one for one in self.site.output.rglob("*.*") if one.suffix in SUFFIXES)
        file = files[pick % len(files)] if files else self.site.output / "none"
        if file.exists() and how == "edit":
            mark = file.read_bytes()[-LONGEST_MARK:]  # without it, a page is somebody else's
            file.write_bytes(b"x" * (file.stat().st_size - len(mark)) + mark)
        elif file.exists() and how == "touch":
            os.utime(file, (1, 1))
        elif file.exists() and how == "remove":
            file.unlink()
        elif file.exists():
            file.with_name(f"{file.name}.br").write_bytes(b"x")

    @rule(database=st.sampled_from(["", "catalogue.db", "edition.db"]))
    def lose_state(self, database: str) -> None:
        # What is stale by then is nobody's, so it is built before anything else changes.
        self._build()
        if database:
            (self.site.state / database).unlink(missing_ok=True)
        else:
            shutil.rmtree(self.site.state, ignore_errors=True)
        self.is_known = False

    @rule(name=st.sampled_from(NAMES), matter=matters, after=st.integers(0, 2))
    def fail(self, name: str, matter: dict[str, Any], after: int) -> None:
        """Have a build fail once some feeds are published."""
        self.write(name, matter, "Some text.")
        parts, left = Renderer._parts, iter(range(after))

        def failing(*arguments: Any) -> Any:
            if next(left, None) is None:
                raise MemoryError
            return parts(*arguments)

        with patch.object(Renderer, "_parts", failing):
            try:
                self._build()
            except MemoryError:
                self.is_known = False

    @rule(name=st.sampled_from(NAMES), matter=matters, other=st.sampled_from(NAMES))
    def change_during_build(self, name: str, matter: dict[str, Any], other: str) -> None:
        self.write(name, matter, "Some text.")
        meanwhile = iter([other])

        def progress(stage: str, *_: int) -> None:
            if stage == "comparing feeds":
                for one in meanwhile:
                    self.write(one, matter | {"title": "Meanwhile"}, "Some text.")

        self._build(progress)

    @invariant()
    def comes_out_as_from_nothing(self) -> None:
        report = self._build()
        if report is not None:
            assert self.site.outcome(report) == self.site.from_nothing(self.now)

    def _build(self, progress: Callable[..., None] = lambda *_: None) -> Any:
        """Build; None where that was refused, as it would show readers posts again."""
        if self.mode == "committed":
            self.site.commit()
        is_watched = self.is_known and self.mode == "watched"
        options = BuildOptions(
            accept_new_ids=self.is_refused,
            committed=self.mode == "committed",
            changed=frozenset(self.site.changed) if is_watched else None,
        )
        self.site.changed = set()
        self.is_refused = self.is_known = False
        try:
            report = self.site.build(self.now, options, progress)
        except NewIdsError:
            self.is_refused = True
            return None
        self.is_known = True
        return report

    def _picked(self, pick: int) -> str | None:
        posts = self.site.posts()
        return posts[pick % len(posts)] if posts else None

    def _is_folder(self, name: str) -> bool:
        return (self.site.tree / self.site.place(name)).is_dir()


Edits.TestCase.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "15")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
test_it_comes_out_as_from_nothing = pytest.mark.filterwarnings("error")(Edits.TestCase)
