"""The documentation as a site: ``sphinx-build -W docs SITE``.

The pages are plain Markdown, so that they can also be read in a repository browser and with
``feeds help``. The navigation comes from the lists of links on the front page.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_PROJECT = tomllib.loads((_HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_LISTED = re.compile(r"^## ([^\n]+)|^- \[[^\]]+\]\(([\w/-]+)\.md\)", re.MULTILINE)

project = "feeds"
version = release = _PROJECT["version"]
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"feeds {version}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_static_path: list[str] = []
myst_heading_anchors = 4  # the anchors that repository browsers make


def _add_navigation(_app: Any, name: str, source: list[str]) -> None:
    """Add a hidden table of contents for each heading of the front page that lists pages."""
    if name != "index":
        return
    contents: dict[str, list[str]] = {}
    heading = ""
    for found in _LISTED.finditer(source[0]):
        heading = found[1] or heading
        if found[2]:
            contents.setdefault(heading, []).append(found[2])
    for heading, pages in contents.items():
        lines = ("```{toctree}", ":hidden:", f":caption: {heading}", "", *pages, "```", "")
        source[0] += "\n" + "\n".join(lines)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _add_navigation)
