"""A site to publish: its configuration, folder and generator."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feeds.config import Config
from feeds.config.values import size_text
from feeds.errors import ConfigError, Fault, collected, explained, missing_extra
from feeds.generators import (
    Generator,
    LeftOut,
    PostResult,
    generator_named,
    installed_packages,
    is_generator,
    read_post,
    recognise,
    unknown_generator,
)
from feeds.generators.base import Html, Posts, Reading, Settings
from feeds.generators.installed import wrong_settings
from feeds.guard import IDS_FILE, KeptId, read_ids
from feeds.model import Coding, FileType, Format, Site
from feeds.pages.files import LONGEST_MARK, is_ours
from feeds.pages.html import PagesRenderer
from feeds.pages.settings import page_renderer
from feeds.pipeline.code_digest import digest_of, version_of, versions_of
from feeds.plan import PathAllocator, plan_site
from feeds.source import TooLarge, WalkNeeded, commit_dates, read_bytes

_FEEDS = Path(__file__).parents[1]
_SHARED = tuple(_FEEDS / name for name in ("model.py", "zones.py", "urls.py", "markup"))
_READING = (*_SHARED, _FEEDS / "catalogue", _FEEDS / "pipeline/attachments.py")
_PAGES = (_FEEDS / "pages", _FEEDS / "pages/feeds.css")
_RENDERING = (*_SHARED, _FEEDS / "assemble", _FEEDS / "render")
_LIBRARIES = (
    "comrak",
    "docutils",
    "feedgen",
    "linkify-it-py",
    "lxml",
    "Markdown",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "nh3",
    "pathspec",
    "Pygments",
    "pyromark",
    "python-dateutil",
    "python-frontmatter",
    "python-liquid",
    "PyYAML",
    "selectolax",
    "smartypants",
    "typogrify",
    "tzdata",
    "Unidecode",
)
"""Libraries that decide how posts are read or rendered."""


_LARGEST_IDS = 64 << 20
"""Bytes; some 300,000 ids."""


class Project(msgspec.Struct, frozen=True):
    """All that a build needs to know before it reads the first post."""

    config: Config
    tree: Path
    output: Path
    state: Path
    generator: Generator
    site: Site
    ids: Mapping[str, KeptId]
    """Ids that posts keep from before, by path."""
    own: tuple[Path, ...]
    """The site's output and state directories, and its own templates of pages.

    No posts are looked for there.
    """
    pages: PagesRenderer | None = None
    """Renders pages for people; None if the configuration turns them off."""

    @property
    def own_folders(self) -> frozenset[str]:
        """Paths of those ``own`` directories that are in the tree, relative to it."""
        top = self.tree.resolve()
        places = (place.resolve() for place in self.own)
        return frozenset(
            place.relative_to(top).as_posix() for place in places if place.is_relative_to(top)
        )

    @property
    def reading_rules(self) -> str:
        """What decides which files are posts and how a post is read, apart from its bytes."""
        code = digest_of((*_READING, *_code_of(type(self.generator))), _LIBRARIES)
        kept = sorted((path, one.id) for path, one in self.ids.items())
        ids = hashlib.sha256(repr(kept).encode()).hexdigest()
        name, inputs = self.generator.name, self.generator.inputs
        ours = f"{self.config.max_post_size} {self.config.ignore} {sorted(self.own_folders)}"
        return f"{code} {name} {inputs} {self.site} {ids} {ours}"

    @property
    def fragments(self) -> tuple[Format | FileType, ...]:
        """The forms in which entries are rendered: each format, and HTML for pages."""
        formats = self.config.feeds.formats
        return (*formats, FileType.HTML) if self.pages else formats

    @property
    def page_rules(self) -> str:
        """What decides how pages and style sheets are rendered; empty if there are none."""
        own = self.pages.rules if self.pages else ""
        if own or self.config.feeds.stylesheet:
            return digest_of(_PAGES, ("Jinja2", "MarkupSafe")) + own
        return ""

    @property
    def rendering_rules(self) -> str:
        """What decides how a feed is rendered, apart from its posts and its plan."""
        return digest_of((*_RENDERING, *_code_of(type(self.generator))), _LIBRARIES)

    def content(self, path: str) -> bytes:
        """Return the content of a post's file.

        Raises ``OSError`` as :func:`~feeds.source.read_bytes` does, and
        :class:`~feeds.source.TooLarge` if it has more than ``max_post_size`` bytes.
        """
        return read_bytes(self.tree, path, self.config.max_post_size)

    def read(self, path: str, content: bytes) -> PostResult:
        """Read one file as a post; it keeps the id that it had before, if there is one.

        Pages that a build wrote, into another output directory, are left out.
        """
        if is_ours(content[-LONGEST_MARK:]):
            return PostResult(left_out=LeftOut.UNLISTED)
        result = read_post(self.generator, path, content, self.site)
        if result.reading is None or path not in self.ids:
            return result
        post = replace(result.reading.post, id=self.ids[path].id)
        return replace(result, reading=replace(result.reading, post=post))

    def located(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults in files of the tree with paths that open from the current directory."""
        return _below(self.tree, faults)

    def html(self, reading: Reading, posts: Posts) -> Html:
        """Render a post; ``posts`` gives all that are published."""
        return self.generator.html(reading, self.site, posts)


def open_project(config: Config, base: Path, own: Iterable[Path] = ()) -> Project:
    """Find the tree, its generator and the site's settings; paths are relative to ``base``.

    No posts are looked for in the output and the state directory, nor in the ``own`` ones.
    Raises :class:`~feeds.errors.ConfigError` with every fault found.
    """
    tree, output, state = (base / one for one in (config.posts, config.output, config.state))
    if not (config.generator == "auto" or is_generator(config.generator)):
        unknown = config.fault("generator", unknown_generator(config.generator))
        config = config.with_faults([unknown], ["generator"])
    faults = [*config.faults, *_misplaced(config, tree, output, state), *_unloaded(config)]
    is_known = not config.is_wrong("posts") and tree.is_dir()
    broken: list[str] = []
    generator = _generator(config, tree, faults, broken) if is_known else None
    site = _site(config, generator, faults) if generator else None
    ids = collected(faults, lambda: _ids(tree)) if is_known else None
    pages = collected(faults, lambda: page_renderer(config, site, base)) if site else None
    if faults or generator is None or site is None or ids is None:
        # Its other faults too: one may be why something is missing now.
        others = _below(tree, generator.settings.faults) if generator else []
        others += (Fault("", 0, note) for note in broken)
        raise ConfigError(dict.fromkeys(sorted([*faults, *others])))
    templates = config.feeds.pages.templates
    own = (output, state, *own, *([base / templates] if templates else ()))
    return Project(config, tree, output, state, generator, site, ids, own, pages)


def _misplaced(config: Config, tree: Path, output: Path, state: Path) -> Iterator[Fault]:
    """Yield a fault for each directory that is missing, or in a place where it does harm."""
    of_posts, of_output, of_state = (
        not config.is_wrong(key) for key in ("posts", "output", "state")
    )
    if of_posts and not tree.is_dir():
        message = (
            f"the folder {config.posts!r} does not exist; name the folder that contains the posts"
        )
        yield config.fault("posts", message)
    if of_posts and of_output and tree.is_dir() and _lies_in(tree, output):
        message = "the output folder contains the posts and would publish them; name another folder"
        yield config.fault("output", message)
    elif of_output and of_state and _lies_in(state, output):
        message = (
            "the state folder is inside the output folder, which is published; name another folder"
        )
        yield config.fault("state", message)


def _unloaded(config: Config) -> Iterator[Fault]:
    """Yield a fault if a library that the configuration needs is not installed."""
    if Coding.ZSTANDARD in config.feeds.codings and find_spec("zstandard") is None:
        yield config.fault("feeds.codings", missing_extra("zstd", "zstd").message)


def _lies_in(inner: Path, outer: Path) -> bool:
    real = os.path.realpath  # Path.resolve raises where links lead in a circle
    return Path(real(inner)).is_relative_to(real(outer))


def _generator(
    config: Config, tree: Path, faults: list[Fault], notes: list[str]
) -> Generator | None:
    """Return the generator of a tree; None if that, or its own configuration, is not known.

    ``notes`` gets a line for each installed generator that is broken and may be the tree's.
    """
    if config.is_wrong("generator"):
        return None
    kind = collected(faults, lambda: _kind(config, tree, notes))
    generator = _opened(config, kind, tree, faults) if kind else None
    if generator is None:
        return None
    wrong = wrong_settings(generator, Settings, config.site)
    if wrong:
        faults += _below(tree, wrong)
        return None
    generator.max_post_size = config.max_post_size
    if config.dates:
        collected(faults, lambda: _read_commits(config, generator, tree))
    collected(faults, lambda: PathAllocator(config, generator.settings))
    if notes:
        known = generator.settings.notes
        generator.settings = replace(generator.settings, notes=(*notes, *known))
    return generator


def _opened(
    config: Config, kind: type[Generator], tree: Path, faults: list[Fault]
) -> Generator | None:
    """Read the generator's own configuration; None if it cannot be used."""
    try:
        return kind(tree, config.permalink)
    except ConfigError as error:
        faults += _below(tree, error.faults)
    except ValueError as error:
        if config.permalink is None:
            raise
        others: list[Fault] = []
        generator = _opened(config.replace(permalink=None), kind, tree, others)
        if not any(str(error) in one.message for one in others):  # the pattern is the cause
            faults.append(config.fault("permalink", str(error)))
        faults += others
        return generator
    return None


def _read_commits(config: Config, generator: Generator, tree: Path) -> None:
    """Give a generator the dates of commits."""
    problem = f"cannot be used for {generator.label}; remove this key"
    if generator.reads_commits:
        try:
            generator.commits = commit_dates(tree, generator.is_post)
            problem = (
                "needs the whole git history, but this clone is shallow; run `git fetch "
                "--unshallow`, or set fetch-depth: 0 for actions/checkout"
            )
        except WalkNeeded as error:
            problem = "no git commits were found; run feeds in a git work tree, or remove this key"
            if "safe.directory" in str(error):  # as in a container job of GitHub Actions
                problem = (
                    "git does not read a repository of another user; run "
                    "`git config --global --add safe.directory PATH` with the repository's path"
                )
    if generator.commits is None:
        raise ConfigError([config.fault("dates", problem)])


def _kind(config: Config, tree: Path, notes: list[str]) -> type[Generator]:
    if config.generator == "auto":
        return recognise(tree, notes.append)
    return generator_named(config.generator)


def _site(config: Config, generator: Generator, faults: list[Fault]) -> Site | None:
    """Return what feeds say of the site; None if its URL is not known."""
    if config.is_wrong("site.url"):
        return None  # it has a fault already
    file = generator.recognised_by(generator.tree) if generator.url_key else None
    key = f"{generator.url_key} in {file}" if file else ""
    return collected(faults, lambda: plan_site(config, generator.settings, key))


def _ids(tree: Path) -> Mapping[str, KeptId]:
    try:
        return read_ids(read_bytes(tree, IDS_FILE, _LARGEST_IDS))
    except FileNotFoundError:
        return {}
    except TooLarge as error:
        size, most = size_text(error.size), size_text(_LARGEST_IDS)
        message = f"the file is {size}, but at most {most} can be read; shorten it"
        raise ConfigError(_below(tree, [Fault(IDS_FILE, 0, message)])) from error
    except ConfigError as error:
        raise ConfigError(_below(tree, error.faults)) from error
    except OSError as error:
        raise ConfigError(_below(tree, [Fault(IDS_FILE, 0, explained(error))])) from error


def _below(tree: Path, faults: Iterable[Fault]) -> list[Fault]:
    """Name files of the tree by paths that open from the current directory."""
    return [fault.below(os.path.relpath(tree)) for fault in faults]


@cache
def ingredients() -> Mapping[str, str]:
    """Return the versions of all that makes results apart from a project.

    Programs with equal ingredients make equal results.
    """
    # Projects are pickled as msgspec's objects, and Python's HTML parser changes between patches.
    own = f"{version_of('feeds')} ({digest_of((_FEEDS,))[:8]})"
    versions = {**versions_of((*_LIBRARIES, "msgspec")), **installed_packages()}
    return {"feeds": own, "Python": platform.python_version(), **versions}


def _code_of(generator: type[Generator]) -> tuple[Path, ...]:
    """Return the code of one generator and what all of them share, but no other generator's.

    Of a generator that is installed it is the whole package, whichever module has the class.
    """
    generators = _FEEDS / "generators"
    code = Path(sys.modules[generator.__module__].__file__ or "")
    while (code.parent / "__init__.py").exists() and code.parent != generators:
        code = code.parent
    return (*sorted(generators.glob("*.py")), code)
