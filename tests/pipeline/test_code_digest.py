"""Results are made again when the code changes that makes them, and only then."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import feeds
from feeds.pipeline.code_digest import digest_of, version_of
from feeds.pipeline.project import _LIBRARIES

CODE = """
import sys
from pathlib import Path
from feeds.config import Config
from feeds.pipeline.project import open_project

site = {"title": "x", "url": "https://example.com", "timezone": "UTC"}
feeds = {"stylesheet": True, "pages": False}
places = {"output": "p", "state": "s"}
config = Config.of({"site": site, "generator": sys.argv[1], "feeds": feeds, **places})
project = open_project(config, Path(sys.argv[2]))
print(project.reading_rules, project.rendering_rules, project.page_rules)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program that may be changed."""
    copy = tmp_path / "feeds"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(feeds.__file__).parent, copy, ignore=ignored)
    (tmp_path / "site").mkdir()
    return copy


def rules(program: Path, generator: str) -> tuple[str, ...]:
    """Return what decides how posts are read and rendered, and the style sheet, by a program."""
    site = program.parent / "site"
    ran = subprocess.run(
        [sys.executable, "-c", CODE, generator, str(site)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(program.parent)},
        cwd=program.parent,
    )
    return tuple(ran.stdout.strip().rsplit(" ", 2))


def change(program: Path, module: str) -> None:
    with (program / module).open("a", encoding="utf-8") as file:
        file.write("# changed\n")


def test_line_ends_and_other_files_change_nothing(program: Path) -> None:
    before = rules(program, "plain")
    (program / "generators/notes.txt").write_text("no code", encoding="utf-8")
    model = program / "model.py"
    model.write_bytes(model.read_bytes().replace(b"\n", b"\r\n"))
    assert rules(program, "plain") == before


@pytest.mark.parametrize(
    ("module", "changed"),
    [
        ("model.py", "reading rendering"),
        ("generators/base.py", "reading rendering"),
        ("generators/plain/__init__.py", "reading rendering"),
        ("catalogue/facts.py", "reading"),
        ("pipeline/attachments.py", "reading"),
        ("render/syndication.py", "rendering"),
        ("assemble/clean.py", "rendering"),
        ("generators/hugo/__init__.py", ""),
        ("generators/jekyll/liquid/__init__.py", ""),
        ("pages/stylesheet.py", "pages"),
        ("pages/feeds.css", "pages"),
        ("web/app.py", ""),
    ],
)
def test_posts_are_read_and_feeds_rendered_again_only_if_their_code_changed(
    program: Path, module: str, changed: str
) -> None:
    before = rules(program, "plain")
    change(program, module)
    pairs = zip(("reading", "rendering", "pages"), before, rules(program, "plain"), strict=True)
    assert [name for name, old, new in pairs if old != new] == changed.split()


def test_a_generators_own_code_counts_for_its_sites_alone(program: Path) -> None:
    before = {name: rules(program, name) for name in ("hugo", "zola")}
    change(program, "generators/hugo/dates.py")
    assert rules(program, "hugo") != before["hugo"]
    assert rules(program, "zola") == before["zola"]


def test_the_versions_of_libraries_count() -> None:
    assert len({digest_of(()), digest_of((), ("PyYAML",)), digest_of((), ("tzdata",))}) == 3


@pytest.mark.parametrize("library", ["PyYAML", "python-frontmatter", "Markdown", "lxml", "feeds"])
def test_the_version_of_a_library_is_what_python_knows(library: str) -> None:
    assert version_of(library) == metadata.version(library)


def test_a_library_that_is_not_installed_raises_as_python_does() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        version_of("no-such-library")


def test_every_library_that_makes_results_counts() -> None:
    """A new version of a library makes results again, whichever module imports it.

    What msgspec stores is checked when it is read, and any deflate gives the same document.
    """
    package = Path(feeds.__file__).parent
    folders = ("assemble", "catalogue", "config", "generators", "markup", "render")
    imported = {
        name.partition(".")[0]
        for folder in folders
        for module in (package / folder).rglob("*.py")
        for name in _imports(ast.parse(module.read_text(encoding="utf-8")))
    }
    outside = imported - sys.stdlib_module_names - {"feeds", "msgspec", "deflate"}
    owners = metadata.packages_distributions()
    libraries = {name.lower().replace("_", "-") for name in _LIBRARIES}
    counted = {
        name
        for name in outside
        if libraries & {owner.lower().replace("_", "-") for owner in owners[name]}
    }
    assert counted == outside


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
