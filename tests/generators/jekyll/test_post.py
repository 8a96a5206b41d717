"""Posts as Jekyll reads them, and the faults of those that cannot be read."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.base import LeftOut, PostError, Reading, Unpublished
from feeds.generators.jekyll import Jekyll
from feeds.generators.jekyll.post import excerpt
from feeds.model import FeedKind, Person, Post, Site, Template, Term
from tests.support.yaml import MULTIPLYING

SITE = Site(title="Example", url="https://example.com", timezone="Asia/Shanghai")
PATH = "_posts/2020-01-02-a-name.md"
LINKED = (
    'See [one][1] and [two].\n\nMore.\n\n[1]: https://example.com/1\n   [two]: /2 "T"\n[3]: /3\n'
)

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read one post under a configuration."""

    def read(matter: str, body: str = "Text.\n", path: str = PATH, config: str = "") -> Reading:
        (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
        return Jekyll(tmp_path).read(path, f"---\n{matter}\n---\n{body}", SITE)

    return read


def test_a_post_has_the_id_and_link_of_its_page(tmp_path: Path) -> None:
    matter = "categories: mianyangribao\ntags: 绵阳日报新闻\ndate: 2022-06-08 07:26:17 +0800"
    (tmp_path / "_config.yml").write_text("author: Ada Example\n", encoding="utf-8")
    path = "_posts/2022-06-08-NW202206082404521781.md"
    generator = Jekyll(tmp_path)
    site = Site(
        "Example", "https://news.example", "Asia/Shanghai", authors=(Person("Ada Example"),)
    )
    post = generator.read(path, f"---\ntitle: 新闻\n{matter}\n---\nText.\n", site).post
    category = Term(FeedKind.CATEGORY, "mianyangribao", "mianyangribao")
    tag = Term(FeedKind.TAG, "绵阳日报新闻", "绵阳日报新闻")
    address = "https://news.example/mianyangribao/2022/06/08/NW202206082404521781"
    assert post == Post(
        path=path,
        id=address,
        link=f"{address}.html",
        title="新闻",
        published=post.published,
        updated=post.published,
        authors=(Person("Ada Example"),),
        categories=(category,),
        tags=(tag,),
        bylines=(Term(FeedKind.AUTHOR, "Ada Example", "ada-example"),),
        labels=(category, tag),
        due=post.published,
    )
    assert post.published.isoformat() == "2022-06-08T07:26:17+08:00"


@pytest.mark.parametrize(
    ("matter", "line", "words"),
    [
        (
            "title: x\ndate: tomorow",
            3,
            "date 'tomorow' is not a date; write 2026-11-23 or 2026-11-23 07:26:17 +0800",
        ),
        ("date:  +0800", 2, "date '+0800' is not a date"),
        ("date:", 2, "date '' is not a date"),
        ("date: [2020]", 2, "is not a date"),
        ("date: 0999-01-01", 2, "is not a date"),
        ("date: 9999-12-31 23:00:00 -1200", 2, "is not a date"),
        ("date: 12:30 today", 2, "is not a date"),
        ("permalink: /:nothing/", 2, "the placeholder :nothing in permalink does not exist"),
        ("permalink: [a]", 2, "permalink must be a string, not a list; write permalink: /about/"),
        ("categories: 7", 2, "categories must be a list, not a number; write categories: [a, b]"),
        ("categories: {a: b}", 2, "categories must be a list, not a mapping"),
        ("categories: [a: b]", 2, "put a name that contains a colon in quotes"),
        ("tags: [[a, {b: c}]]", 2, "put a name that contains a colon in quotes"),
        ("categories: 2020-01-02", 2, "categories must be a list, not a date"),
        ("slug: 2020-01-02", 2, "slug must be a string, not a date"),
        ("slug: 2020", 2, 'slug must be a string, not a number; write slug: "name"'),
        ("categories: ['日: x']", 2, "cannot be used in a URL"),
    ],
)
def test_a_post_that_cannot_be_read_is_reported_with_its_line(
    read: Read, matter: str, line: int, words: str
) -> None:
    with pytest.raises(PostError) as caught:
        read(matter)
    [(at, message)] = caught.value.faults
    assert at == line
    assert words in message


@pytest.mark.parametrize(
    ("matter", "words"),
    [
        ("title: ''", "title is empty"),
        ("title: [a, b]", "title must be a string, not a list"),
        ("categories: news, foundation", "category 'news,' ends with a comma"),
        ("tags: one, two", "tag 'one,' ends with a comma"),
        ("tag: one,", "tag 'one,' ends with a comma"),
        ("tags: 2020", "tags must be a list, not a number"),
        ("tags: {a: b}", "tags must be a list, not a mapping"),
        ("tags: 2020-01-02", "tags must be a list, not a date"),
        ("lang: '!'", "lang '!' is not a language tag"),
        ("lang: [en]", "is not a language tag"),
        ("authors: Ada", "authors is not a list"),
        ("author: {email: a@example.com}", "author has no name"),
        ("image: 5", "image has no URL"),
        ("description: {a: b}", "description must be a string, not a mapping"),
        ("last_modified_at: soon", "last_modified_at 'soon' is not a date"),
        ("last_modified_at: true", "last_modified_at 'true' is not a date"),
    ],
)
def test_a_post_with_a_small_problem_is_published_and_reported(
    read: Read, matter: str, words: str
) -> None:
    [(line, message)] = read(matter).problems
    assert line == 2
    assert words in message


def test_a_post_without_problems_has_none_reported(read: Read) -> None:
    assert read("title: x\ntags: [a, b]\ncategories: c d").problems == ()


@pytest.mark.parametrize(
    ("matter", "config", "reason"),
    [
        ("published: false", "", LeftOut.UNPUBLISHED),
        ("published:", "", LeftOut.UNPUBLISHED),
        ("draft: true", "", LeftOut.DRAFT),
        ("published: false\ndate: never", "", LeftOut.UNPUBLISHED),
        ("x: y", "defaults: [{values: {published: false}}]", LeftOut.UNPUBLISHED),
    ],
)
def test_drafts_and_hidden_posts_are_not_published(
    read: Read, matter: str, config: str, reason: LeftOut
) -> None:
    with pytest.raises(Unpublished) as caught:
        read(matter, config=config)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("matter", "config"),
    [
        ("published: false", "unpublished: true"),
        ("draft: true", "show_drafts: true"),
        ("draft: 'true'", ""),
        ("published: 'false'", ""),
        ("published: 0", ""),
    ],
)
def test_what_jekyll_would_publish_is_published(read: Read, matter: str, config: str) -> None:
    assert read(matter, config=config).post.path == PATH


def test_a_post_is_due_at_its_date_unless_the_future_is_shown(read: Read) -> None:
    post = read("date: 2999-01-01").post
    assert post.due == post.published
    assert read("date: 2999-01-01", config="future: true").post.due is None


@pytest.mark.parametrize(
    ("matter", "summary"),
    [
        ("x: y", None),
        ("description: Words", "Words"),
        ("description: ''\nexcerpt: Own", "Own"),
        ("description: false", None),
        ("excerpt: Own", "Own"),
        ("description: 7", "7"),
    ],
)
def test_the_description_or_a_written_excerpt_is_the_summary(
    read: Read, matter: str, summary: str | None
) -> None:
    assert read(matter).post.summary == summary


def test_blank_lines_after_the_front_matter_are_not_an_excerpt(read: Read) -> None:
    reading = read("x: y", "\n \n\n  First.\n\nSecond.\n")
    assert reading.body == "  First.\n\nSecond.\n"
    assert reading.excerpt == "  First."


def test_the_excerpt_ends_at_the_posts_or_the_sites_separator(read: Read) -> None:
    body = "One.\n\nTwo.\n<!--more-->\nThree.\n"
    assert read("x: y", body).excerpt == "One."
    assert read("excerpt_separator: <!--more-->", body).excerpt == "One.\n\nTwo.\n"
    assert read("x: y", body, config="excerpt_separator: Two").excerpt == "One.\n\n"
    assert read("x: y", body, config="excerpt_separator: ''").excerpt == ""
    assert read("excerpt_separator: ''", body).excerpt == ""


def test_an_excerpt_in_the_front_matter_replaces_the_bodys_even_if_empty(read: Read) -> None:
    assert read("excerpt: ''").excerpt == ""
    assert read("excerpt: false").excerpt == "Text.\n"


@pytest.mark.parametrize(
    ("given", "updated"),
    [
        ("2021-01-02", "2021-01-02T00:00:00+08:00"),
        ("1609556645", "2021-01-02T11:04:05+08:00"),
        ("'1609556645'", "2021-01-02T11:04:05+08:00"),
    ],
)
def test_last_modified_at_can_be_seconds_since_the_epoch(
    read: Read, given: str, updated: str
) -> None:
    assert read(f"last_modified_at: {given}").post.updated.isoformat() == updated


@pytest.mark.parametrize(
    ("given", "image"),
    [
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("a b.png", "https://example.com/a%20b.png"),
        ("https://cdn.example/x.png", "https://cdn.example/x.png"),
    ],
)
def test_an_image_with_a_scheme_stays_as_it_is(read: Read, given: str, image: str) -> None:
    assert read(f"image: '{given}'").post.image == image


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("12:30", "45000"),
        ("1,000", "1000"),
        ("3.10", "3.1"),
        ("1e3", "1e3"),
        ("2020-1-2", "2020-01-02"),
        ("2020-01-02 10:00:00", "2020-01-02 18:00:00 +0800"),
        ("2020-01-02 10:00:00 +0100", "2020-01-02 10:00:00 +0100"),
        ("2020-01-02 10:00:00Z", "2020-01-02 10:00:00 UTC"),
        ("2020-13-02 10:00:00", "2020-13-02 10:00:00"),
    ],
)
def test_a_title_without_quotes_is_shown_as_ruby_writes_it(
    read: Read, given: str, title: str
) -> None:
    assert read(f"title: {given}").post.title == title


@pytest.mark.parametrize(
    ("config", "tags"),
    [
        ("", ["a", "b", "中"]),
        ("feed: {tags: false}", ["a", "b", "中"]),
        ("feed: {tags: {except: [b]}}", ["a", "中"]),
        ("feed: {tags: {only: [b, a]}}", ["a", "b"]),
        ("feed: {tags: {only: [b, a], except: a}}", ["b"]),
    ],
)
def test_every_tag_has_a_feed_unless_the_configuration_excludes_it(
    read: Read, config: str, tags: list[str]
) -> None:
    post = read("tags: [a, b, 中]", config=config).post
    assert [term.name for term in post.tags] == tags
    assert [term.name for term in post.labels] == ["a", "b", "中"]


def test_the_time_of_the_site_hides_later_posts_and_dates_documents_without_a_date(
    read: Read,
) -> None:
    config = "time: 2020-01-03\ncollections: [d]\nfeed: {collections: [d]}"
    assert read("date: 2020-01-02", config=config).post.due is not None
    with pytest.raises(Unpublished):
        read("date: 2020-01-04", config=config)
    post = read("x: y", path="_d/a.md", config=config).post
    assert post.published.isoformat() == "2020-01-03T00:00:00+08:00"


def test_a_post_without_front_matter_is_still_a_post(tmp_path: Path) -> None:
    reading = Jekyll(tmp_path).read(PATH, "Only text.\n", SITE)
    assert (reading.post.title, reading.body) == ("A Name", "Only text.\n")


@pytest.mark.parametrize(
    ("matter", "config", "only"),
    [
        ("x: y", "", False),
        ("x: y", "feed: {excerpt_only: true}", True),
        ("feed: {excerpt_only: true}", "", True),
        ("feed: {excerpt_only: false}", "feed: {excerpt_only: true}", True),
        ("feed: here", "", False),
    ],
)
def test_a_post_or_its_site_can_ask_for_excerpts_only(
    read: Read, matter: str, config: str, only: bool
) -> None:
    assert read(matter, config=config).post.summary_only is only


@pytest.mark.parametrize(
    ("matter", "body", "holds"),
    [
        ("x: y", "{{ x }}", True),
        ("x: y", "{% x %}", True),
        ("x: y", "{ x }", False),
        ("render_with_liquid: false", "{{ x }}", False),
    ],
)
def test_a_post_with_liquid_is_recognised(read: Read, matter: str, body: str, holds: bool) -> None:
    assert read(matter, body).post.template is (Template.ALONE if holds else Template.NONE)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("_posts/name.md", "name the file 2026-11-23-name.md"),
        ("_posts/2020-01-02-a.yml", "reads .yml files as data"),
    ],
)
def test_a_file_that_is_not_a_post_is_a_fault(read: Read, path: str, words: str) -> None:
    with pytest.raises(PostError, match=words):
        read("x: y", path=path)


def test_every_author_named_has_a_feed_though_jekyll_shows_one(read: Read) -> None:
    post = read("authors: [Ada, Bo]").post
    assert [person.name for person in post.authors] == ["Ada"]
    assert [term.name for term in post.bylines] == ["Ada", "Bo"]


def test_a_generator_reads_the_same_after_pickling(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(
        "include: ['*.x']\ndefaults: [{scope: {path: '_p*'}, values: {author: Ada}}]\n"
    )
    generator = Jekyll(tmp_path)
    copy = pickle.loads(pickle.dumps(generator))
    assert copy.read(PATH, "Text.", SITE) == generator.read(PATH, "Text.", SITE)
    assert pickle.loads(pickle.dumps(generator.read(PATH, "Text.", SITE))).post.authors


_JEKYLL = Jekyll(Path("nowhere"))
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=4),
)
_ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
_NAMES = (
    *("title", "date", "last_modified_at", "slug", "permalink", "categories", "category"),
    *("tags", "tag", "author", "authors", "lang", "image", "description", "excerpt"),
    *("excerpt_separator", "feed", "published", "draft"),
)
_KEYS = st.sampled_from(_NAMES)


@pytest.mark.parametrize("key", _NAMES)
@pytest.mark.parametrize(
    "matter", [MULTIPLYING + "{}: *a10", "{}: &self [*self, x]", "{}: &a {{a: *a}}"]
)
def test_values_that_multiply_or_contain_themselves_are_limited(key: str, matter: str) -> None:
    with suppress(PostError, Unpublished):
        _JEKYLL.read(PATH, f"---\n{matter.format(key)}\n---\n", SITE)


@pytest.mark.parametrize(("number", "fits"), [(10_000, True), (10_001, False)])
def test_a_post_can_have_ten_thousand_tags(read: Read, number: int, fits: bool) -> None:
    matter = f"tags: [{', '.join(f't{index}' for index in range(number))}]"
    if fits:
        assert len(read(matter).post.tags) == number
    else:
        with pytest.raises(PostError, match="or lists nested too deeply; write one list"):
            read(matter)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_KEYS, _ANYTHING, max_size=4))
def test_any_value_gives_a_post_or_a_fault(values: dict[str, object]) -> None:
    text = f"---\n{yaml.safe_dump(values)}---\nText.\n"
    with suppress(PostError, Unpublished):
        _JEKYLL.read(PATH, text, SITE)


@settings(max_examples=100, deadline=None)
@given(_KEYS, st.text(max_size=60))
def test_any_text_gives_a_post_or_a_fault(key: str, text: str) -> None:
    with suppress(PostError, Unpublished):
        _JEKYLL.read(PATH, f"---\n{key}: {text}\n---\n{text}", SITE)


@pytest.mark.parametrize(
    ("body", "separator", "expected"),
    [
        ("One.\n\nTwo.", "\n\n", "One."),
        ("One.", "\n\n", "One."),
        ("One.\n\n", "\n\n", "One."),
        ("\n\nOne.", "\n\n", ""),
        ("One.<!--more-->Two.", "<!--more-->", "One."),
        ("One.\n\nTwo.", "", ""),
        (
            LINKED,
            "\n\n",
            'See [one][1] and [two].\n\n[1]: https://example.com/1\n[two]: /2 "T"',
        ),
    ],
)
def test_the_excerpt_is_the_body_up_to_the_separator(
    body: str, separator: str, expected: str
) -> None:
    assert excerpt(body, separator) == expected
