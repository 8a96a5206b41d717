"""What a site's configuration says of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.jekyll import Jekyll
from feeds.generators.jekyll.config import load_config
from feeds.generators.jekyll.converters import Kramdown, converters
from feeds.generators.jekyll.kramdown.options import KramdownOptions
from feeds.markup.commonmark import commonmark
from feeds.model import Site

SITE = Site("Example", "https://example.com", "UTC")


@pytest.mark.parametrize(
    ("config", "options"),
    [
        ("", {}),
        ("markdown: Kramdown", {}),
        ("kramdown: {input: GFM, auto_ids: true, toc_levels: [1, 2, 3, 4, 5, 6]}", {}),
        ("kramdown: {input: gfm, toc_levels: 1..6, syntax_highlighter: rouge}", {}),
        ("kramdown: {input: kramdown}", {"input": "kramdown"}),
        ("kramdown: {hard_wrap: true, auto_ids: false}", {"hard_wrap": True, "auto_ids": False}),
        ("kramdown: {toc_levels: [2, 3]}", {"toc_levels": "2+3"}),
        ("kramdown: {toc_levels: 2..3, footnote_nr: 5}", {"toc_levels": "2..3", "footnote_nr": 5}),
        ("kramdown: {smart_quotes: 'apos,quot'}", {"smart_quotes": "apos+quot"}),
        ("kramdown: {smart_quotes: [lsquo, rsquo, ldquo, rdquo]}", {}),
        ("kramdown: {nosuch: 1, footnote_nr: x}", {}),
        ("kramdown: off", {}),
    ],
)
def test_kramdowns_options_are_those_of_the_configuration(
    tmp_path: Path, config: str, options: dict[str, object]
) -> None:
    (tmp_path / "_config.yml").write_text(config)
    engine = converters(load_config(tmp_path)).markdown
    assert isinstance(engine, Kramdown)
    assert engine.options == KramdownOptions(**options)  # type: ignore[arg-type]


def test_a_site_can_choose_commonmark(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("markdown: CommonMark")
    assert converters(load_config(tmp_path)).markdown is commonmark


@pytest.mark.parametrize(
    ("suffix", "address"),
    [
        ("md", "a.html"),
        ("MD", "a.html"),
        ("text", "a.html"),
        ("markdown", "a.markdown"),
        ("HTML", "a.HTML"),
        ("scss", "a.css"),
        ("txt", "a.txt"),
    ],
)
def test_files_that_are_not_markdown_keep_their_suffix(
    tmp_path: Path, suffix: str, address: str
) -> None:
    (tmp_path / "_config.yml").write_text("markdown_ext: md,text\n")
    jekyll = Jekyll(tmp_path)
    reading = jekyll.read(f"_posts/2020-01-01-a.{suffix}", "*a*", SITE)
    assert reading.post.link == f"https://example.com/2020/01/01/{address}"
    html = "<p><em>a</em></p>\n" if address == "a.html" else "*a*"
    assert jekyll.html(reading, SITE, list).content == html
