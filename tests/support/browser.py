"""A site of pages served to headless Chromium, Debian's, which Playwright drives."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class _Quiet(SimpleHTTPRequestHandler):
    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return ``application/xml`` for Atom and RSS."""
        feed = Path(path).suffix in (".atom", ".rss")
        return "application/xml" if feed else super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""


CHROMIUM = shutil.which("chromium")
"""None if it is not installed."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium."""
    from playwright.sync_api import sync_playwright  # takes 0.3 s

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, **mode: Any) -> Iterator[Page]:
    """Open a page; anything on its console, such as a breach of its policy, is an error."""
    context = browser.new_context(**mode)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(url)
    yield page
    context.close()
    assert not said, said


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, Atom and RSS as ``application/xml``; return its URL without a last slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths on the site, such as ``/blog/feeds/index.html``."""
    for path, content in files.items():
        file = folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
