"""TYPOGRIFY changes titles, bodies and summaries as typogrify does, and never addresses."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from feeds.generators.pelican.typography import TOO_MUCH, Typography
from tests.support.pelican import SITE, only, read, site

ON = "TYPOGRIFY = True\n"
TITLE = 'Title: It\'s "so" -- a b...\nDate: 2020-01-02 10:00\n'


def test_titles_are_typographic(tmp_path: Path) -> None:
    assert only(tmp_path, TITLE, ON).title == "It’s “so” — a\u00a0b…"


def test_ids_and_addresses_are_those_without_typography(tmp_path: Path) -> None:
    with_it, without = only(tmp_path, TITLE, ON), only(tmp_path, TITLE)
    assert (with_it.id, with_it.link) == (without.id, without.link)
    assert with_it.title != without.title


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f'{TITLE}\nA "yes" -- x y... `"no" -- x`\n\n    "no" -- code\n'),
        ("a.rst", 'T\n=\n\n:date: 2020-01-02\n\nA "yes" -- x y... ``"no" -- x``\n'),
        (
            "a.html",
            '<html><head><title>T</title><meta name="date" content="2020-01-02"></head>'
            '<body><p>A "yes" -- x y... <code>"no" -- x</code></p></body></html>',
        ),
    ],
)
def test_bodies_are_typographic_outside_code(name: str, text: str, tmp_path: Path) -> None:
    generator = site(tmp_path, {name: text}, ON)
    html = generator.html(read(generator, name), SITE, list).content
    assert "A &#8220;yes&#8221; &#8212; x" in html
    assert "no&#822" not in html
    assert html.count("--") == html.count("no") > 0


def test_summaries_are_typographic(tmp_path: Path) -> None:
    files = {
        "a.md": f'{TITLE}Summary: In *my* "own" words\n\nText.\n',
        "b.md": f'{TITLE}\n"Text"\n',
    }
    generator = site(tmp_path, files, ON)
    written = generator.html(read(generator, "a.md"), SITE, list).excerpt
    assert written == "<p>In <em>my</em> &#8220;own&#8221;&nbsp;words</p>"
    cut = generator.html(read(generator, "b.md"), SITE, list).excerpt
    assert cut == '<p><span class="dquo">&#8220;</span>Text&#8221;</p>'


def test_the_settings_choose_filters_tags_and_dashes(tmp_path: Path) -> None:
    conf = (
        f"{ON}TYPOGRIFY_OMIT_FILTERS = ['widont']\nTYPOGRIFY_IGNORE_TAGS = ['em', 'b.x']\n"
        "TYPOGRIFY_DASHES = 'oldschool'\n"
    )
    body = 'a -- b --- "c d" <em>"e"</em> <b class="x">"f"</b> <b>"g"</b>'
    generator = site(tmp_path, {"a.md": f"{TITLE}\n{body}\n"}, conf)
    html = generator.html(read(generator, "a.md"), SITE, list).content
    assert html == (
        '<p>a &#8211; b &#8212; &#8220;c d&#8221; <em>"e"</em> <b class="x">"f"</b> '
        '<b><span class="dquo">&#8220;</span>g&#8221;</b></p>'
    )


def test_two_sites_do_not_share_their_dashes() -> None:
    old, new = (Typography((), frozenset({"widont"}), one) for one in ("oldschool", "default"))
    assert old.applied("a -- b") == "a &#8211; b"
    assert new.applied("a -- b") == "a &#8212; b"
    assert old.applied("a -- b") == "a &#8211; b"


PLAIN = Typography((), frozenset(), "default")


@pytest.mark.parametrize(
    "text",
    [
        "<code>" * 150_000,
        "<pre" * 200_000,
        "<!--" * 200_000,
        "<p" * 400_000,
        "<p " * 300_000 + ">",
        "A" * 900_000 + "b",
        "A'" * 400_000 + "b",
        "<p " + 'a="" ' * 200_000 + "b-c>",
        "<p a='' " * 100_000 + "<",
        "A. " * 300_000,
        " " * 900_000 + "x",
        '"' * 900_000,
        "&amp; " * 100_000,
        "<p>" + "<em> " * 90_000,
        "-" * 900_000,
    ],
)
def test_no_text_takes_more_than_seconds(text: str) -> None:
    begin = time.process_time()
    assert PLAIN.applied(text)
    assert time.process_time() - begin < 5


def test_a_text_that_would_take_too_long_stays_and_is_reported(tmp_path: Path) -> None:
    body = '<p>"quoted"</p>' + "<code>" * 20_000
    page = (
        f'<head><title>T</title><meta name="date" content="2020-01-02"></head><body>{body}</body>'
    )
    generator = site(tmp_path, {"a.html": page}, ON)
    reading = read(generator, "a.html")
    assert reading.problems == ((0, TOO_MUCH),)
    assert generator.html(reading, SITE, list).content == body


@given(st.text(alphabet="ab AB.'\"-&<>/p!;1é\n", max_size=60))
@limits(max_examples=200, deadline=None)
def test_any_text_can_be_set(text: str) -> None:
    assert isinstance(PLAIN.applied(text), str)
