"""The programs that are measured: ours, Hugo, Zola, Pelican and Jekyll."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import HUGO, JEKYLL, PELICAN, ZOLA, Layout
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
PAGES = f"{_OURS}  pages: true\n"
NO_PAGES = f"{_OURS}  pages: false\n"
"""Configurations with as many feeds and entries as the others write."""

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
    tree: Path, output: Path, *more: str, program: str = "feeds", config: str = NO_PAGES
) -> list[str]:
    """Return the command of our build; state and configuration lie beside the output."""
    return [sys.executable, "-m", program, "build", *_where(tree, output, config), *more]


def serve(tree: Path, output: Path, port: int) -> list[str]:
    """Return the command of our server of what :func:`build` builds."""
    return [
        sys.executable,
        "-m",
        "feeds",
        "serve",
        *_where(tree, output, NO_PAGES),
        "--port",
        str(port),
    ]


def _where(tree: Path, output: Path, config: str) -> list[str]:
    file = output.with_name(f"{output.name}.yaml")
    file.write_text(config)
    where = "--config", file, "--source", tree, "--output", output, "--state", state(output)
    return list(map(str, where))


def state(output: Path) -> Path:
    """Return where what was built there keeps its state."""
    return output.with_name(f"{output.name}.state")


def remove(output: Path) -> None:
    """Remove what was built there, and its state."""
    for built in (output, state(output)):
        shutil.rmtree(built, ignore_errors=True)


def peers() -> list[Generator]:
    """Return the others, fastest first, those that are missing too."""
    return [
        _peer(HUGO, 100_000, _program("hugo", "FEEDS_HUGO"), _hugo, "version"),
        _peer(ZOLA, 10_000, _program("zola", "FEEDS_ZOLA"), _zola, "--version"),
        _peer(PELICAN, 10_000, _program("pelican", "FEEDS_PELICAN"), _pelican, "--version"),
        _peer(JEKYLL, 10_000, _program("jekyll"), _jekyll, "--version"),
    ]


def cached_jekyll() -> Generator:
    """Return Jekyll with its own cache: its first build of a tree fills it."""
    command = partial(_jekyll, cached=True)
    peer = _peer(JEKYLL, 10_000, _program("jekyll"), command, "--version")
    return peer._replace(name=f"{peer.name}, its cache filled")


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
    told = subprocess.run([found, version], capture_output=True, text=True)
    if told.returncode:
        lacks = f"{found} does not run on this machine"
        return Generator(layout.name, layout, most, lacks, lambda _, __: ())
    number = _VERSION.search(told.stdout)
    name = f"{layout.name} {number[0]}" if number else layout.name
    return Generator(name, layout, most, "", lambda tree, output: command(found, tree, output))


def _hugo(program: str, tree: Path, output: Path) -> list[str]:
    where = "--source", str(tree), "--destination", str(output)
    return [program, "--quiet", "--noBuildLock", *where]


def _pelican(program: str, tree: Path, output: Path) -> list[str]:
    settings = str(tree / "pelicanconf.py")
    return [program, str(tree / "content"), "-q", "-s", settings, "-o", str(output)]


def _zola(program: str, tree: Path, output: Path) -> list[str]:
    return [program, "--root", str(tree), "build", "--force", "--output-dir", str(output)]


def _jekyll(program: str, tree: Path, output: Path, cached: bool = False) -> list[str]:
    where = "--source", str(tree), "--destination", str(output)
    return [program, "build", "--quiet", *([] if cached else ["--disable-disk-cache"]), *where]
