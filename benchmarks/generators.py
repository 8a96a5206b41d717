"""The programs that are measured: ours, Hugo, Jekyll and Pelican."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import HUGO, JEKYLL, PELICAN, Layout
from benchmarks.corpus.layouts import ENTRIES

_VERSION = re.compile(r"\d+\.\d+(\.\d+)*")
_OURS = f"""\
feeds:
  kinds: [site, category, tag]
  formats: [atom, rss, json]
  entries: {ENTRIES}
  content: full
  codings: [gzip]
"""
"""As many feeds and entries as the others write; whether there are pages is added."""

Command = Callable[[Path, Path], Sequence[str]]
"""What builds a tree into an output."""


class Generator(NamedTuple):
    """A program that makes feeds of a tree."""

    name: str
    layout: Layout
    most: int
    """More posts than this it is not given: it would need hours, or all memory."""
    lacks: str
    """What is not there, and how it is named; empty where it can run."""
    command: Command


def ours(layout: Layout) -> Generator:
    """Return this program, on a tree laid out for another."""
    return Generator(f"feeds, {layout.name}'s layout", layout, sys.maxsize, "", build)


def build(
    tree: Path, output: Path, *more: str, program: str = "feeds", pages: bool = False
) -> list[str]:
    """Return the command of our build; state and configuration lie beside the output."""
    return [sys.executable, "-m", program, "build", *_where(tree, output, pages), *more]


def serve(tree: Path, output: Path, port: int) -> list[str]:
    """Return the command of our server of what :func:`build` builds."""
    return [sys.executable, "-m", "feeds", "serve", *_where(tree, output), "--port", str(port)]


def _where(tree: Path, output: Path, pages: bool = False) -> list[str]:
    config = output.with_name("config.yaml")
    config.write_text(f"{_OURS}  pages: {str(pages).lower()}\n")
    where = "--config", config, "--source", tree, "--output", output, "--state", state(output)
    return list(map(str, where))


def state(output: Path) -> Path:
    """Return where what was built there keeps its state."""
    return output.with_name(f"{output.name}.state")


def peers() -> list[Generator]:
    """Return the others, fastest first, those that are missing too."""
    return [
        _peer(HUGO, 100_000, _program("hugo", "FEEDS_HUGO"), _hugo, "version"),
        _peer(PELICAN, 10_000, _program("pelican", "FEEDS_PELICAN"), _pelican, "--version"),
        _peer(JEKYLL, 10_000, _program("jekyll"), _jekyll, "--version"),
    ]


def _program(name: str, variable: str = "") -> tuple[str | None, str]:
    named = f"; {variable} may name it" if variable else ""
    return os.environ.get(variable) or shutil.which(name), f"{name} is missing{named}"


def _peer(
    layout: Layout,
    most: int,
    program: tuple[str | None, str],
    command: Callable[[str, Path, Path], Sequence[str]],
    version: str,
) -> Generator:
    found, lacks = program
    if not found:
        return Generator(layout.name, layout, most, lacks, lambda _, __: ())
    told = subprocess.run([found, version], capture_output=True, text=True, check=True).stdout
    number = _VERSION.search(told)
    name = f"{layout.name} {number[0]}" if number else layout.name
    return Generator(name, layout, most, "", lambda tree, output: command(found, tree, output))


def _hugo(program: str, tree: Path, output: Path) -> list[str]:
    where = "--source", str(tree), "--destination", str(output)
    return [program, "--quiet", "--noBuildLock", *where]


def _pelican(program: str, tree: Path, output: Path) -> list[str]:
    settings = str(tree / "pelicanconf.py")
    return [program, str(tree / "content"), "-q", "-s", settings, "-o", str(output)]


def _jekyll(program: str, tree: Path, output: Path) -> list[str]:
    where = "--source", str(tree), "--destination", str(output)
    return [program, "build", "--quiet", "--disable-disk-cache", *where]
