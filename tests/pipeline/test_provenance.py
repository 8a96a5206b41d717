from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import feeds
from feeds.pipeline.provenance import provenance, version_of

CODE = """
from feeds.pipeline.provenance import provenance
print(provenance(("model.py", "generators"), ("PyYAML",)))
"""


def digest_of(directory: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(directory)},
        cwd=directory,
    )
    return ran.stdout


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program that may be changed."""
    source = Path(feeds.__file__).parent
    copy = tmp_path / "feeds"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_the_same_code_is_the_same_wherever_it_lies(program: Path) -> None:
    (program / "generators/notes.txt").write_text("no code", encoding="utf-8")
    model = program / "model.py"
    model.write_bytes(model.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_of(program.parent) == digest_of(Path(feeds.__file__).parents[1])


@pytest.mark.parametrize("module", ["model.py", "generators/outcome.py", "catalogue/facts.py"])
def test_a_change_of_code_makes_another_digest(program: Path, module: str) -> None:
    before = digest_of(program.parent)
    with (program / module).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert digest_of(program.parent) != before


def test_code_that_was_not_asked_about_makes_none(program: Path) -> None:
    before = digest_of(program.parent)
    with (program / "zones.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert digest_of(program.parent) == before


def test_the_parts_and_the_libraries_count() -> None:
    digests = {
        provenance(("model.py",)),
        provenance(("zones.py",)),
        provenance(("model.py", "zones.py")),
        provenance(("model.py",), ("PyYAML",)),
        provenance(("model.py",), ("tzdata",)),
    }
    assert len(digests) == 5


@pytest.mark.parametrize("library", ["PyYAML", "python-frontmatter", "Markdown", "lxml", "feeds"])
def test_the_version_of_a_library_is_what_python_knows(library: str) -> None:
    assert version_of(library) == metadata.version(library)


def test_a_library_that_is_not_installed_is_told_as_python_does() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        version_of("no-such-library")
