"""Images that a page's script would load are in the feed, each once."""

from __future__ import annotations

import time

import pytest

from feeds.assemble.sanitizer import clean

BASE = "https://site.example/a/b.html"
SITE = "https://site.example"
DOT = "data:image/gif;base64,AA=="
REAL = f'<img src="{SITE}/r.png">'


@pytest.mark.parametrize("attribute", ["src", "lazy-src", "original", "orig-src", "lazy", "echo"])
@pytest.mark.parametrize("source", ["", 'src=""', 'src="/loading.gif"', f'src="{DOT}"', 'src="/s"'])
def test_the_real_source_replaces_the_one_that_is_shown_first(source: str, attribute: str) -> None:
    assert clean(f'<img {source} data-{attribute}="/r.png">', BASE) == REAL


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        (
            '<img data-src="/r.png" data-srcset="/r.png 1x, /s.png 2x">',
            f'<img src="{SITE}/r.png" srcset="{SITE}/r.png 1x, {SITE}/s.png 2x">',
        ),
        (
            f'<img src="{DOT}" data-lazy-srcset="/r.png 1x, /s.png 2x">',
            f'<img src="{SITE}/r.png" srcset="{SITE}/r.png 1x, {SITE}/s.png 2x">',
        ),
        (f'<img src="{DOT}" srcset="{DOT} 1w" data-src="/r.png">', REAL),
        ('<img src="/low.png" srcset="/low.png 1x" data-src="/r.png">', REAL),
        (
            '<img data-src="/r.png" srcset="/r.png 1x, /s.png 2x">',
            f'<img srcset="{SITE}/r.png 1x, {SITE}/s.png 2x" src="{SITE}/r.png">',
        ),
        (
            '<picture><source data-srcset="/r.webp" type="image/webp"><img data-src="/r.png">'
            "</picture>",
            f'<picture><source type="image/webp" srcset="{SITE}/r.webp">{REAL}</picture>',
        ),
        (
            '<iframe data-src="https://film.example/" src="about:blank"></iframe>',
            '<a href="https://film.example/">https://film.example/</a>',
        ),
        (
            '<video data-src="/v.mp4" data-poster="/p.png"></video>',
            f'<video src="{SITE}/v.mp4" poster="{SITE}/p.png" controls=""></video>',
        ),
        ('<video><source data-src="/v.mp4"></video>', None),
        ('<img src="/r.png" data-src="javascript:alert(1)">', REAL),
        ('<img src="/r.png" data-src="">', REAL),
        ('<img src="/r.png" data-lazy="true">', REAL),
        ('<img src="/r.png" data-echo="1" data-original="800x600">', REAL),
        ('<img src="/r.png" data-src="#">', REAL),
        ('<img src="/s.png" data-lazy="TRUE" data-original="/r.png">', REAL),
        ('<img data-src="/r.png" data-srcset=" \n">', REAL),
        ('<img data-srcset=" ," src="/r.png">', REAL),
        ("<img data-srcset>a", "a"),
        ('<IMG DATA-SRC="/r.png">', REAL),
        ('<p data-source="x" data-lang="ruby">a</p>', "<p>a</p>"),
    ],
)
def test_each_kind_of_element_gets_what_it_would_load(html: str, cleaned: str | None) -> None:
    video = f'<video controls=""><source src="{SITE}/v.mp4"></video>'
    assert clean(html, BASE) == (cleaned or video)


@pytest.mark.parametrize(
    "html",
    [
        '<img data-src="/r.png"><noscript><img src="/r.png" alt="copy"></noscript>',
        '<noscript><img src="/r-300.png"></noscript>\n<img data-src="/r.png">',
        f'<i><img data-src="/r.png"></i><noscript><img src="{SITE}/r.png"></noscript>',
        f'<img class="lazy" src="{DOT}"><noscript><img src="/r.png"></noscript>',
        '<img src="/img/loading.gif"> <noscript><img src="/r.png"></noscript>',
        '<img src="/r.png" loading="lazy"><noscript><img src="/r.png"></noscript>',
        f'<noscript>{REAL}</noscript><i><img src="../r.png"></i>',
    ],
)
def test_a_copy_for_readers_without_scripts_is_not_shown_twice(html: str) -> None:
    assert clean(html, BASE).strip().removeprefix("<i>").removesuffix("</i>") == REAL


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ('<noscript><img src="/r.png"></noscript>', REAL),
        ("<noscript><p>a</p></noscript>", "<p>a</p>"),
        (f'<img src="/s">a<noscript>b{REAL}</noscript>', f'<img src="{SITE}/s">ab{REAL}'),
        (
            f'<p><img data-src="/s"></p> <noscript>{REAL}</noscript>',
            f'<p><img src="{SITE}/s"></p> {REAL}',
        ),
        (f'<img src="/s"><noscript>{REAL}</noscript>', f'<img src="{SITE}/s">{REAL}'),
        (
            f'<img src="{DOT}#a" alt="a"><noscript><img src="{DOT}" alt="b"></noscript>',
            f'<img src="{DOT}" alt="b">',
        ),
        (f"<img data-src='/s'>a<noscript>{REAL}</noscript>", f'<img src="{SITE}/s">a{REAL}'),
    ],
)
def test_what_only_a_noscript_shows_is_kept(html: str, cleaned: str) -> None:
    assert clean(html, BASE) == cleaned


def test_a_lazy_tracker_is_not_shown() -> None:
    html = '<img width="1" height="1" data-src="https://t.example/"><i hidden data-src="/x"></i>'
    assert clean(f"a{html}b", BASE) == "ab"


@pytest.mark.parametrize(
    "html",
    [
        '<img data-src="x"><noscript><img src="y"></noscript>' * 10_000,
        '<noscript><img src="y"></noscript> ' * 25_000,
        "<div>" + "<img>" * 100_000 + "</div>" + '<noscript><img src="y"></noscript>' * 100,
    ],
    ids=lambda html: html[:12],
)
def test_no_number_of_lazy_images_takes_long(html: str) -> None:
    start = time.process_time()
    clean(html, BASE)
    assert time.process_time() - start < 5
