"""Articles are rendered as Pelican renders them, and no article takes minutes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from feeds.assemble.sanitizer import plain_text
from feeds.generators.base import PostError, Reading
from feeds.generators.pelican import Pelican
from feeds.generators.pelican.html import Summary
from feeds.generators.pelican.links import linked
from feeds.generators.pelican.readers import Readers
from tests.support.pelican import SITE, only, read, site

RST = "Title\n#####\n\n:date: 2020-01-01\n\n"


def _html(kind: str, text: str, **options: object) -> str:
    return Readers(frozenset(), markdown=options, docutils=options).html(kind, text)


def _content(generator: Pelican, reading: Reading) -> str:
    return plain_text(generator.html(reading, SITE, list).content)


def test_markdown_has_pelicans_default_extensions() -> None:
    html = _html("markdown", "Term\n:   Meaning\n\n```python\nx\n```\n")
    assert "<dd>Meaning</dd>" in html
    assert 'class="highlight"' in html


def test_the_sites_extensions_replace_the_default_ones() -> None:
    html = _html("markdown", '"a"\n\nx\n: y\n', extensions=["smarty"])
    assert "&ldquo;a&rdquo;" in html
    assert "<dd>" not in html


def test_an_unknown_setting_of_an_extension_is_ignored() -> None:
    configs = {"toc": {"nonsense": 1}}
    html = _html("markdown", "# A\n", extensions=["toc"], extension_configs=configs)
    assert '<h1 id="a">A</h1>' in html


def test_a_documents_title_and_fields_are_not_in_its_body() -> None:
    assert _html("rst", f"{RST}Text.\n") == "<p>Text.</p>\n"


@pytest.mark.parametrize(
    "directive",
    [
        ".. include:: {file}",
        ".. literalinclude:: {file}",
        ".. raw:: html\n   :file: {file}",
        ".. raw:: html\n   :url: file://{file}",
        ".. csv-table::\n   :file: {file}",
        ".. code:: text\n   :file: {file}",
        ".. figure:: {file}\n   :scale: 50",
    ],
)
def test_no_directive_reads_a_file(directive: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("sesame", encoding="utf-8")
    assert "sesame" not in _html("rst", f"{RST}{directive.format(file=secret)}\n\nText.\n")


def test_a_directive_that_reads_a_file_is_a_problem(tmp_path: Path) -> None:
    reading = read(site(tmp_path, {"x.rst": f"{RST}.. include:: x.txt\n"}), "x.rst")
    assert [line for line, _ in reading.problems] == [6]
    assert "feeds does not include files" in reading.problems[0][1]


def test_the_content_of_a_plugins_directive_and_role_is_kept(tmp_path: Path) -> None:
    text = f"{RST}.. gallery:: a\n   :size: 3\n\n   Inside *it*.\n\nA :key:`Ctrl` here.\n"
    pelican = site(tmp_path, {"x.rst": text})
    reading = read(pelican, "x.rst")
    words = [message for _, message in reading.problems]
    assert any("directive 'gallery'" in word for word in words)
    assert any("role 'key'" in word for word in words)
    assert _content(pelican, reading) == "Inside it. A Ctrl here."


def test_a_role_that_one_document_defines_is_unknown_in_the_next(tmp_path: Path) -> None:
    site(tmp_path, {})
    _html("rst", f"{RST}.. role:: own\n\n:own:`x`\n")
    reading = read(site(tmp_path, {"y.rst": f"{RST}:own:`x`\n"}), "y.rst")
    assert "role 'own'" in reading.problems[0][1]


def test_a_document_that_pelican_refuses_is_left_out_with_all_its_faults(tmp_path: Path) -> None:
    with pytest.raises(PostError) as caught:
        only(tmp_path, f"{RST}Some *text.\n\nMore `text.\n", name="x.rst")
    assert [line for line, _ in caught.value.faults] == [6, 8]


def test_the_first_words_are_a_summary(tmp_path: Path) -> None:
    text = "Title: One\nDate: 2020-01-01\n\n" + "word " * 60
    pelican = site(tmp_path, {"one.md": text})
    reading = read(pelican, "one.md")
    assert plain_text(pelican.html(reading, SITE, list).excerpt) == "word " * 50 + "…"
    assert _content(pelican, reading) == ("word " * 60).strip()


def test_an_authors_summary_is_in_the_articles_markup(tmp_path: Path) -> None:
    text = "Title: One\nDate: 2020-01-01\nSummary: *Short*\n    and more\n\nText.\n"
    assert read(site(tmp_path, {"one.md": text}), "one.md").excerpt == "*Short*\nand more"
    rst = f"{RST[:-1]}:summary: *Short*\n  and more\n\nText.\n"
    assert read(site(tmp_path, {"x.rst": rst}), "x.rst").excerpt == "*Short*\nand more"


@given(st.text(alphabet="ab1 <>/p&;#x\"'-\n中", max_size=60), st.integers(1, 5))
def test_a_summary_is_the_start_of_any_text(html: str, words: int) -> None:
    cut = Summary(words, None, "").of(html)
    assert html.startswith(cut)


def test_only_attributes_of_links_are_replaced() -> None:
    html = "<a href='{filename}a.md'>{filename}a.md</a> <img src=\"{filename}a%20b\">"
    targets = {"{filename}a.md": "https://x.y/?a&b", "{filename}a b": "https://x.y/c"}
    assert linked(html, targets.get) == (
        "<a href='https://x.y/?a&amp;b'>{filename}a.md</a> <img src=\"https://x.y/c\">"
    )


@pytest.mark.parametrize("markup", ["markdown", "rst"])
@pytest.mark.parametrize(
    "text", ["[" * 50_000, "[a](b" * 9000, "*[A]: b\n" * 9000, "`a\n" * 40_000, ">" * 9000]
)
def test_hostile_bodies_are_rendered_in_seconds(markup: str, text: str) -> None:
    start = time.monotonic()
    _html(markup, text)
    assert time.monotonic() - start < 20


@given(st.text(max_size=60), st.sampled_from(["markdown", "rst"]))
@limits(max_examples=60, deadline=None)
def test_any_body_gives_html(text: str, markup: str) -> None:
    assert isinstance(_html(markup, text), str)
