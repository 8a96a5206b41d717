"""A link that names the file of a post leads to that post's address."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from feeds.generators import read_post
from feeds.generators.base import Html
from feeds.generators.plain import Plain
from feeds.model import Post, Template
from tests.support.plain import SITE, post_of

FILES = {
    "2026-02-02-second.md": "/2026-02-02-second.html",
    "notes/third.markdown": "/own/",
    "notes/my note.md": "/notes/my%20note.html",
    "notes/deep/fourth.mdx": "/notes/deep/fourth.html",
    "notes/page.html": "/page/",
    "日本/記事.md": "/%E8%A8%98%E4%BA%8B",
    "notes/v1.2.md": "/v12",
    "notes/a&b.md": "/notes/a&b.html",
    "notes/cafe\u0301.md": "/cafe",
    "topics/index.md": "/t/",
    "topics/old/index.html": "/t/old/",
    "topics/old.md": "/t/older/",
}


def posts() -> list[Post]:
    matter = "date: 2026-01-02\npermalink: {}"
    return [post_of(matter.format(link), path) for path, link in FILES.items()]


def rendered(body: str, path: str = "notes/first.md") -> tuple[Html, Template]:
    generator = Plain(Path())
    text = f"---\ntitle: First\ndate: 2026-01-02\n---\n{body}"
    reading = read_post(generator, path, text.encode(), SITE).reading
    assert reading
    return generator.html(reading, SITE, posts), reading.post.template


def target_of(link: str, path: str = "notes/first.md") -> str:
    """Return the ``href`` of the one link in a text, below the site's URL."""
    html = rendered(link, path)[0].content
    assert html.count("href=") == 1
    return html.split('href="')[1].split('"')[0].removeprefix(SITE.url)


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("third.markdown", "/own/"),
        ("./third.markdown", "/own/"),
        ("../notes/third.markdown#part", "/own/#part"),
        ("../2026-02-02-second.md", "/2026-02-02-second.html"),
        ("../2026-02-02-second", "/2026-02-02-second.html"),
        ("/2026-02-02-second.md?a=b#c", "/2026-02-02-second.html?a=b#c"),
        ("deep/fourth.mdx", "/notes/deep/fourth.html"),
        ("deep/../page.html", "/page/"),
        ("third", "/own/"),
        ("v1.2", "/v12"),
        ("my%20note.md", "/notes/my%20note.html"),
        ("my%20note", "/notes/my%20note.html"),
        ("<my note.md>", "/notes/my%20note.html"),
        ("../日本/記事.md", "/%E8%A8%98%E4%BA%8B"),
        ("/%E6%97%A5%E6%9C%AC/%E8%A8%98%E4%BA%8B.md", "/%E8%A8%98%E4%BA%8B"),
        ("a&amp;b.md", "/notes/a&amp;b.html"),
        ("caf\u00e9.md", "/cafe"),
        ("../topics/", "/t/"),
        ("../topics", "/t/"),
        ("/topics/index.md#a", "/t/#a"),
        ("/topics/old/?b#a", "/t/old/?b#a"),
        ("/topics/old", "/t/older/"),
    ],
)
def test_a_link_may_be_written_in_many_ways(target: str, address: str) -> None:
    assert target_of(f"[x]({target})") == address
    assert target_of(f"[x][ref]\n\n[ref]: {target} 'Tip'") == address


@pytest.mark.parametrize(
    "link",
    [
        '<a href="third.markdown">x</a>',
        "<a class='b' href='third.markdown'>x</a>",
        "<a href=third.markdown>x</a>",
        "<p>In a block: <a title='a>b'\nHREF = \"third.markdown\">x</a></p>",
    ],
)
@pytest.mark.parametrize("path", ["notes/first.md", "notes/first.html", "notes/first.mdx"])
def test_links_in_html_lead_to_notes_too(link: str, path: str) -> None:
    html = rendered(link, path)[0].content
    assert f'="{SITE.url}/own/"' in html
    assert "third" not in html


@pytest.mark.parametrize(
    "target",
    ["https://x.example/third.markdown", "mailto:a@third.markdown", "//x.example/third.md",
     "#third", "?third", "third.png", "missing", "missing.html", "../../third.markdown", "third/",
     "notes/third.markdown"],
)  # fmt: skip
def test_other_links_stay_as_they_are(target: str) -> None:
    assert target_of(f"[x]({target})") == target


@pytest.mark.parametrize(
    "body", ["`[x](third.markdown)`", "    [x](third.markdown)", "![x](third.markdown)",
             "<!-- <a href='third.markdown'> -->", "<b title='<a href=third.markdown>'>x</b>"]
)  # fmt: skip
def test_text_that_is_not_a_link_stays_unchanged(body: str) -> None:
    assert "/own/" not in rendered(body)[0].content


@pytest.mark.parametrize(
    ("link", "address", "text"),
    [
        ("[[third]]", "/own/", "third"),
        ("[[Third|the third note]]", "/own/", "the third note"),
        ("[[third#Some Part]]", "/own/#some-part", "third#Some Part"),
        ("[[notes/third]]", "/own/", "notes/third"),
        ("[[deep/fourth.mdx]]", "/notes/deep/fourth.html", "deep/fourth.mdx"),
        ("[[fourth]]", "/notes/deep/fourth.html", "fourth"),
        ("[[a&b]]", "/notes/a&amp;b.html", "a&amp;b"),
        ("[[MY NOTE]]", "/notes/my%20note.html", "MY NOTE"),
    ],
)
def test_a_wiki_link_leads_to_the_note_of_that_name(link: str, address: str, text: str) -> None:
    html = rendered(f"See {link}.")[0].content
    assert html == f'<p>See <a href="{SITE.url}{address}">{text}</a>.</p>\n'


@pytest.mark.parametrize(
    "text",
    ["[[nothing]]", "![[third]]", "`[[third]]`", "    [[third]]", "[[third]](https://x.example)",
     "[[#third]]", "[[]]", "[[third|a|b]]", "<!-- [[third]] -->"],
)  # fmt: skip
def test_other_double_brackets_stay_text(text: str) -> None:
    html = rendered(text)[0]
    assert "/own/" not in html.content
    assert html.problems == ()


def test_a_missing_file_is_reported_once_with_its_line() -> None:
    body = "Text\n\n[a](gone.md) [b](gone.md#x) [c](my%20gone.md) [d](third.markdown)\n"
    html, _ = rendered(f"# A heading\n\n{body}")
    assert list(html.problems) == [
        (
            line,
            f"the link to '{name}' does not lead to a published post; "
            "correct it, or publish that post",
        )
        for line, name in ((9, "gone.md"), (9, "my gone.md"))
    ]
    assert 'href="gone.md"' in html.content


def test_links_in_the_excerpt_lead_to_notes_too() -> None:
    html, _ = rendered("[a](third.markdown) [b](gone.md)\n\n<!-- more -->\n\nRest\n")
    assert f'href="{SITE.url}/own/"' in html.excerpt
    assert len(html.problems) == 1


@pytest.mark.parametrize(
    ("body", "template"),
    [
        ("[x](a.md)", Template.ADDRESSES),
        ("> [x]: <a b.md>", Template.ADDRESSES),
        ("<a href=a>", Template.ADDRESSES),
        ("Text", Template.NONE),
        ("![x](a.png) [y](https://x.example/a.md) [z](#a) <mailto:a.md>", Template.NONE),
    ],
)
def test_only_posts_with_such_links_depend_on_other_posts(body: str, template: Template) -> None:
    assert rendered(body)[1] is template


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        '<a "',
        "<a href='",
        "<!--",
        "<a b=c ",
        "<code>",
        "[[",
        "[[a",
        "[a](b",
        "]: ",
        "](" + "../" * 1000,
    ],
)
def test_hostile_text_takes_little_time(piece: str) -> None:
    body = piece * (200_000 // len(piece))
    began = time.perf_counter()
    rendered(body, "notes/first.html")[0]
    assert time.perf_counter() - began < 5
