"""The URL of a post is the one that Eleventy gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators import LeftOut
from feeds.generators.eleventy import Eleventy
from tests.support.eleventy import config, outcome, post, reading, tree_of


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("p/2020-01-02-a.md", "/p/2020-01-02-a/"),
        ("p/index.md", "/p/"),
        ("p/p.md", "/p/"),
        ("p/a/index.html", "/p/a/"),
        ("p/日.md", "/p/%E6%97%A5/"),
    ],
)
def test_without_a_permalink_the_url_is_the_files_path(path: str, url: str, tmp_path: Path) -> None:
    assert post(tmp_path, "x: 1", path).link == f"https://example.com{url}"


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/about/", "/about/"),
        ("about/index.html", "/about/"),
        ("'/{{ page.fileSlug }}.html'", "/a.html"),
        ("\"/{{ page.date | date: '%Y/%m' }}/\"", "/2020/01/"),
        ("'/{{ title | slugify }}/'", "/aen-titles/"),
    ],
)
def test_a_permalink_decides_the_url(permalink: str, url: str, tmp_path: Path) -> None:
    found = post(tmp_path, f"title: Än 'title's\npermalink: {permalink}")
    assert found.link == f"https://example.com{url}"


def test_ids_are_escaped_twice_as_in_the_plugins_template(tmp_path: Path) -> None:
    found = post(tmp_path, "permalink: '/a&b/'")
    assert found.link == "https://example.com/a&b/"
    assert found.id == "https://example.com/a&amp;b/"


def test_a_permalink_that_is_a_function_needs_a_configured_pattern(
    tmp_path: Path,
) -> None:
    files = {
        "p/p.11tydata.js": "module.exports = { tags: 'posts', permalink: (d) => d.x };",
        "eleventy.config.js": config(),
    }
    generator = tree_of(tmp_path, files)
    found = outcome(generator, "p/2020-01-02-a.md", "text")
    assert "set permalink in the configuration" in str(found.faults[0])
    configured = Eleventy(tmp_path, "/{year}/{slug}/")
    link = reading(configured, "p/2020-01-02-a.md", "text").post.link
    assert link == "https://example.com/2020/a/"
    assert configured.inputs != generator.inputs


@pytest.mark.parametrize("pattern", ["/x/", "{slug}", "/{slug}/{name}"])
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, tmp_path: Path) -> None:
    tree_of(tmp_path, {})
    with pytest.raises(ValueError, match="is not valid"):
        Eleventy(tmp_path, pattern)


_COMPUTED = "module.exports = { tags: 'posts', eleventyComputed: { permalink: (d) => d.x } };"


def test_addresses_that_a_folders_javascript_computes_need_a_pattern(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"p/p.11tydata.js": _COMPUTED})
    found = outcome(generator, "p/2020-01-02-a.md", "---\ntitle: A\n---\n")
    assert found.left_out is LeftOut.FAULT
    assert "set permalink in the configuration" in str(found.faults[0])


@pytest.mark.parametrize(
    ("data", "matter"),
    [(_COMPUTED, ""), ('{"tags": "posts"}', 'permalink: "{{ place.of }}/x/"\n')],
)
def test_a_configured_pattern_gives_the_addresses_that_are_not_known(
    data: str, matter: str, tmp_path: Path
) -> None:
    name = "p/p.json" if data[0] == "{" else "p/p.11tydata.js"
    tree_of(tmp_path, {name: data})
    generator = Eleventy(tmp_path, "/b/{year}/{month}/{title}/")
    found = reading(generator, "p/2020-01-02-a.md", f"---\ntitle: Große Sätze!\n{matter}---\n")
    assert found.post.link == "https://example.com/b/2020/01/grosse-saetze/"


def test_a_title_in_another_script_is_not_guessed_into_an_address(tmp_path: Path) -> None:
    tree_of(tmp_path, {"p/p.11tydata.js": _COMPUTED})
    generator = Eleventy(tmp_path, "/{title}/")
    found = outcome(generator, "p/2020-01-02-a.md", "---\ntitle: Привет\n---\n")
    assert found.left_out is LeftOut.FAULT
    assert "write permalink: in the post" in str(found.faults[0])


def test_half_of_a_surrogate_pair_in_a_permalink_costs_nothing(tmp_path: Path) -> None:
    text = '---json\n{"tags": "posts", "permalink": "/a\\ud800/"}\n---\nText\n'
    found = reading(tree_of(tmp_path, {}), "2020-01-01-a.md", text).post
    assert found.link == "https://example.com/a%3F/"
    assert found.id.isascii()
