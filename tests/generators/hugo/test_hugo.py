"""Hugo's generator: what it makes of a tree's configuration and pages."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ConfigError
from feeds.generators.base import PostError, Unpublished
from feeds.generators.hugo import Hugo
from feeds.model import Format, Person, Template, Term
from tests.support.hugo import CONFIG, SITE, URL, page, post, read, site


def test_the_configuration_says_what_the_site_is(tmp_path: Path) -> None:
    config = (
        'baseURL = "https://example.com/blog/"\ntitle = "T"\nlanguageCode = "en-us"\n'
        'copyright = "C"\ntimeZone = "Europe/Oslo"\nrssLimit = 5\n'
        '[params]\ndescription = "D"\n[params.author]\nname = "Ada Example"\n'
    )
    found = site(tmp_path, config=config).settings
    assert (found.title, found.url, found.language) == ("T", "https://example.com/blog", "en-us")
    assert (found.rights, found.timezone, found.description) == ("C", "Europe/Oslo", "D")
    assert (found.authors, found.entries) == ((Person("Ada Example"),), 5)
    assert not found.full_content
    assert found.extensions[Format.RSS] == "xml"


def test_the_limit_of_services_wins_and_without_one_there_is_no_limit(tmp_path: Path) -> None:
    limited = site(tmp_path, config=CONFIG + "rssLimit = 5\n[services.rss]\nlimit = 7\n")
    assert limited.settings.entries == 7
    assert site(tmp_path).settings.entries is None


def test_feeds_have_the_paths_that_hugo_gives_them(tmp_path: Path) -> None:
    config = CONFIG + (
        "[taxonomies]\ntag = 'tags'\nseries = 'series'\n[permalinks.term]\ntags = '/t/:slug/'\n"
        "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n"
    )
    paths = site(tmp_path, config=config).settings.paths
    assert paths["site"] == "/index.{ext}"
    assert paths["section"] == "/{name}/index.{ext}"
    assert paths["tag"] == "/t/{name}/index.{ext}"
    assert paths["series.fr"] == "/fr/series/{name}/index.{ext}"
    assert paths["language"] == "/{name}/index.{ext}"
    assert "category" not in paths


def test_indexes_are_an_old_name_of_taxonomies(tmp_path: Path) -> None:
    hugo = site(tmp_path, config=CONFIG + "[indexes]\ntopic = 'topics'\n")
    found = post(hugo, "title: A\ntopics: [Big Data]\ntags: [lost]")
    assert Term("topics", "big-data", "big-data") in found.others
    assert found.labels == (Term("topics", "Big Data", "big-data"),)
    assert found.tags == ()


def test_a_post_is_in_its_section_and_its_terms(tmp_path: Path) -> None:
    found = post(site(tmp_path), "title: A\ntags: [Go, go]\ncategories: News")
    assert found.tags == (Term("tag", "go", "go"),)
    assert found.categories == (Term("category", "news", "news"),)
    assert found.others == (Term("section", "posts", "posts"),)
    assert found.id == found.link == f"{URL}/posts/a/"
    assert found.on_site


@pytest.mark.parametrize(
    ("path", "is_page"),
    [
        ("content/posts/a.md", True),
        ("content/posts/a.html", True),
        ("content/posts/a.adoc", True),
        ("content/posts/a.txt", False),
        ("content/posts/_index.md", False),
        ("content/posts/.a.md", False),
        ("content/posts/a.md~", False),
        ("content/bundle/index.md", True),
        ("content/bundle/b.md", False),
        ("content/bundle/deep/b.md", False),
        ("layouts/a.md", False),
        ("content/posts/skipped.md", False),
    ],
)
def test_the_path_of_a_file_decides_whether_it_is_a_page(
    path: str, is_page: bool, tmp_path: Path
) -> None:
    config = CONFIG + "ignoreFiles = ['skipped\\.md$']\n"
    hugo = site(tmp_path, {"content/bundle/index.md": "---\ntitle: B\n---\n"}, config)
    assert hugo.is_post(path) is is_page


@pytest.mark.parametrize(
    "matter",
    [
        "draft: true",
        "draft: 'true'",
        "headless: true",
        "build: {list: never}",
        "_build: {list: false}",
        "build: {render: never}",
    ],
)
def test_pages_that_hugo_never_lists_are_not_published(matter: str, tmp_path: Path) -> None:
    with pytest.raises(Unpublished):
        post(site(tmp_path), matter)


def test_a_page_listed_locally_is_not_in_the_sites_feed(tmp_path: Path) -> None:
    assert not post(site(tmp_path), "build: {list: local}").on_site


def test_a_page_is_published_between_its_dates(tmp_path: Path) -> None:
    found = post(
        site(tmp_path), "date: 2020-01-01\npublishDate: 2020-02-01\nexpiryDate: 2021-01-01"
    )
    assert found.published == found.due == datetime(2020, 2, 1, tzinfo=UTC)
    assert found.ordered_by == datetime(2020, 1, 1, tzinfo=UTC)
    assert found.expires == datetime(2021, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Contact\n---\nText.\n",
        "---\ntitle: Contact\ndate:\n---\n",
        "---\ntitle: Contact\ndate: ''\nexpiryDate: 2999-01-01\n---\n",
        "Only text.\n",
    ],
)
def test_a_page_without_a_date_comes_last_as_in_hugo_and_is_not_a_fault(
    text: str, tmp_path: Path
) -> None:
    found = read(site(tmp_path), text, "content/contact.md")
    assert found.post.published == datetime(1970, 1, 1, tzinfo=UTC)
    dated = read(site(tmp_path), "---\ndate: 1969-01-01\n---\n").post
    assert found.post.ordered_by
    assert dated.ordered_by
    assert found.post.ordered_by < dated.ordered_by
    assert not found.problems


@pytest.mark.parametrize("key", ["date", "publishDate", "pubdate", "lastmod", "modified"])
def test_any_date_dates_a_page(key: str, tmp_path: Path) -> None:
    found = read(site(tmp_path), f"---\n{key}: 2020-01-02\n---\n").post
    assert found.published == datetime(2020, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "opening", ["------", "--- # note", " \t ---", "---\t", "------ # note", "---  "]
)
@pytest.mark.parametrize("closing", ["---", "------", "--- more", "---\t"])
def test_front_matter_in_yaml_opens_and_closes_as_in_hugo(
    opening: str, closing: str, tmp_path: Path
) -> None:
    text = f"{opening}\ntitle: X\ndate: 2026-01-04\n{closing}\ntext\n"
    found = read(site(tmp_path), f"\n \n{text}")
    assert (found.post.title, found.body) == ("X", text.partition("\n---")[2].removeprefix("\n"))


@pytest.mark.parametrize("opening", ["+++", "+++ # note", " +++ ", "+++ x = 1"])
@pytest.mark.parametrize("closing", ["+++", "++++++", "+++ "])
def test_front_matter_in_toml_opens_and_closes_as_in_hugo(
    opening: str, closing: str, tmp_path: Path
) -> None:
    text = f"{opening}\ntitle = 'X'\ndate = 2026-01-04\n{closing}\ntext\n"
    found = read(site(tmp_path), text)
    assert (found.post.title, found.body) == ("X", text.partition("\n+++")[2].removeprefix("\n"))


def test_lines_of_org_above_markdown_are_front_matter(tmp_path: Path) -> None:
    text = (
        "\n#+TITLE: A: b\n#+date: <2020-01-02 Thu 10:00>\n#+tags[]: x y\n#+categories: one two\n"
        "#+draft: false\n#+nothing\n# Heading\n"
    )
    found = read(site(tmp_path), text)
    assert (found.post.title, found.body) == ("A: b", "# Heading\n")
    assert found.post.published == datetime(2020, 1, 2, tzinfo=UTC)
    assert [term.name for term in found.post.labels] == ["one two", "x", "y"]
    with pytest.raises(Unpublished):
        read(site(tmp_path), text.replace("false", "true"))


@pytest.mark.parametrize(
    "text",
    [
        "#+" * 400_000,
        "#+a:b\n" * 100_000,
        "#+date: " + "<2020-01-01 " * 70_000,
        "\n" * 900_000 + "#",
        " " * 900_000 + "--",
        "---\n" + "--\n" * 200_000,
    ],
)
def test_hostile_front_matter_is_read_in_time(text: str, tmp_path: Path) -> None:
    started = time.perf_counter()
    with contextlib.suppress(PostError, Unpublished):
        read(site(tmp_path), text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("opening", ["----", "-----", "-------", "--- title: Y", "++++++"])
def test_other_openings_are_faults(opening: str, tmp_path: Path) -> None:
    with pytest.raises(PostError):
        read(site(tmp_path), f"{opening}\ntitle: X\n{opening[:3]}\ntext\n")


def test_a_section_passes_values_down_unless_the_page_has_its_own(tmp_path: Path) -> None:
    index = "---\ncascade:\n  tags: [passed]\n  params: {author: Ada Example}\n---\n"
    hugo = site(tmp_path, {"content/posts/_index.md": index})
    assert post(hugo, "title: A").tags == (Term("tag", "passed", "passed"),)
    assert post(hugo, "title: A").authors == (Person("Ada Example"),)
    assert post(hugo, "tags: [own]").tags == (Term("tag", "own", "own"),)


def test_every_file_that_decides_how_pages_are_read_is_in_the_digest(tmp_path: Path) -> None:
    before = site(tmp_path).inputs
    changed = site(tmp_path, {"content/posts/_index.md": "---\nslug: s\n---\n"}).inputs
    bundled = site(tmp_path, {"content/posts/b/index.md": ""}).inputs
    assert len({before, changed, bundled}) == 3
    assert site(tmp_path, {"content/posts/b/other.md": ""}).inputs == bundled


def test_another_language_has_feeds_of_its_own(tmp_path: Path) -> None:
    hugo = site(tmp_path, config=CONFIG + "[languages.en]\n[languages.fr]\n")
    found = post(hugo, "title: A\ntags: [t]", "content/posts/a.fr.md")
    assert found.link == f"{URL}/fr/posts/a/"
    assert (found.on_site, found.language) == (False, "fr")
    assert Term("language", "fr", "fr") in found.others
    assert Term("section.fr", "posts", "posts") in found.others


def test_shortcodes_are_rendered_only_when_the_entry_is_made(tmp_path: Path) -> None:
    text = page("title: A", '[b]({{< ref "b.md" >}}) {{< own >}}kept{{< /own >}}\n')
    hugo = site(tmp_path, {"content/posts/a.md": text})
    found = read(hugo, text)
    other = post(hugo, "title: B", "content/posts/b.md")
    assert found.post.template is Template.POSTS
    assert found.problems[-1][1].startswith("the shortcode own is not rendered")
    assert hugo.html(found, SITE, lambda: [other]).content == (
        f'<p><a href="{URL}/posts/b/">b</a> kept</p>\n'
    )


def test_shortcodes_and_the_summary_of_an_html_page_are_markdown(tmp_path: Path) -> None:
    body = '<p>*a*</p>{{< details summary="*b*" >}}*c*{{< /details >}}\n'
    text = page("title: A\nsummary: '*d*'", body)
    hugo = site(tmp_path, {"content/posts/a.html": text})
    found = hugo.html(hugo.read("content/posts/a.html", text, SITE), SITE, list)
    assert found.excerpt == "<em>d</em>"
    assert found.content == (
        "<p>*a*</p><details>\n<summary><em>b</em></summary>\n<p><em>c</em></p>\n</details>\n\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: A\n", 1, "not closed"),
        ("+++\ntitle = \n+++\n", 2, "the TOML is not valid"),
        ('{"title": }\n', 1, "the JSON is not valid"),
        ("---\ntitle: A\ndate: soon\n---\n", 3, "is not a date"),
        ("---\nurl: https://example.org/\n---\n", 2, "must be a path without a host"),
        ("---\nurl: /a%zz/\n---\n", 2, "two hex digits after it"),
        ("---\nurl: '/:nothing/'\n---\n", 2, "the placeholder :nothing in"),
        ("---\ndate: 2020-01-01\n---\n\n{{< figure\n", 5, "not closed"),
        ("---\n- a\n---\n", 1, "must be a mapping"),
    ],
)
def test_a_page_that_cannot_be_read_is_reported_with_its_line(
    text: str, line: int, words: str, tmp_path: Path
) -> None:
    with pytest.raises(PostError) as caught:
        read(site(tmp_path), text)
    assert caught.value.faults[0][0] == line
    assert words in caught.value.faults[0][1]


def test_other_markup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PostError, match="feeds cannot read adoc markup"):
        read(site(tmp_path), "= A\n", "content/posts/a.adoc")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("timeZone = 'Nowhere'\n", "timeZone 'Nowhere' is not a time zone"),
        ("[permalinks]\nposts = '/:nothing/'\n", "the placeholder :nothing in"),
        ("title = \n", "the TOML is not valid"),
    ],
)
def test_a_wrong_configuration_stops_the_build(config: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=words):
        site(tmp_path, config=CONFIG + config)


@pytest.fixture(scope="module")
def hugo(tmp_path_factory: pytest.TempPathFactory) -> Hugo:
    return site(tmp_path_factory.mktemp("site"))


@given(body=st.text(alphabet="-+{}<>%/\"'`:=[]*\n a1éß日\x00", max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_read(hugo: Hugo, body: str) -> None:
    url = f"---\nurl: a\n---\n{body}"
    for text in (body, f"---\n{body}\n---\n{body}", f"+++\n{body}\n+++\n", url):
        with contextlib.suppress(PostError, Unpublished):
            read(hugo, text)
