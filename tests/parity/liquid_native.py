"""Build posts with Jekyll, Liquid included, read the pages, and render the posts with ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import yaml

from feeds.generators.jekyll.config import load_config
from feeds.generators.jekyll.converters import converters
from tests.support.liquid import render_site

from .comparison import NativeBuildError
from .fragments import read_fragment

Shown = tuple[str, tuple[str, ...], tuple[str, ...]]


def installed() -> bool:
    """Say whether Jekyll is installed."""
    return shutil.which("jekyll") is not None


def native_pages(tree: Path, folder: Path) -> Path:
    """Build a tree with Jekyll alone, without layouts, and return the folder of pages.

    Raises :class:`NativeBuildError` if Jekyll fails.
    """
    override = folder / "parity.yml"
    override.write_text(yaml.safe_dump({"plugins": [], "theme": None}), encoding="utf-8")
    command = ["jekyll", "build", "--config", f"_config.yml,{override}", "--disable-disk-cache"]
    environment = {**os.environ, "TZ": "UTC", "LANG": "C.UTF-8", "JEKYLL_ENV": "production"}
    environment["JEKYLL_NO_BUNDLER_REQUIRE"] = "true"
    ran = subprocess.run(
        [*command, "--destination", str(folder / "site"), "--layouts", str(folder / "none")],
        env=environment,
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise NativeBuildError(ran.stdout + ran.stderr)
    return folder / "site"


def page(site: Path, link: str, start: str) -> str:
    """Return the page at a link below ``start``, the URL the site is mounted at."""
    path = link.removeprefix(start).lstrip("/")
    return (site / (f"{path}index.html" if path.endswith("/") else path)).read_text("utf-8")


def compare(tree: Path, folder: Path, start: str) -> dict[str, tuple[Shown, Shown]]:
    """Return text, links and code of every post by its path: Jekyll's, and ours."""
    site = native_pages(tree, folder)
    found, engines = {}, converters(load_config(tree))
    for path, reading in render_site(tree).rendered.items():
        link = reading.post.link
        ours = engines.engine(path)(reading.body)
        found[path] = _shown(page(site, link, start), link), _shown(ours, link)
    return found


def _shown(markup: str, link: str) -> Shown:
    fragment = read_fragment(markup, link)
    return fragment.text, fragment.links, fragment.pre
