"""Links in the documentation lead somewhere, in a repository browser and on the site."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.support import ROOT
from tests.support.docs import PAGES

FILES = {
    **{name: ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING", "SECURITY")},
    **PAGES,
}
_FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_OF_THE_REPOSITORY = "https://github.com/OWNER/feeds/"


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub, and MyST, give the headings of a page."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        kept = (sign for sign in words if sign in " -_" or unicodedata.category(sign)[0] in "LN")
        anchor = "".join(kept).replace(" ", "-")
        again = sum(1 for one in found if re.fullmatch(rf"{re.escape(anchor)}(-\d+)?", one))
        found.add(f"{anchor}-{again}" if again else anchor)
    return found


@pytest.mark.parametrize("name", FILES)
def test_links_lead_to_a_page_and_a_heading(name: str) -> None:
    file = FILES[name]
    text = file.read_text(encoding="utf-8")
    for target, anchor in _LINK.findall(_FENCE.sub("", text)):
        if target.startswith(_OF_THE_REPOSITORY):
            path = re.sub(r"^(blob|tree)/main/", "", target.removeprefix(_OF_THE_REPOSITORY))
            assert (ROOT / path).exists(), target
        elif not target.startswith(("http://", "https://", "mailto:")):
            there = (file.parent / target).resolve() if target else file
            assert there.exists(), f"{name}: {target}"
            if anchor:
                assert anchor in anchors(there.read_text(encoding="utf-8")), f"{target}#{anchor}"


def test_pages_of_the_site_link_only_to_its_own_files() -> None:
    """Sphinx publishes docs/ alone: other files are linked by their URL in the repository."""
    for name, file in PAGES.items():
        for target, _ in _LINK.findall(_FENCE.sub("", file.read_text(encoding="utf-8"))):
            if ":" not in target:
                inside = (file.parent / target).resolve().is_relative_to(ROOT / "docs")
                assert inside, f"{name}: {target}"
