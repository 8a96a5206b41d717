"""A post is in the collection that its tags, its path or its date put it in."""

from __future__ import annotations

from pathlib import Path

from feeds.generators import LeftOut
from tests.support.eleventy import config, outcome, reading, tree_of


def test_without_a_feed_posts_have_a_usual_tag_or_else_a_date(tmp_path: Path) -> None:
    bare = {"eleventy.config.js": "", "2020-01-01-a.md": "", "b.md": ""}
    generator = tree_of(tmp_path, bare)
    assert reading(generator, "2020-01-01-a.md", "").post.on_site
    assert outcome(generator, "b.md", "").left_out is LeftOut.UNDATED
    tagged = tree_of(tmp_path, {**bare, "c.md": "---\ntags: posts\n---\n"})
    assert outcome(tagged, "2020-01-01-a.md", "").left_out is LeftOut.UNLISTED
    assert tagged.inputs != generator.inputs


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
    assert "feeds cannot compute collection 'posts'" in generator.settings.notes[-1]


def test_a_collection_is_found_in_the_function_that_gathers_it(tmp_path: Path) -> None:
    script = (
        'const NOTES = "./notes/**/*.{md,html}";\n'
        "const gathered = (api) => api.getFilteredByGlob(NOTES).filter((one) => !one.data.old);\n"
        + config("  c.addCollection('posts', (api) => gathered(api));\n")
    )
    generator = tree_of(tmp_path, {"eleventy.config.js": script})
    assert reading(generator, "notes/deep/2020-01-02-a.md", "").post.on_site
    assert outcome(generator, "other/2020-01-02-a.md", "").left_out is LeftOut.UNLISTED
    assert "another order" in generator.settings.notes[0]


def test_undated_pages_are_not_faults_if_every_page_is_gathered(tmp_path: Path) -> None:
    script = "c.addCollection('posts', (api) => api.getAll().filter((one) => one.url));\n"
    for files in (
        {"eleventy.config.js": config(script)},
        {"eleventy.config.js": config(name="all")},
    ):
        generator = tree_of(tmp_path, files)
        found = outcome(generator, "about.md", "")
        assert (found.left_out, found.faults) == (LeftOut.UNDATED, ())
        assert reading(generator, "2020-01-02-a.md", "").post.on_site
