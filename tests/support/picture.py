"""The pictures of the documentation: a terminal in the README, and pages in a browser.

``python -m tests.support.picture`` draws them anew.
"""

from __future__ import annotations

import hashlib
import io
import re
import shlex
import shutil
import struct
import tempfile
import zlib
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

import feeds

from . import ROOT
from .browser import chromium, opened, served, write
from .docs import IMAGES, read_page
from .sessions import SITES, Written, sessions
from .terminal import on_terminal

PICTURE = IMAGES / "terminal.svg"
SCREENSHOTS = {
    IMAGES / "feeds.png": "/feeds/index.html",
    IMAGES / "feed.png": "/feeds/tag/bread.html",
}
"""The page of the site in the tutorial that each screenshot shows."""
_COMMANDS = ("feeds build", "feeds list --term bread --term 散步")
_COLUMNS = 84
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""rich's, without fonts from the network."""
_ASSETS = ("/feeds/style.css", "/feeds/script.js")
_KEYWORD = b"SHA-256 of the page\0"
_HEADER = 33
"""Bytes of the signature and the first chunk of a PNG."""


def picture() -> str:
    """Return the picture of a terminal as SVG; builds take 0.05 s in it."""
    console = Console(
        record=True,
        width=_COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        shutil.copy(ROOT / "config.yaml", site)
        (site / "examples").symlink_to(ROOT / "examples")
        for command in _COMMANDS:
            _, *arguments = shlex.split(command)
            shown = on_terminal(site, _COLUMNS, *arguments, TERM="xterm-256color").strip()
            console.print(Text.assemble(("$ ", "green"), (command, "bold")))
            console.print(Text.from_ansi(re.sub(r"\d+\.\d\d s", "0.05 s", shown)))
    svg = console.export_svg(title="feeds", code_format=_FORMAT, unique_id="terminal")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def site_of_the_tutorial() -> dict[str, bytes]:
    """Return the pages that the first build of the tutorial makes, by their paths."""
    (session,) = sessions("start-folder", read_page("start-folder"))
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(SITES / session.site, site)
        config = next(step for step in session.steps if isinstance(step, Written))
        (site / config.path).write_text(config.text, encoding="utf-8")
        feeds.build(site / config.path)
        paths = (*SCREENSHOTS.values(), *_ASSETS)
        return {path: (site / "public" / path[1:]).read_bytes() for path in paths}


def digest(site: dict[str, bytes], path: str) -> str:
    """Return the SHA-256 of a page with its style sheet and its script."""
    return hashlib.sha256(b"\0".join(site[one] for one in (path, *_ASSETS))).hexdigest()


def recorded(png: bytes) -> str:
    """Return the digest of the page that a screenshot shows."""
    start = png.index(_KEYWORD) + len(_KEYWORD)
    return png[start : start + 64].decode("ascii")


def _record(png: bytes, digest: str) -> bytes:
    text = _KEYWORD + digest.encode("ascii")
    chunk = b"tEXt" + text
    crc = struct.pack(">I", zlib.crc32(chunk))
    return png[:_HEADER] + struct.pack(">I", len(text)) + chunk + crc + png[_HEADER:]


def take_screenshots() -> None:
    """Write the screenshots, each with the digest of its page."""
    site = site_of_the_tutorial()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        write(Path(folder), site)
        with served(Path(folder)) as url:
            for file, path in SCREENSHOTS.items():
                with opened(browser, url + path, viewport={"width": 720, "height": 900}) as page:
                    file.write_bytes(_record(page.screenshot(), digest(site, path)))


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    take_screenshots()
