"""Which feeds a Hugo site has, and which of its pages they list."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.base import Unpublished
from tests.support.hugo import CONFIG, SITE, URL, post, site


@pytest.mark.parametrize(
    ("config", "without"),
    [
        ("", set()),
        ("[outputs]\nhome = ['HTML']\n", {"site"}),
        ("[outputs]\nsection = ['html']\n", {"section"}),
        ("[outputs]\nterm = []\n", set()),
        ("[outputs]\nterm = ['HTML']\nhome = ['html', 'RSS']\n", {"category", "tag"}),
        ("[outputs]\ntaxonomyTerm = ['RSS']\ntaxonomy = ['HTML']\n", {"category", "tag"}),
        ("disableKinds = ['section', 'taxonomy']\n", {"section"}),
        ("disableKinds = ['RSS']\n", {"site", "section", "category", "tag"}),
    ],
)
def test_kinds_that_outputs_leave_out_have_no_feed(
    config: str, without: set[str], tmp_path: Path
) -> None:
    assert site(tmp_path, config=CONFIG + config).settings.feedless == without


@pytest.mark.parametrize("matter", ["outputs: [html]", "build: {render: never}"])
def test_the_page_of_a_section_can_switch_its_feed_off(matter: str, tmp_path: Path) -> None:
    hugo = site(tmp_path, {"content/posts/_index.md": f"---\n{matter}\n---\n"})
    found = post(hugo, "title: A")
    assert [term for term in found.others if term.kind == "section"] == []


def test_only_the_feeds_of_its_terms_list_the_page_of_a_section(tmp_path: Path) -> None:
    text = "---\ntitle: P\ntags: [t]\ndate: 2020-01-01\n---\n"
    hugo = site(tmp_path, {"content/posts/_index.md": text})
    assert hugo.is_post("content/posts/_index.md")
    found = hugo.read("content/posts/_index.md", text, SITE).post
    assert (found.link, found.on_site) == (f"{URL}/posts/", False)
    assert [term.name for term in found.tags] == ["t"]
    with pytest.raises(Unpublished):
        hugo.read("content/posts/_index.md", "---\ntitle: P\n---\n", SITE)


def test_a_section_without_terms_is_not_a_post(tmp_path: Path) -> None:
    assert not site(tmp_path, {"content/posts/_index.md": ""}).is_post("content/posts/_index.md")


def test_the_page_of_a_term_gives_its_name_in_addresses(tmp_path: Path) -> None:
    config = "[permalinks]\ntags = '/t/:slug/'\n"
    page = "---\ntitle: Long Name\n---\n"
    hugo = site(tmp_path, {"content/tags/short/_index.md": page}, CONFIG + config)
    found = post(hugo, "tags: [Short, other]", "content/a.md")
    assert [term.name for term in found.tags] == ["long-name", "other"]
