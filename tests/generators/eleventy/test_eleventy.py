"""Sites of Eleventy are read as Eleventy and its feed plugin read them."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators import LeftOut
from tests.support.eleventy import config, outcome, post, reading, tree_of

NOT_KNOWN = "is not known, so text may be missing; write the text itself"
NOT_RENDERED = "is not rendered, so text or images may be missing; write its result as HTML"


@pytest.mark.parametrize(
    ("matter", "why"),
    [
        ("permalink: false", LeftOut.UNPUBLISHED),
        ("permalink: {build: false}", LeftOut.UNPUBLISHED),
        ("draft: true", LeftOut.DRAFT),
        ("eleventyExcludeFromCollections: true", LeftOut.UNLISTED),
        ("eleventyExcludeFromCollections: [posts]", LeftOut.UNLISTED),
        ("override:tags: [other]", LeftOut.UNLISTED),
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


def test_each_name_that_is_left_out_is_reported_once(tmp_path: Path) -> None:
    generator = tree_of(tmp_path, {})
    text = (
        "---\ntags: posts\n---\nA\n{% image 'x' %} {% image 'y' %}\n"
        "{% note %}kept{% endnote %}\n{{ when | readable }} {{ other }}\n"
        "```\n{% image 'z' %}{% raw %}{% image %}{% endraw %}\n```\n"
    )
    found = reading(generator, "2020-01-02-a.md", text)
    assert found.body == "A\n \nkept\n \n```\n{% image %}\n```\n"
    assert found.problems == (
        (5, f"the template tag image {NOT_RENDERED}"),
        (6, f"the template tag note {NOT_RENDERED}"),
        (7, f"the template filter readable {NOT_KNOWN}"),
        (7, f"the template variable other {NOT_KNOWN}"),
    )


@pytest.mark.parametrize(
    ("options", "matter"),
    [("markdownTemplateEngine: false", ""), ("a: 1", "templateEngineOverride: md\n")],
)
def test_code_in_a_text_without_templates_stays(options: str, matter: str, tmp_path: Path) -> None:
    files = {"eleventy.config.js": config(f"  return {{ {options} }};\n")}
    text = "`{% image 'a' %}` {{ b }}\n"
    found = reading(
        tree_of(tmp_path, files), "2020-01-02-a.md", f"---\ntags: posts\n{matter}---\n{text}"
    )
    assert (found.body, found.problems) == (text, ())


def test_a_text_that_templates_make_too_large_stays_as_written(tmp_path: Path) -> None:
    text = "{{ title }}" * 1_500
    matter = f"---\ntags: posts\ntitle: '{'*_' * 500}'\n---\n"
    found = reading(tree_of(tmp_path, {}), "2020-01-02-a.md", matter + text)
    assert found.body == text
    assert "the template is not rendered" in found.problems[0][1]


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
    assert reading(generator, "2020-01-02-a.md", text)
