"""What a site's configuration says of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.jekyll import Jekyll
from feeds.model import Site

SITE = Site("Example", "https://example.com", "UTC")


@pytest.mark.parametrize(
    ("config", "markup"),
    [
        ("", "kramdown"),
        ("markdown: Kramdown", "kramdown"),
        ("kramdown: {input: GFM, auto_ids: true, toc_levels: [1, 2, 3, 4, 5, 6]}", "kramdown"),
        ("kramdown: {input: gfm, toc_levels: 1..6, syntax_highlighter: rouge}", "kramdown"),
        ("kramdown: {input: kramdown}", "kramdown:input=kramdown"),
        ("kramdown: {hard_wrap: true, auto_ids: false}", "kramdown:auto_ids=false,hard_wrap"),
        ("kramdown: {toc_levels: [2, 3]}", "kramdown:toc_levels=2+3"),
        ("kramdown: {toc_levels: 2..3, footnote_nr: 5}", "kramdown:footnote_nr=5,toc_levels=2..3"),
        (
            "kramdown: {smart_quotes: 'apos,apos,quot,quot'}",
            "kramdown:smart_quotes=apos+apos+quot+quot",
        ),
        ("kramdown: {smart_quotes: [lsquo, rsquo, ldquo, rdquo]}", "kramdown"),
        ("kramdown: off", "kramdown"),
        ("markdown: CommonMark", "commonmark"),
    ],
)
def test_options_that_differ_from_jekylls_go_with_the_post(
    tmp_path: Path, config: str, markup: str
) -> None:
    (tmp_path / "_config.yml").write_text(config)
    assert Jekyll(tmp_path).read("_posts/2020-01-01-a.md", "", SITE).post.markup == markup


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
def test_what_is_no_markdown_keeps_its_suffix(tmp_path: Path, suffix: str, address: str) -> None:
    (tmp_path / "_config.yml").write_text("markdown_ext: md,text\n")
    post = Jekyll(tmp_path).read(f"_posts/2020-01-01-a.{suffix}", "", SITE).post
    assert post.link == f"https://example.com/2020/01/01/{address}"
    assert post.markup == ("kramdown" if address == "a.html" else "html")
