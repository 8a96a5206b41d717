"""The documentation as a site, built by Sphinx with every warning as an error."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.docs import DOCS, PAGES

SPHINX = os.environ.get("FEEDS_SPHINX")
pytestmark = pytest.mark.skipif(not SPHINX, reason="FEEDS_SPHINX names no sphinx-build")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [str(SPHINX), "-W", "--keep-going", "-q", "-d", folder / "cache", DOCS, folder / "html"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (built.returncode, built.stderr) == (0, "")
    return folder / "html"


def _links(page: LexborHTMLParser) -> list[str]:
    found = [
        node.attributes.get("href") or node.attributes.get("src")
        for node in page.css("[href], [src]")
    ]
    return [link for link in found if link]


def test_every_page_is_on_the_site_and_in_its_navigation(site: Path) -> None:
    links = _links(LexborHTMLParser((site / "index.html").read_bytes()))
    for file in PAGES.values():
        page = file.relative_to(DOCS).with_suffix(".html").as_posix()
        assert (site / page).exists()
        assert page == "index.html" or page in links


def test_every_link_inside_the_site_leads_to_a_file_and_a_place(site: Path) -> None:
    pages = {file: LexborHTMLParser(file.read_bytes()) for file in site.rglob("*.html")}
    ids = {
        file: {node.attributes["id"] for node in page.css("[id]")} for file, page in pages.items()
    }
    for file, page in pages.items():
        for link in _links(page):
            target, _, place = link.partition("#")
            if ":" in target or target.startswith("//"):
                continue
            there = (file.parent / target.partition("?")[0]).resolve() if target else file
            assert there.is_file(), f"{file.name}: {link}"
            if place and there in ids:
                assert place in ids[there], f"{file.name}: {link}"


def test_the_site_loads_nothing_from_other_hosts(site: Path) -> None:
    for file in site.rglob("*.html"):
        page = LexborHTMLParser(file.read_bytes())
        for node in page.css("[src], link[rel=stylesheet]"):
            place = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not place.startswith(("http:", "https:", "//")), file
