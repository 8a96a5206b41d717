"""Sites of Zola are read by the rules of its documentation and its source (0.22)."""

from __future__ import annotations

import os
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ConfigError
from feeds.generators import LeftOut
from feeds.generators.zola import Zola
from feeds.model import FeedKind, Format, Person, Post, Template, Term
from tests.support.zola import CONFIG, SITE, outcome, reading, tree_of


def post(folder: Path, matter: str = "", path: str = "content/blog/a.md", more: str = "") -> Post:
    return reading(tree_of(folder, {}, more + CONFIG), matter, path).post


def test_the_configuration_says_what_the_site_is(tmp_path: Path) -> None:
    found = tree_of(tmp_path, {}, CONFIG.replace("author", "feed_limit = 5\nauthor")).settings
    assert (found.title, found.description, found.language) == ("T", "D", "en")
    assert (found.url, found.timezone) == ("https://example.com/z", "UTC")
    assert found.authors == (Person("Ada Example"),)
    assert found.entries == 5


def test_feeds_are_where_zola_writes_them(tmp_path: Path) -> None:
    paths = tree_of(tmp_path, {}).settings.document_paths
    assert paths[FeedKind.SITE, Format.ATOM] == "/atom.xml"
    assert paths[FeedKind.SITE, Format.RSS] == "/rss.xml"
    assert paths["section", Format.ATOM] == "/{name}/atom.xml"
    assert paths[FeedKind.TAG, Format.ATOM] == "/tags/{slug}/atom.xml"
    assert paths["Some Kind", Format.ATOM] == "/some-kind/{slug}/atom.xml"


def test_the_configuration_sets_file_names_and_the_root_of_taxonomies(tmp_path: Path) -> None:
    more = 'feed_filenames = ["index.xml", "rss.xml"]\ntaxonomy_root = "blog"\n'
    paths = tree_of(tmp_path, {}, more + CONFIG).settings.document_paths
    assert paths[FeedKind.SITE, Format.ATOM] == "/index.xml"
    assert paths[FeedKind.SITE, Format.RSS] == "/rss.xml"
    assert paths[FeedKind.TAG, Format.ATOM] == "/blog/tags/{slug}/index.xml"


def test_a_custom_template_decides_the_format_of_its_feed(tmp_path: Path) -> None:
    files = {"templates/feed.xml": '<rss version="2.0"></rss>'}
    paths = tree_of(tmp_path, files, 'feed_filenames = ["feed.xml"]\n' + CONFIG).settings
    assert paths.document_paths[FeedKind.SITE, Format.RSS] == "/feed.xml"


@pytest.mark.parametrize(
    ("path", "matter", "address"),
    [
        ("content/a.md", "", "/a/"),
        ("content/blog/A Name.md", "", "/blog/a-name/"),
        ("content/Blog x/a/index.md", "", "/Blog x/a/"),
        ("content/blog/日本.md", "", "/blog/ri-ben/"),
        ("content/blog/héhé (x)!.md", "", "/blog/hehe-x/"),
        ("content/blog/2020-01-02-a.md", "", "/blog/a/"),
        ("content/blog/2020-01-02 _a b.md", "", "/blog/a-b/"),
        ("content/blog/2020-01-02.md", "", "/blog/2020-01-02/"),
        ("content/blog/2020-01-02-a/index.md", "", "/blog/a/"),
        ("content/blog/2020-13-02-a.md", "", "/blog/2020-13-02-a/"),
        ("content/blog/a.md", 'slug = "Own Slug"', "/blog/own-slug/"),
        ("content/blog/a.md", 'path = "some/Where"', "/some/Where/"),
        ("content/blog/a.b.md", "", "/blog/a-b/"),
    ],
)
def test_the_address_of_a_page_is_its_folders_and_slug(
    path: str, matter: str, address: str, tmp_path: Path
) -> None:
    found = post(tmp_path, matter, path)
    assert found.id == f"https://example.com/z{address}"
    assert found.link == found.id.replace(" ", "%20")


@pytest.mark.parametrize(
    ("slugify", "address"),
    [
        ('paths = "safe"', "/blog/héhé (x)/"),
        ('paths = "off"', "/blog/héhé (x)?./"),
        ("paths_keep_dates = true", "/blog/hehe-x/"),
    ],
)
def test_slugs_follow_the_configured_strategy(slugify: str, address: str, tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {}, f"{CONFIG}[slugify]\n{slugify}\n")
    found = reading(generator, "", "content/blog/héhé (x)?..md").post
    assert found.id == f"https://example.com/z{address}"


def test_dates_can_stay_in_slugs(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {}, f"{CONFIG}[slugify]\npaths_keep_dates = true\n")
    found = reading(generator, "", "content/2020-01-02_a.md").post
    assert found.id == "https://example.com/z/2020-01-02-a/"


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2020-01-02", datetime(2020, 1, 2, tzinfo=UTC)),
        ('"2020-01-02"', datetime(2020, 1, 2, tzinfo=UTC)),
        ("2020-01-02T03:04:05", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02 03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (
            "2020-01-02T03:04:05+02:00",
            datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))),
        ),
    ],
)
def test_a_date_without_an_offset_is_in_utc(date: str, moment: datetime, tmp_path: Path) -> None:
    found = post(tmp_path, f"date = {date}\nupdated = {date}")
    assert (found.published, found.updated) == (moment, moment)
    assert found.published.utcoffset() == moment.utcoffset()


def test_the_date_in_front_matter_wins_over_the_one_in_the_file_name(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {})
    path = "content/2019-03-04-a.md"
    assert reading(generator, "date = 2020-01-02", path).post.published.year == 2020
    named = outcome(generator, path, "+++\n+++\n").reading
    assert named
    assert named.post.published == datetime(2019, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("+++\n+++\n", LeftOut.UNDATED),
        ("+++\ndate = 2020-01-02\ndraft = true\n+++\n", LeftOut.DRAFT),
        ("no front matter", LeftOut.FAULT),
        ("+++\ndate = 2020-01-02\n", LeftOut.FAULT),
        ('+++\ndate = "tomorrow"\n+++\n', LeftOut.FAULT),
        ("+++\ndate = 2020-01-02\ntitle = 1\n+++\n", LeftOut.FAULT),
        ('+++\ndate = 2020-01-02\nslug = ""\n+++\n', LeftOut.FAULT),
        ('+++\ndate = 2020-01-02\n[taxonomies]\ntags = "a"\n+++\n', LeftOut.FAULT),
        ('+++\ndate = 2020-01-02\n[taxonomies]\ntags = [" "]\n+++\n', LeftOut.FAULT),
    ],
)
def test_pages_that_no_feed_of_zola_shows_are_left_out(
    text: str, why: LeftOut, tmp_path: Path
) -> None:
    assert outcome(tree_of(tmp_path, {}), "content/a.md", text).left_out is why


def test_broken_toml_is_a_fault_at_its_line(tmp_path: Path) -> None:
    (fault,) = outcome(tree_of(tmp_path, {}), "content/a.md", "\n+++\na = 1\nb = \n+++\n").faults
    assert fault.line == 4


def test_yaml_front_matter_is_read_too(tmp_path: Path) -> None:
    text = "---\ntitle: T\ndate: 2020-01-02 03:04:05 +01:00\ntaxonomies: {tags: [a]}\n---\nText"
    found = outcome(tree_of(tmp_path, {}), "content/a.md", text).reading
    assert found
    assert (found.post.title, found.body) == ("T", "Text")
    assert found.post.tags == (Term(FeedKind.TAG, "a", "a"),)


def test_only_terms_of_configured_taxonomies_are_read(tmp_path: Path) -> None:
    matter = '[taxonomies]\ntags = ["日本", "C++"]\n"Some Kind" = ["x"]\nother = ["y"]'
    found = reading(tree_of(tmp_path, {}), f"date = 2020-01-02\n{matter}")
    assert found.post.tags == (
        Term(FeedKind.TAG, "日本", "ri-ben"),
        Term(FeedKind.TAG, "C++", "c"),
    )
    assert found.post.others == (Term("Some Kind", "x", "x"),)
    assert [line for line, _ in found.problems] == [6]


def test_sections_list_their_pages_and_those_of_transparent_sections(
    tmp_path: Path,
) -> None:
    files = {
        "content/blog/_index.md": "+++\ngenerate_feeds = true\n+++\n",
        "content/blog/2020/_index.md": "+++\ntransparent = true\ngenerate_feeds = true\n+++\n",
        "content/blog/own/_index.md": "+++\n+++\n",
    }
    generator = tree_of(tmp_path, files)

    def sections(path: str, matter: str = "") -> list[str]:
        return [term.name for term in reading(generator, matter, path).post.others]

    assert sections("content/blog/a.md") == ["blog"]
    assert sections("content/blog/a/index.md") == ["blog"]
    assert sections("content/blog/2020/a.md") == ["blog/2020", "blog"]
    assert sections("content/blog/own/a.md") == []
    assert sections("content/blog/orphans/a.md") == []
    assert sections("content/blog/a.md", "render = false") == []


def test_a_draft_section_hides_everything_below_it(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"content/x/_index.md": "+++\ndraft = true\n+++\n"})
    text = "+++\ndate = 2020-01-02\n+++\n"
    assert outcome(generator, "content/x/y/a.md", text).left_out is LeftOut.DRAFT
    assert outcome(generator, "content/xy/a.md", text).reading


def test_pages_of_other_languages_have_their_own_feeds(tmp_path: Path) -> None:
    more = '[languages.fr]\ntaxonomies = [{name = "tags"}]\n'
    generator = tree_of(tmp_path, {}, CONFIG + more)
    matter = 'date = 2020-01-02\n[taxonomies]\ntags = ["été"]'
    found = reading(generator, matter, "content/blog/a.fr.md").post
    assert found.id == "https://example.com/z/fr/blog/a/"
    assert (found.on_site, found.language) == (False, "fr")
    assert found.others == (Term("tag.fr", "été", "ete"), Term("fr", "fr", "fr"))
    paths = generator.settings.document_paths
    assert paths["fr", Format.ATOM] == "/fr/atom.xml"
    assert paths["tag.fr", Format.ATOM] == "/fr/tags/{slug}/atom.xml"
    assert reading(generator, "", "content/blog/a.en.md").post.on_site
    faulty = outcome(generator, "content/blog/a.de.md", "+++\ndate = 2020-01-02\n+++\n")
    assert "'de'" in str(faulty.faults[0])


def test_the_text_before_more_is_the_excerpt(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {})
    body = "```\n<!-- more -->\n```\nStart\n\n<!-- MORE -->\n\nRest\n"
    found = reading(generator, 'description = "D"', body=body)
    assert (found.post.summary_only, found.post.summary) == (True, None)
    excerpt = generator.html(found, SITE, list).excerpt
    assert excerpt == "<pre><code>&lt;!-- more --&gt;\n</code></pre>\n<p>Start</p>"
    whole = reading(generator, 'description = "D < E"', body="Start\n")
    assert (whole.post.summary_only, whole.post.summary) == (False, "D &lt; E")


def test_authors_are_the_pages_own(tmp_path: Path) -> None:
    found = post(tmp_path, 'authors = ["Bo", "Cy"]')
    assert found.authors == (Person("Bo"), Person("Cy"))
    assert [term.name for term in found.bylines] == ["Bo", "Cy"]


def test_posts_of_the_same_moment_are_ordered_by_address(tmp_path: Path) -> None:
    found = post(tmp_path)
    assert found.tie == found.id


def test_shortcodes_are_removed_and_the_text_inside_them_stays(tmp_path: Path) -> None:
    body = (
        "A {{ youtube(id=\"}}\", x=[1, 'b']) }} B\n{% quote(by='C') %}\n*In*\n{% end %}\n"
        "{{/* shown() */}} {% raw %} {{ no }}\n"
    )
    found = reading(tree_of(tmp_path, {}), "", body=body)
    assert found.body == "A  B\n\n*In*\n\n{{ shown() }} {% raw %} {{ no }}\n"
    assert [(line, message.partition(",")[0]) for line, message in found.problems] == [
        (5, "the shortcode youtube is not rendered"),
        (6, "the shortcode quote is not rendered"),
    ]


def test_a_shortcode_is_reported_once_in_a_page(tmp_path: Path) -> None:
    body = "\n{{ img(src='a') }}\n{{ img(src='b') }} `{{ gallery() }}`\n"
    lines = [line for line, _ in reading(tree_of(tmp_path, {}), "", body=body).problems]
    assert lines == [6, 7]


def test_internal_links_become_urls_of_pages_and_sections(tmp_path: Path) -> None:
    files = {
        "content/about.md": '+++\npath = "me"\n+++\n',
        "content/blog/_index.md": "+++\n+++\n",
    }
    generator = tree_of(tmp_path, files)
    body = (
        "[a](@/blog/b.md#x) [b](@/about.md) [c](@/blog/_index.md 'T') [d](@/none.md)\n\n"
        "[e]: @/blog/b.md\n\n```\n[f](@/blog/b.md)\n```\n"
    )
    found = reading(generator, "", body=body)
    assert found.post.template is Template.POSTS
    other = reading(generator, 'slug = "other"', "content/blog/b.md").post
    start = "https://example.com/z"
    html = generator.html(found, SITE, lambda: [other])
    assert html.problems == (
        (5, "a link that begins with @/ does not lead to a page in content; correct it"),
    )
    assert html.content == (
        f'<p><a href="{start}/blog/other/#x">a</a> <a href="{start}/me/">b</a> '
        f'<a href="{start}/blog/" title="T">c</a> <a href="@/none.md">d</a></p>\n'
        "<pre><code>[f](@/blog/b.md)\n</code></pre>\n"
    )
    before = generator.templates
    (tmp_path / "content/about.md").write_text('+++\npath = "you"\n+++\n', encoding="utf-8")
    assert Zola(tmp_path).templates != before


@pytest.mark.parametrize(
    "target",
    [
        "draft.md",
        "hidden/a.md",
        "hidden/_index.md",
        "../../outside/_index.md",
        f"{'x' * 300}/_index.md",
    ],
)
def test_no_link_leads_to_a_draft_or_out_of_the_tree(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/_index.md").write_text("+++\n+++\n", encoding="utf-8")
    tree = tmp_path / "site"
    tree.mkdir()
    files = {
        "content/draft.md": "+++\ndraft = true\n+++\n",
        "content/hidden/_index.md": "+++\ndraft = true\n+++\n",
        "content/hidden/a.md": "+++\n+++\n",
    }
    generator = tree_of(tree, files)
    found = reading(generator, "", body=f"[a](@/{target})")
    html = generator.html(found, SITE, list)
    assert [line for line, _ in html.problems] == [5]
    assert html.content == f'<p><a href="@/{target}">a</a></p>\n'


def test_ignored_and_hidden_files_and_sections_are_not_pages(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {}, 'ignored_content = ["**/skip/*", "*.{tmp,x}.md"]\n' + CONFIG)
    assert generator.is_post("content/a.md")
    for name in ("_index.md", "_index.fr.md", ".a.md", "a.txt", "skip/a.md", "a.x.md"):
        assert not generator.is_post(f"content/{name}"), name
    assert not generator.is_post("a.md")
    assert generator.descends("content/blog")
    assert not generator.descends("themes")


def test_a_broken_configuration_is_reported_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        tree_of(tmp_path, {}, "a = 1\nb =\n")
    assert raised.value.faults[0].line == 2


def test_a_generator_can_be_sent_to_another_process(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"content/_index.md": "+++\n+++\n"})
    assert reading(pickle.loads(pickle.dumps(generator)), "") == reading(generator, "")


def test_inputs_change_with_the_configuration_and_the_sections(tmp_path: Path) -> None:
    before = tree_of(tmp_path, {"content/_index.md": "+++\n+++\n"}).inputs
    assert tree_of(tmp_path, {"content/_index.md": "+++\nweight = 1\n+++\n"}).inputs != before


PIECES = st.sampled_from(
    [*"[](){}%`#=\"' \n", "@/a.md", "{{", "%}", "end", "<!-- more -->", "+++\n", "a = 1\n", "```"]
)


@given(text=st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=100, deadline=None)
def test_any_page_is_read_or_left_out(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    generator = tree_of(tmp_path_factory.getbasetemp() / "zola", {})
    for content in (text, f"+++\n{text}\n+++\n", f"+++\ndate = 2020-01-02\n+++\n{text}"):
        found = outcome(generator, "content/a.md", content)
        assert found.reading or found.left_out
        if found.reading:
            generator.html(found.reading, SITE, list)


@pytest.mark.parametrize(
    "piece",
    [
        "{{ a(",
        "{{ a(\"'",
        "{% a() %}",
        "](@/",
        "[a](@/b.md)",
        "```\n",
        "<!-- more",
        "<!-- more -->",
        "[a]: ",
        "# a\n",
        "<h1>",
        "|",
    ],
)
def test_a_hostile_text_is_read_in_linear_time(piece: str, tmp_path: Path) -> None:
    """A quadratic reading would take minutes."""
    generator = tree_of(tmp_path, {})
    found = reading(generator, "", body=piece * 20_000)
    generator.html(found, SITE, list)


def test_a_configuration_that_cannot_be_read_stops_the_build(tmp_path: Path) -> None:
    """Ids depend on it."""
    (tmp_path / "content").mkdir()
    (tmp_path / "elsewhere.toml").write_text('base_url = "https://example.com"\n')
    os.mkfifo(tmp_path / "zola.toml")
    with pytest.raises(ConfigError, match=r"zola\.toml: .*make it a readable file"):
        Zola(tmp_path)
