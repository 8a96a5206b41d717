"""Sites of Pelican are read as Pelican reads them."""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.errors import ConfigError
from feeds.generators.base import LeftOut, PostError, Unpublished
from feeds.generators.pelican import Pelican
from feeds.model import Post, Template, Term
from tests.support.pelican import CONF, SITE, only, read, site

ONE = "Title: One\nDate: 2020-01-02 10:00\n"


def test_an_entry_has_the_id_that_subscribers_know(tmp_path: Path) -> None:
    post = only(tmp_path, "Title: Ein Tag\nDate: 2012-03-04\nTags: a\n\nText.\n")
    assert post.id == "tag:example.com,2012-03-04:/ein-tag.html"
    assert post.link == "https://example.com/ein-tag.html"
    assert post.published.isoformat() == "2012-03-04T00:00:00+01:00"
    assert post.labels == (Term("category", "misc", "misc"), Term("tag", "a", "a"))


@pytest.mark.parametrize(
    ("term", "title"),
    [
        (None, "Example"),
        (Term("category", "Big News", "big-news"), "Example - Big News"),
        (Term("tag", "C++ &amp; <b>D</b>", "c"), "Example - C++ & D"),
        (Term("author", "Ada Example", "ada-example"), "Example - Ada Example"),
        (Term("language", "fr", "fr"), "Example"),
        (Term("articles", "articles", "articles"), "Example"),
    ],
)
def test_feeds_have_the_titles_that_pelican_gives_them(
    term: Term | None, title: str, tmp_path: Path
) -> None:
    channel = site(tmp_path, {}, "DEFAULT_LANG = 'de'\n").channel(
        term, replace(SITE, language="de")
    )
    assert (channel.title, channel.home) == (title, "https://example.com/")
    assert channel.language is None


def test_a_language_of_our_configuration_is_named(tmp_path: Path) -> None:
    assert site(tmp_path, {}).channel(None, replace(SITE, language="fr")).language == "fr"


@pytest.mark.parametrize("text", ["A few *words*.", "[TOC]\n\n# One\n\nText.", ""])
def test_an_article_that_is_its_own_summary_has_no_second_one(text: str, tmp_path: Path) -> None:
    generator = site(tmp_path, {"one.md": f"{ONE}\n{text}\n"}, "SUMMARY_MAX_LENGTH = None\n")
    html = generator.html(read(generator, "one.md"), SITE, list)
    assert html.excerpt is html.content


def test_summaries_have_no_table_of_contents(tmp_path: Path) -> None:
    rst = "T\n=\n\n:date: 2020-01-02\n\n.. contents::\n\nOne\n---\n\nText.\n\nTwo\n---\n\nMore.\n"
    generator = site(tmp_path, {"one.rst": rst})
    html = generator.html(read(generator, "one.rst"), SITE, list)
    assert "toc-backref" in html.content
    assert html.excerpt.replace("\n", "") == (
        '<div class="section" id="one"><h2>One</h2><p>Text.</p></div>'
        '<div class="section" id="two"><h2>Two</h2><p>More.</p></div>'
    )


def test_abbreviations_and_images_are_those_of_pelican(tmp_path: Path) -> None:
    rst = "T\n=\n\n:date: 2020-01-02\n\n:abbr:`HTML (Hyper <Text>)` :abbr:`x`\n\n.. image:: a.png\n"
    generator = site(tmp_path, {"one.rst": rst})
    assert generator.html(read(generator, "one.rst"), SITE, list).content == (
        '<p><abbr title="Hyper &lt;Text&gt;">HTML</abbr> <abbr>x</abbr></p>\n'
        '<img alt="" src="a.png" />\n'
    )


def test_links_of_summaries_are_resolved(tmp_path: Path) -> None:
    body = "[b]({filename}b.md) text\n"
    files = {
        "a.md": f"{ONE}\n{body}",
        "b.md": "Title: B\nDate: 2020-01-01\nSummary: [a]({filename}a.md)\n\nText.\n",
    }
    generator = site(tmp_path, files, "SUMMARY_MAX_LENGTH = 1\n")
    posts = [read(generator, name).post for name in files]
    summaries = [
        generator.html(read(generator, name), SITE, lambda: posts).excerpt for name in files
    ]
    assert summaries == [
        '<p><a href="https://example.com/b.html">b …',
        '<p><a href="https://example.com/one.html">a</a></p>',
    ]


@pytest.mark.parametrize(("newest", "name"), [("2021-01-01", "news"), ("2019-01-01", "News")])
def test_a_term_with_several_names_has_that_of_the_newest_article(
    newest: str, name: str, tmp_path: Path
) -> None:
    articles = {
        "a.md": f"{ONE}Tags: News\n\nText.\n",
        "b.md": f"Title: B\nDate: {newest}\nTags: news\n\nText.\n",
        "c.md": "Title: C\nDate: 2018-01-01\nTags: News\n\nText.\n",
    }
    generator = site(tmp_path, articles)
    posts = [read(generator, path).post for path in articles]
    assert {term.name for post in posts for term in post.tags} == {name}
    assert [post.labels[-1].name for post in posts] == ["News", "news", "News"]


@pytest.mark.parametrize("word", ["draft", "Hidden", "skip", "Skip"])
def test_articles_that_are_not_published_are_left_out(word: str, tmp_path: Path) -> None:
    with pytest.raises(Unpublished) as caught:
        only(tmp_path, f"{ONE}Status: {word}\n\nText.\n")
    assert caught.value.reason is (LeftOut.DRAFT if word == "draft" else LeftOut.UNPUBLISHED)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Title: One\n\nText.\n", 1, "the post has no date"),
        ("Title: One\nDate: soon\n", 2, "date 'soon' is not a complete date"),
        ("Title: One\nDate: March 2012\n", 2, "is not a complete date"),
        ("Date: 2020-01-01\n", 1, "the post has no title"),
        (f"{ONE}Status: done\n", 3, "status 'done' is not known"),
        (f"{ONE}Timezone: Mars\n", 3, "timezone 'Mars' is not a time zone"),
        (f"{ONE}Modified: never\n", 3, "modified 'never' is not a complete date"),
        (f"{ONE}Url: http://[x\n", 3, "is not a valid URL"),
        ("No metadata at all.\n", 1, "the post has no title"),
    ],
)
def test_a_fault_has_a_line_and_a_remedy(text: str, line: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(PostError, match=words) as caught:
        only(tmp_path, text)
    assert caught.value.faults[0][0] == line


def test_a_pattern_that_cannot_be_filled_is_a_fault_of_one_article(tmp_path: Path) -> None:
    with pytest.raises(PostError, match="ARTICLE_URL needs own"):
        only(tmp_path, ONE, "ARTICLE_URL = '{own}/{slug}'\n")


@pytest.mark.parametrize("pattern", ["{slug", "{slug:Z}", "a}b"])
def test_a_pattern_that_is_broken_is_a_fault(pattern: str, tmp_path: Path) -> None:
    with pytest.raises(PostError, match="the pattern in ARTICLE_URL is not valid"):
        only(tmp_path, ONE, f"ARTICLE_URL = '{pattern}'\n")


def test_a_pattern_cannot_reach_attributes_of_objects(tmp_path: Path) -> None:
    with pytest.raises(PostError, match=r"needs slug\.__class__"):
        only(tmp_path, ONE, "ARTICLE_URL = '{slug.__class__}'\n")


def test_terms_with_the_same_slug_share_the_most_used_name(tmp_path: Path) -> None:
    files = {
        "a.md": f"{ONE}Tags: Python\n",
        "b.md": f"{ONE}Slug: b\nTags: python\n",
        "c.rst": "C\n#\n\n:date: 2020-01-01\n:tags: x,\n  python\n",
        "d.md": f"{ONE}Slug: d\nTags: PYTHON\nStatus: draft\n",
    }
    post = read(site(tmp_path, files), "a.md").post
    assert post.tags == (Term("tag", "python", "python"),)
    assert post.labels[1:] == (Term("tag", "Python", "python"),)


def test_a_translation_is_in_the_sites_feed_and_in_its_languages(tmp_path: Path) -> None:
    files = {
        "one.md": ONE,
        "un.md": "Title: Un\nDate: 2020-01-02\nLang: fr\nSlug: one\nTags: a\n",
        "deux.md": "Title: Deux\nDate: 2020-01-02\nLang: fr\n",
    }
    generator = site(tmp_path, files)
    translation, alone = (read(generator, name).post for name in ("un.md", "deux.md"))
    assert (translation.categories, translation.tags, translation.bylines) == ((), (), ())
    assert translation.others == (Term("language", "fr", "fr"),)
    assert translation.on_site
    assert translation.language == "fr"
    assert translation.link == "https://example.com/one-fr.html"
    assert alone.categories


def test_a_new_translation_changes_the_inputs(tmp_path: Path) -> None:
    before = site(tmp_path, {"un.md": "Title: Un\nDate: 2020-01-02\nLang: fr\nSlug: one\n"}).inputs
    after = site(tmp_path, {"one.md": ONE}).inputs
    assert site(tmp_path, {"two.md": "Title: Two\nDate: 2020-01-02\n"}).inputs == after
    assert before != after


def test_another_setting_changes_the_inputs(tmp_path: Path) -> None:
    assert site(tmp_path, {}).inputs != site(tmp_path, {}, "A = 1\n").inputs


def test_a_generator_can_be_sent_to_another_process(tmp_path: Path) -> None:
    generator = pickle.loads(pickle.dumps(site(tmp_path, {"one.md": ONE})))
    assert read(generator, "one.md").post.title == "One"


def _content(generator: Pelican, name: str, posts: Sequence[Post]) -> str:
    return generator.html(read(generator, name), SITE, lambda: posts).content


def test_only_links_to_other_articles_depend_on_other_posts(tmp_path: Path) -> None:
    files = {
        "a.md": f"{ONE}\n[x]({{filename}}b.md)\n",
        "b.md": f"{ONE}\n![x]({{static}}/i.png)\n",
        "c.md": f"{ONE}\n{{braces}} and |bars|\n",
    }
    generator = site(tmp_path, files)
    templates = [read(generator, name).post.template for name in files]
    assert templates == [Template.POSTS, Template.ALONE, Template.NONE]


def test_a_link_to_a_page_changes_with_the_page(tmp_path: Path) -> None:
    files = {"a.md": f"{ONE}\n[x]({{filename}}/pages/p.md)\n", "pages/p.md": "Title: P\n"}
    generator = site(tmp_path, files)
    before = generator.templates
    assert "https://example.com/pages/p.html" in _content(generator, "a.md", ())
    changed = site(tmp_path, {"pages/p.md": "Title: P\nSlug: q\n"})
    assert "https://example.com/pages/q.html" in _content(changed, "a.md", ())
    assert changed.templates != before


def test_links_in_an_html_article_are_resolved(tmp_path: Path) -> None:
    head = '<head><title>H</title><meta name="date" content="2020-01-01"></head>'
    body = '<body><a href="{filename}one.md">x</a> {filename}one.md</body>'
    generator = site(tmp_path, {"h.html": head + body, "one.md": ONE})
    one = read(generator, "one.md").post
    content = _content(generator, "h.html", [one])
    assert content == '<a href="https://example.com/one.html">x</a> {filename}one.md'


def test_the_configured_url_replaces_siteurl(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text(CONF.replace("https://example.com", ""))
    (tmp_path / "content").mkdir()
    generator = Pelican(tmp_path)
    assert generator.settings.url is None
    post = generator.read("content/one.md", ONE, SITE).post
    assert post.id == "tag:example.com,2020-01-02:/one.html"


def test_our_permalink_pattern_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text("")
    with pytest.raises(ValueError, match=r"ARTICLE_URL in pelicanconf\.py"):
        Pelican(tmp_path, "/{slug}")


def test_content_outside_the_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text("\nPATH = '../elsewhere'\n")
    with pytest.raises(
        ConfigError, match=r"pelicanconf\.py:2: PATH '\.\./elsewhere' is not in the site's folder"
    ):
        Pelican(tmp_path)


_ODD = """\
Title: x|Date: 2020-01-01|---||:date: 2020|####|T|Slug: {x|Url: [|.. include:: x|.. code-block::
:a:`b`|<meta name='date'>|<![x|&#9999999;|Tags: ;,|Lang: !|Authors: a|Timezone: /|Status:|`"""
_LINES = st.lists(
    st.sampled_from(re.split(r"[|\n]", _ODD)) | st.text(max_size=20), max_size=12
).map("\n".join)


@given(_LINES, st.sampled_from(["md", "rst", "html"]))
@limits(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_file_is_read_or_refused(text: str, suffix: str) -> None:
    generator = _empty_site()
    try:
        reading = generator.read(f"content/x.{suffix}", text, SITE)
    except (PostError, Unpublished):
        return
    html = generator.html(reading, SITE, lambda: [reading.post])
    assert isinstance(html.content + html.excerpt, str)


_EMPTY: list[Pelican] = []


def _empty_site() -> Pelican:
    if not _EMPTY:
        _EMPTY.append(Pelican(Path("/nonexistent-tree")))
    return _EMPTY[0]
