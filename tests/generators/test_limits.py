"""A post that would take an engine minutes or gigabytes is a fault, or is read in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from lxml import etree

from feeds.generators import PostError, require_sparse
from feeds.generators.frontmatter import load_yaml
from feeds.generators.jekyll.liquid.renderer import parse
from feeds.generators.pelican.readers import require_fast_markdown, require_fast_rst
from tests.support.markup import ENGINES
from tests.support.tree import Tree

SPARSE = [
    ("[" * 400_000, "400,000 characters of markup and line ends, more than 209,715"),
    ("- a\n" * 200_000, "400,000 characters of markup and line ends, more than 209,715"),
    ("a\n\n" + "- " * 150 + "a\n", "100 lists or quotes begin on this line"),
    ("> " * 150 + "a\n", "100 lists or quotes begin on this line"),
    ("\n*[A]: b" * 501, "more than 500 abbreviations"),
    ("[^a] " * 5_001, "more than 5,000 footnotes"),
]


@pytest.mark.parametrize(("text", "message"), SPARSE)
def test_a_text_that_is_mostly_markup_is_a_fault(text: str, message: str) -> None:
    with pytest.raises(PostError) as caught:
        require_sparse(text, 1 << 20)
    assert message in caught.value.faults[0][1]


JSON = '{"a": [1, 2, "b"]},\n'


@pytest.mark.parametrize("fence", ["```", "~~~~", "```json"])
def test_code_between_fences_is_not_markup(fence: str) -> None:
    close = fence.removesuffix("json")
    require_sparse(f"Words.\n\n{fence}\n{JSON * 40_000}{close}\n\nWords.\n", 1 << 20)
    require_fast_markdown(f"Words.\n\n{fence}\n{JSON * 9_000}{close}\n\nWords.\n")


@pytest.mark.parametrize("text", [f"```\n{JSON * 40_000}", f"```\n```\n{JSON * 40_000}"])
def test_markup_outside_closed_fences_counts(text: str) -> None:
    with pytest.raises(PostError):
        require_sparse(text, 1 << 20)


@pytest.mark.parametrize(
    "text", ["a word or two. " * 60_000, "- " * 150 + "\n", "-" * 500, "![a](data:" + "A" * 900_000]
)
def test_long_texts_of_words_rules_and_images_are_accepted(text: str) -> None:
    require_sparse(text, 1 << 20)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "[a](" * 5_000,
        "{:" * 50_000,
        "`a``" * 10_000,
        "a" * 500_001,
        "[^a] " * 7_000,
        f"[a]: /{'b' * 50_000}\n\n{'[a] ' * 5_000}",
    ],
)
def test_texts_that_take_python_markdown_minutes_are_a_fault(text: str) -> None:
    with pytest.raises(PostError):
        require_fast_markdown(text)


def test_texts_that_take_docutils_minutes_are_a_fault() -> None:
    with pytest.raises(PostError) as caught:
        require_fast_rst("Words.\n\n" + "a\n" * 15_000)
    assert caught.value.faults[0][0] == 3


@pytest.mark.parametrize(
    ("markup", "make"),
    [
        ("kramdown", lambda size: "[a](" * (size // 4)),
        ("kramdown", lambda size: "[a](<" * (size // 5)),
        ("kramdown", lambda size: "[a](<b> " * (size // 8)),
        ("kramdown", lambda size: "[a](b 't\n" * (size // 9)),
        ("kramdown", lambda size: "<http://a" * (size // 9)),
        ("goldmark", lambda size: "\xa0" * size),
    ],
)
def test_twice_the_text_takes_twice_the_time(markup: str, make: Callable[[int], str]) -> None:
    """Four times as much may take up to ten times as long: quadratic work takes sixteen."""
    render = ENGINES[markup]
    short, long = (min(_seconds(render, make(size)) for _ in range(3)) for size in (16_000, 64_000))
    assert long < 10 * short + 0.2


def _seconds(render: Callable[[str], str], text: str) -> float:
    began = time.process_time()
    render(text)
    return time.process_time() - began


def test_a_long_definition_that_many_links_use_is_limited() -> None:
    html = ENGINES["kramdown"](f"[a]: /{'b' * 10_000}\n\n{'[a] ' * 5_000}\n")
    assert html.count("<a ") > 10
    assert len(html) < 1_000_000


def test_unknown_liquid_tags_are_counted_in_linear_time() -> None:
    began = time.process_time()
    parse("{% a %}" * 20_000 + "{% enda %}" * 20_000)
    assert time.process_time() - began < 15


def test_mappings_that_merge_too_much_are_a_fault() -> None:
    laughs = "\na0: &a0 {x: 1}" + "".join(
        f"\na{at + 1}: &a{at + 1} {{<<: [{', '.join([f'*a{at}'] * 9)}]}}" for at in range(30)
    )
    with pytest.raises(PostError, match="merges more than 100,000 keys"):
        load_yaml(laughs)
    assert load_yaml("a: &a {x: 1}\nb: {<<: *a, y: 2}") == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}


def test_content_over_what_xml_parsers_accept_is_left_out_and_named(tree: Tree) -> None:
    table = f"|{'a|' * 490}\n|{':-:|' * 490}\n" + "|x\n" * 1_000
    tree.post("good.md", "Good.", "2026-01-01", title="Good")
    tree.post("wide.md", table, "2026-01-02", title="Wide")
    first, second = tree.build(), tree.build()
    assert first.posts == 2
    (fault,) = first.faults
    assert str(fault).startswith("wide.md: the content is 12.3 MB, but XML parsers accept 10 MB")
    assert second.faults == first.faults
    feed = etree.fromstring(tree.published()["feed.atom"])  # without huge_tree
    titles = [one.text for one in feed.iter("{*}entry/{*}title", "{*}title")]
    assert {"Good", "Wide"} <= set(titles)


def test_a_post_with_more_than_five_hundred_terms_is_a_fault(tree: Tree) -> None:
    tree.post("many.md", tags=[f"tag {number}" for number in range(501)])
    tree.post("few.md")
    report = tree.build()
    assert report.posts == 1
    assert "501 categories, tags and authors, more than 500" in str(report.faults[0])
