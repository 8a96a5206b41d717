"""Markdown is rendered as markdown-it renders it, with the options of the configuration."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from feeds.generators.eleventy.javascript import Script
from feeds.generators.eleventy.markdown import MarkdownOptions, markdown, markdown_options
from tests.support.eleventy import SITE, config, reading, tree_of


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("    indented *text*", "<p>indented <em>text</em></p>\n"),
        ("~~a~~ https://a.example", "<p><s>a</s> https://a.example</p>\n"),
        ("- [ ] a[^1]\n\n[^1]: b", '<ul>\n<li>[ ] a<a href="b">^1</a></li>\n</ul>\n'),
        ("# A {#b}", "<h1>A {#b}</h1>\n"),
        ('<b>a</b> "b"', "<p><b>a</b> &quot;b&quot;</p>\n"),
    ],
)
def test_without_options_it_is_as_eleventy_sets_it_up(text: str, html: str) -> None:
    assert markdown(text, MarkdownOptions()) == html


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("", MarkdownOptions()),
        (
            "c.setLibrary('md', markdownIt({ html: true, breaks: true }))",
            MarkdownOptions(breaks=True),
        ),
        (
            "const o = { html: true, linkify: true };\nlet m = markdownit(o)",
            MarkdownOptions(linkify=True),
        ),
        ("new MarkdownIt({ typographer: true })", MarkdownOptions(html=False, typographer=True)),
        ("markdownIt(made())", MarkdownOptions()),
        ("c.amendLibrary('md', (m) => m.enable('code'))", MarkdownOptions(indented_code=True)),
        ("c.addPlugin(IdAttributePlugin)", MarkdownOptions(heading_ids=True)),
        ("import { IdAttributePlugin } from '@11ty/eleventy';", MarkdownOptions()),
        (
            "import notes from 'markdown-it-footnote';",
            MarkdownOptions(plugins=frozenset({"markdown-it-footnote"})),
        ),
    ],
)
def test_options_are_read_from_the_configuration(script: str, options: MarkdownOptions) -> None:
    assert markdown_options(Script(script), None) == options


def test_headings_have_the_ids_of_the_plugin() -> None:
    html = markdown("# Ü *b*\n\n## Ü b\n\n## &amp; `c`\n", MarkdownOptions(heading_ids=True))
    assert re.findall(r'id="([^"]*)"', html) == ["ue-b", "ue-b-2", "and-c"]


def test_plugins_are_read_from_the_packages_that_the_site_needs(tmp_path: Path) -> None:
    package = {"devDependencies": {"markdown-it-attrs": "4", "other": "1"}}
    assert markdown_options(Script(""), package).plugins == {"markdown-it-attrs"}
    files = {"package.json": '{"dependencies": {"markdown-it-footnote": "^4.0.0"}}'}
    generator = tree_of(tmp_path, files)
    found = reading(generator, "2020-01-02-a.md", "---\ntags: posts\n---\na[^1]\n\n[^1]: note\n")
    assert "<sup" in generator.html(found, SITE, list).content
    without = tree_of(tmp_path, {"package.json": "{}"})
    assert without.inputs != generator.inputs


def test_links_to_files_and_from_the_root_lead_to_pages(tmp_path: Path) -> None:
    more = "  c.addPlugin(InputPathToUrlTransformPlugin);\n return { pathPrefix: '/pre/' };\n"
    generator = tree_of(tmp_path, {"eleventy.config.js": config(more)})
    other = reading(generator, "b/ö.md", "---\ntags: posts\ndate: 2020-01-02\n---\n").post
    text = '---\ntags: posts\n---\n[a](b/%C3%B6.md#c) [d](/e.png) [f](none.md) `href="/g"`\n'
    found = reading(generator, "2020-01-03-a.md", text)
    html = generator.html(found, SITE, lambda: [found.post, other]).content
    assert f'href="{other.link}#c"' in html
    assert 'href="/pre/e.png"' in html
    assert 'href="none.md"' in html
    assert "href=&quot;/g&quot;" in html


@pytest.mark.parametrize("piece", ["[", "![", "*a_ ", "http://a.example ", "<a ", "- ", "|a|b|\n"])
def test_a_hostile_text_is_rendered_in_seconds(piece: str) -> None:
    """Markdown-it alone would take minutes for some of these."""
    options = MarkdownOptions(linkify=True, typographer=True)
    begun = time.process_time()
    assert markdown(piece * (200_000 // len(piece)), options)
    assert time.process_time() - begun < 20
