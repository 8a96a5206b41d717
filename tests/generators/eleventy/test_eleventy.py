"""Sites of Eleventy are read as Eleventy and its feed plugin read them."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators import LeftOut, PostResult, read_post
from feeds.generators.base import Reading
from feeds.generators.eleventy import Eleventy
from feeds.model import FeedKind, Format, Person, Post, Site, Term

SITE = Site("Example", "https://example.com", "UTC")
PLUGIN = """export default function (c) {
  c.addPlugin(feedPlugin, { type: "%s", outputPath: "%s", collection: { name: "%s", limit: 7 },
    metadata: { title: "T", subtitle: "S", language: "en", base: "https://example.com/x/",
      author: { name: "Ada Example", email: "ada@example.com" } } });
%s}
"""


def config(more: str = "", type: str = "atom", path: str = "/feed.xml", name: str = "posts") -> str:
    return PLUGIN % (type, path, name, more)


def tree_of(folder: Path, files: dict[str, str]) -> Eleventy:
    for name, text in {"eleventy.config.js": config(), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Eleventy(folder)


def outcome(generator: Eleventy, path: str, text: str) -> PostResult:
    return read_post(generator, path, text.encode(), SITE)


def reading(generator: Eleventy, path: str, text: str) -> Reading:
    found = outcome(generator, path, text)
    assert found.reading, found
    return found.reading


def post(folder: Path, matter: str, path: str = "p/a.md", body: str = "") -> Post:
    generator = tree_of(folder, {"p/p.json": '{"tags": "posts", "date": "2020-01-02"}'})
    return reading(generator, path, f"---\n{matter}\n---\n{body}").post


def test_settings_come_from_the_options_of_the_feed_plugin(tmp_path: Path) -> None:
    found = tree_of(tmp_path, {}).settings
    assert (found.title, found.description, found.language) == ("T", "S", "en")
    assert found.authors == (Person("Ada Example", None, "ada@example.com"),)
    assert found.entries == 7
    assert found.document_paths == {(FeedKind.SITE, Format.ATOM): "/feed.xml"}


def test_the_site_url_is_the_origin_and_the_path_prefix_not_the_base(tmp_path: Path) -> None:
    assert tree_of(tmp_path, {}).settings.url == "https://example.com"
    prefixed = config("  return { pathPrefix: '/blog/' };\n")
    found = tree_of(tmp_path, {"eleventy.config.js": prefixed}).settings
    assert found.url == "https://example.com/blog"


def test_an_rss_feed_at_feed_xml_keeps_that_path(tmp_path: Path) -> None:
    found = tree_of(tmp_path, {"eleventy.config.js": config(type="rss")}).settings
    assert found.document_paths == {(FeedKind.SITE, Format.RSS): "/feed.xml"}


def test_another_collection_with_a_feed_is_a_kind_of_feeds(tmp_path: Path) -> None:
    two = config() + config(path="/notes.xml", name="notes")
    generator = tree_of(tmp_path, {"eleventy.config.js": two})
    assert generator.settings.document_paths["notes", Format.ATOM] == "/notes.xml"
    found = reading(generator, "2020-01-01-a.md", "---\ntags: [notes, x]\n---\n").post
    assert not found.on_site
    assert found.others == (Term("notes", "notes", "notes"),)
    assert found.tags == (Term(FeedKind.TAG, "x", "x"),)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("p/2020-01-02-a.md", "/p/2020-01-02-a/"),
        ("p/index.md", "/p/"),
        ("p/p.md", "/p/"),
        ("p/a/index.html", "/p/a/"),
        ("p/日.md", "/p/%E6%97%A5/"),
    ],
)
def test_without_a_permalink_the_url_is_the_files_path(path: str, url: str, tmp_path: Path) -> None:
    assert post(tmp_path, "x: 1", path).link == f"https://example.com{url}"


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/about/", "/about/"),
        ("about/index.html", "/about/"),
        ("'/{{ page.fileSlug }}.html'", "/a.html"),
        ("\"/{{ page.date | date: '%Y/%m' }}/\"", "/2020/01/"),
        ("'/{{ title | slugify }}/'", "/aen-titles/"),
    ],
)
def test_a_permalink_decides_the_url(permalink: str, url: str, tmp_path: Path) -> None:
    found = post(tmp_path, f"title: Än 'title's\npermalink: {permalink}")
    assert found.link == f"https://example.com{url}"


def test_ids_are_escaped_twice_as_in_the_plugins_template(tmp_path: Path) -> None:
    found = post(tmp_path, "permalink: '/a&b/'")
    assert found.link == "https://example.com/a&b/"
    assert found.id == "https://example.com/a&amp;b/"


@pytest.mark.parametrize(
    ("matter", "why"),
    [
        ("permalink: false", LeftOut.UNPUBLISHED),
        ("permalink: {build: false}", LeftOut.UNPUBLISHED),
        ("draft: true", LeftOut.DRAFT),
        ("eleventyExcludeFromCollections: true", LeftOut.UNPUBLISHED),
        ("eleventyExcludeFromCollections: [posts]", LeftOut.UNPUBLISHED),
        ("override:tags: [other]", LeftOut.UNPUBLISHED),
        ("date: Created", LeftOut.FAULT),
        ("date: git Last Modified", LeftOut.FAULT),
        ("date: 2020-01-02 10:00:00 +0800", LeftOut.FAULT),
        ("date: tomorrow", LeftOut.FAULT),
        ("permalink: '/{{ collections.all }}/'", LeftOut.FAULT),
        ("permalink: '/{{ title | slugify }}/'\ntitle: Привет", LeftOut.FAULT),
        ("tags: {a: b}", LeftOut.FAULT),
    ],
)
def test_posts_that_eleventy_does_not_publish_are_left_out(
    matter: str, why: LeftOut, tmp_path: Path
) -> None:
    generator = tree_of(tmp_path, {"p/p.json": '{"tags": "posts", "date": "2020-01-02"}'})
    found = outcome(generator, "p/a.md", f"---\n{matter}\n---\n")
    assert found.left_out is why
    assert bool(found.faults) is (why is LeftOut.FAULT)


def test_a_permalink_that_is_a_function_needs_a_configured_pattern(
    tmp_path: Path,
) -> None:
    files = {
        "p/p.11tydata.js": "module.exports = { tags: 'posts', permalink: (d) => d.x };",
        "eleventy.config.js": config(),
    }
    generator = tree_of(tmp_path, files)
    found = outcome(generator, "p/2020-01-02-a.md", "text")
    assert "set permalink: in the configuration" in str(found.faults[0])
    configured = Eleventy(tmp_path, "/{year}/{slug}/")
    link = reading(configured, "p/2020-01-02-a.md", "text").post.link
    assert link == "https://example.com/2020/a/"
    assert configured.inputs != generator.inputs


@pytest.mark.parametrize("pattern", ["/x/", "{slug}", "/{slug}/{name}"])
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str, tmp_path: Path) -> None:
    tree_of(tmp_path, {})
    with pytest.raises(ValueError, match="cannot be used"):
        Eleventy(tmp_path, pattern)


def test_a_computed_input_directory_is_a_fault_that_names_the_key(tmp_path: Path) -> None:
    computed = config("  return { dir: { input: process.env.SRC } };\n")
    (fault,) = tree_of(tmp_path, {"eleventy.config.js": computed}).settings.faults
    assert "dir.input" in str(fault)
    assert "posts:" in str(fault)


def test_data_of_the_site_the_layout_the_folder_and_the_file_are_merged(tmp_path: Path) -> None:
    generator = tree_of(
        tmp_path,
        {
            "_data/title.json": '"Global"',
            "_includes/l.njk": "---\ntitle: Layout\ntags: [laid]\n---\n",
            "p/p.json": '{"tags": "posts", "layout": "l"}',
            "p/q/q.11tydata.cjs": "module.exports = { title: 'Folder' }",
            "p/q/2020-01-03-c.md": "",
            "p/q/2020-01-03-c.json": '{"title": "File"}',
        },
    )

    def title(path: str, text: str = "") -> str:
        return reading(generator, path, text).post.title

    assert title("p/2020-01-01-a.md") == "Layout"
    assert title("p/q/2020-01-02-b.md") == "Folder"
    assert title("p/q/2020-01-03-c.md") == "File"
    assert title("p/q/2020-01-03-c.md", "---\ntitle: Own\n---\n") == "Own"
    tags = reading(generator, "p/2020-01-01-a.md", "---\ntags: own, two\n---\n").post.tags
    assert [tag.name for tag in tags] == ["laid", "own", " two"]


def test_a_date_is_in_utc_and_data_decide_before_the_path(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"p/p.json": '{"tags": "posts"}'})
    dated = "2019-05-06/2020-01-02-a.md"
    assert reading(generator, f"p/{dated}", "").post.published == datetime(2019, 5, 6, tzinfo=UTC)
    own = reading(generator, f"p/{dated}", "---\ndate: 2021-01-02T01:00:00+02:00\n---\n").post
    assert own.published == datetime(2021, 1, 1, 23, tzinfo=UTC)
    assert own.due is None


def test_posts_of_one_second_keep_the_order_of_their_milliseconds(tmp_path: Path) -> None:
    found = post(tmp_path, "date: 2020-01-02 10:00:00.5")
    assert found.published == datetime(2020, 1, 2, 10, tzinfo=UTC)
    assert found.ordered_by == datetime(2020, 1, 2, 10, 0, 0, 500_000, UTC)


def test_without_a_feed_posts_have_a_usual_tag_or_else_a_date(tmp_path: Path) -> None:
    bare = {"eleventy.config.js": "", "2020-01-01-a.md": "", "b.md": ""}
    generator = tree_of(tmp_path, bare)
    assert reading(generator, "2020-01-01-a.md", "").post.on_site
    assert outcome(generator, "b.md", "").left_out is LeftOut.UNPUBLISHED
    tagged = tree_of(tmp_path, {**bare, "c.md": "---\ntags: posts\n---\n"})
    assert outcome(tagged, "2020-01-01-a.md", "").left_out is LeftOut.UNPUBLISHED
    assert tagged.inputs != generator.inputs


def test_a_template_that_writes_a_feed_shows_its_path_and_limit(tmp_path: Path) -> None:
    template = (
        "---\npermalink: /atom.xml\n---\n<feed xmlns='http://www.w3.org/2005/Atom'>"
        "{% for post in collections.blog | reverse | limit(3) %}{{ metadata.url }}{{ post.url }}"
        "{% endfor %}</feed>"
    )
    files = {
        "eleventy.config.js": "",
        "feed.njk": template.replace("xmlns='", 'xmlns="').replace("Atom'", 'Atom"'),
        "_data/metadata.js": "export default { title: 'T', url: 'https://example.com/sub/' }",
    }
    generator = tree_of(tmp_path, files)
    assert generator.settings.document_paths == {(FeedKind.SITE, Format.ATOM): "/atom.xml"}
    assert (generator.settings.url, generator.settings.entries) == ("https://example.com/sub", 3)
    assert reading(generator, "2020-01-01-a.md", "---\ntags: blog\n---\n").post.on_site


def test_ignored_files_output_and_includes_are_not_posts(tmp_path: Path) -> None:
    generator = tree_of(
        tmp_path, {".eleventyignore": "old\n*.skip.md\n", "old/a.md": "", "_includes/l.njk": ""}
    )
    assert generator.is_post("a.md")
    for path in ("a.skip.md", "_includes/l.njk", "_data/x.html", "a.txt", "a.11ty.js"):
        assert not generator.is_post(path), path
    for folder in ("old", "_site", "node_modules", "a/node_modules", ".git"):
        assert not generator.descends(folder), folder
    assert generator.descends("a")


def test_a_template_in_the_text_prints_the_posts_own_data(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {})
    text = (
        "---\ntags: posts\ntitle: T\n---\n{{ title }} {{ page.url }} {% raw %}{{ x }}{% endraw %}"
    )
    found = reading(generator, "2020-01-02-a.md", text)
    assert found.body == "T /2020-01-02-a/ {{ x }}"
    assert found.problems == ()


def test_templates_that_only_eleventy_can_render_stay_and_are_one_problem(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {})
    text = "---\ntags: posts\n---\nA\n{% include 'x' %}\n{{ collections.all.length }}\n"
    found = reading(generator, "2020-01-02-a.md", text)
    assert found.body == "A\n{% include 'x' %}\n{{ collections.all.length }}\n"
    assert [line for line, _ in found.problems] == [5]


def test_a_generator_can_be_sent_to_another_process(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"p/p.11tydata.js": "module.exports = { a: () => 1 }"})
    copied = pickle.loads(pickle.dumps(generator))
    text = "---\ntags: posts\n---\n"
    assert reading(copied, "2020-01-02-a.md", text) == reading(generator, "2020-01-02-a.md", text)


def test_inputs_change_with_the_data_and_the_layouts(tmp_path: Path) -> None:
    files = {"p/p.json": "{}", "_includes/l.njk": "---\nx: 1\n---\n"}
    before = tree_of(tmp_path, files).inputs
    assert tree_of(tmp_path, files).inputs == before
    assert tree_of(tmp_path, {**files, "p/p.json": '{"a": 1}'}).inputs != before
    assert tree_of(tmp_path, {**files, "_includes/l.njk": "---\nx: 2\n---\n"}).inputs != before


PIECES = st.sampled_from(
    [*"{}[]%#-'\"`|:.,()\\\n ", "{{", "}}", "{%", "%}", "raw", "endraw", "title", "a: ", "---\n"]
)


@given(text=st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=100, deadline=None)
def test_any_post_is_read_or_left_out(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    generator = tree_of(tmp_path_factory.getbasetemp() / "any", {})
    found = outcome(generator, "2020-01-02-a.md", f"---\ntags: posts\n{text}\n---\n{text}")
    assert found.reading or found.left_out


@pytest.mark.parametrize("piece", ["{{", "{% raw %}", "{#", "{%", "{{ a | b | ", "`'\""])
def test_a_hostile_text_is_read_in_linear_time(piece: str, tmp_path: Path) -> None:
    """A quadratic reading would take minutes."""
    generator = tree_of(tmp_path, {})
    text = "---\ntags: posts\n---\n" + piece * 35_000
    assert reading(generator, "2020-01-02-a.md", text).body


def test_if_only_javascript_knows_the_posts_every_page_with_a_date_is_one(tmp_path: Path) -> None:
    script = "c.addCollection('posts', (api) => gathered(api));\n"
    files = {
        "eleventy.config.js": config(script),
        "blog/a.md": "---\ndate: 2020-01-02\n---\n",
        "about.md": "---\ntitle: About\n---\n",
    }
    generator = tree_of(tmp_path, files)
    assert reading(generator, "blog/a.md", files["blog/a.md"]).post.on_site
    assert outcome(generator, "about.md", files["about.md"]).reading is None
    assert "every page with a date is taken for one of 'posts'" in generator.settings.notes[-1]


_COMPUTED = "module.exports = { tags: 'posts', eleventyComputed: { permalink: (d) => d.x } };"


def test_addresses_that_a_folders_javascript_computes_need_a_pattern(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {"p/p.11tydata.js": _COMPUTED})
    found = outcome(generator, "p/2020-01-02-a.md", "---\ntitle: A\n---\n")
    assert found.left_out is LeftOut.FAULT
    assert "set permalink: in the configuration" in str(found.faults[0])


@pytest.mark.parametrize(
    ("data", "matter"),
    [(_COMPUTED, ""), ('{"tags": "posts"}', 'permalink: "{{ place.of }}/x/"\n')],
)
def test_a_configured_pattern_gives_the_addresses_that_are_not_known(
    data: str, matter: str, tmp_path: Path
) -> None:
    name = "p/p.json" if data[0] == "{" else "p/p.11tydata.js"
    tree_of(tmp_path, {name: data})
    generator = Eleventy(tmp_path, "/b/{year}/{month}/{title}/")
    found = reading(generator, "p/2020-01-02-a.md", f"---\ntitle: Große Sätze!\n{matter}---\n")
    assert found.post.link == "https://example.com/b/2020/01/grosse-saetze/"


def test_a_title_in_another_script_is_not_guessed_into_an_address(tmp_path: Path) -> None:
    tree_of(tmp_path, {"p/p.11tydata.js": _COMPUTED})
    generator = Eleventy(tmp_path, "/{title}/")
    found = outcome(generator, "p/2020-01-02-a.md", "---\ntitle: Привет\n---\n")
    assert found.left_out is LeftOut.FAULT
    assert "write permalink: in the post" in str(found.faults[0])


def test_a_collection_is_found_in_the_function_that_gathers_it(tmp_path: Path) -> None:
    script = (
        'const NOTES = "./notes/**/*.{md,html}";\n'
        "const gathered = (api) => api.getFilteredByGlob(NOTES).filter((one) => !one.data.old);\n"
        + config("  c.addCollection('posts', (api) => gathered(api));\n")
    )
    generator = tree_of(tmp_path, {"eleventy.config.js": script})
    assert reading(generator, "notes/deep/2020-01-02-a.md", "").post.on_site
    assert outcome(generator, "other/2020-01-02-a.md", "").left_out is LeftOut.UNPUBLISHED
    assert "filters or sorts" in generator.settings.notes[0]


def test_feeds_that_another_of_the_same_posts_replaces_are_named(tmp_path: Path) -> None:
    template = (
        "---\npermalink: /second.xml\n---\n<feed xmlns='http://www.w3.org/2005/Atom'>"
        "{% for post in collections.posts | reverse %}{% endfor %}</feed>"
    )
    notes = tree_of(tmp_path, {"second.njk": template}).settings.notes
    assert [note for note in notes if note.startswith("/second.xml is another feed of 'posts'")]
