"""A tag that is a placeholder, such as ``<path>`` or ``<title>``, takes no text with it."""

from __future__ import annotations

import time

import pytest

from feeds.assemble.sanitizer import clean

BASE = "https://site.example/a/b.html"

DRAWN = "path use set desc text line image view circle g stop filter marker pattern switch symbol"
FORMULA = "mi mn ms mtext semantics annotation annotation-xml int sum product and or not min max"
HIDING = "title textarea xmp plaintext noembed noframes select option optgroup template canvas svg"
OTHERS = "math string t file x-y object font datalist applet"


@pytest.mark.parametrize("name", f"{DRAWN} {FORMULA} {HIDING} {OTHERS}".split())
@pytest.mark.parametrize("form", ["<{}>", "<{}/>", '<{} a="b">'])
def test_an_open_tag_of_any_name_loses_no_text(name: str, form: str) -> None:
    for written in (name, name.upper()):
        tag = form.format(written)
        cleaned = clean(f"<p>git checkout {tag} restores <b>it</b>.</p><p>End.</p>", BASE)
        assert "restores <b>it</b>." in cleaned
        assert "<p>End.</p>" in cleaned


@pytest.mark.parametrize("outer", ["math", "svg", "path", "mi"])
@pytest.mark.parametrize("inner", ["b", "path", "mi", "title", "div", "T"])
def test_an_open_tag_within_another_loses_no_text(outer: str, inner: str) -> None:
    for names in ((outer, inner), (inner, outer), (outer, inner, outer)):
        cleaned = clean("<p>" + "".join(f"<{name}> after " for name in names) + "</p>", BASE)
        assert cleaned.count("after") == len(names)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<desc>a</desc> <text>b</text>", "a b"),
        ("<set><path>a</path></set>", "a"),
        ("<svg><path>a</path><title>b</title></svg><path>c", "c"),
        ("<svg><foreignObject><path>a</path></foreignObject></svg>c", "c"),
        ("<math><mi>a</mi></math><mi>b</mi>", "<math><mi>a</mi></math>b"),
        ("<title>a</title><select><option>b<option>c</select>d", "d"),
        ("<script>let a = '<path>'</script><style>b</style><use>c", "c"),
        ("a<script>b <title> c", "a"),
        ('<img src="/x" alt="the <title> of it">a', None),
        ('<iframe src="https://film.example/"> a', None),
        ("<!-- <title> --><p>a</p>", "<p>a</p>"),
        ("<path hidden>a</path>b", "b"),
        ("<pre>\n\n a <path>  b\t</pre>", "<pre>\n\n a   b\t</pre>"),
    ],
)
def test_elements_that_are_meant_stay_what_they_are(html: str, cleaned: str | None) -> None:
    expected = {
        '<img src="/x" alt="the <title> of it">a': (
            '<img src="https://site.example/x" alt="the &lt;title&gt; of it">a'
        ),
        '<iframe src="https://film.example/"> a': (
            '<a href="https://film.example/">https://film.example/</a> a'
        ),
    }
    assert clean(html, BASE) == (cleaned or expected[html])


@pytest.mark.parametrize(
    "html",
    [
        "<path></path>" * 80_000,
        "<title>" * 140_000,
        "<svg>" * 200_000,
        "<option>" * 120_000,
        "<title </" * 100_000,
        "<a <title " * 100_000,
        "<a b=\"'" * 100_000,
        "<svg>" * 400 + "<path></path>" * 60_000,
        "".join(f"<z{number}>x</z{number}>" for number in range(70_000)),
    ],
    ids=lambda html: html[:12],
)
def test_no_number_of_placeholders_takes_long(html: str) -> None:
    start = time.process_time()
    clean(html, BASE)
    assert time.process_time() - start < 5
