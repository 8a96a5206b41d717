"""RSS templates of the site and its themes are named, because they are not followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.hugo import CONFIG, site


def _note(folder: Path, *templates: str, config: str = "", **files: str) -> str:
    written = {f"{name}": "<rss></rss>" for name in templates}
    hugo = site(folder, {**written, **files}, CONFIG + config)
    return "; ".join(note for note in hugo.settings.notes if "RSS" in note)


@pytest.mark.parametrize(
    "template",
    [
        "index.rss.xml",
        "index.xml",
        "home.rss.xml",
        "rss.xml",
        "RSS.xml",
        "list.rss.xml",
        "list.xml",
        "all.rss.xml",
        "section.rss.xml",
        "term.rss.xml",
        "taxonomy.xml",
        "list.fr.rss.xml",
        "index.rss.fr.xml",
        "index.rss",
        "_default/rss.xml",
        "_default/list.rss.xml",
        "_default/home.xml",
        "section/rss.xml",
        "posts/rss.xml",
        "posts/deep/list.rss.xml",
        "tags/term.rss.xml",
    ],
)
def test_a_template_that_writes_feeds_is_named(template: str, tmp_path: Path) -> None:
    note = _note(tmp_path, f"layouts/{template}")
    assert f"(layouts/{template})" in note
    assert "feeds compare" in note
    assert "feeds help moving" in note


@pytest.mark.parametrize(
    "template",
    [
        "layouts/index.html",
        "layouts/sitemap.xml",
        "layouts/robots.xml",
        "layouts/list.sitemap.xml",
        "layouts/index.atom.xml",
        "layouts/single.rss.xml",
        "layouts/baseof.rss.xml",
        "layouts/partials/rss.xml",
        "layouts/_partials/list.rss.xml",
        "layouts/_shortcodes/rss.xml",
        "layouts/_default/_markup/rss.xml",
        "layouts/rss.html",
        "themes/unused/layouts/rss.xml",
        "static/rss.xml",
        "content/rss.xml",
    ],
)
def test_other_templates_are_not_named(template: str, tmp_path: Path) -> None:
    config = "[outputFormats.Atom]\nmediaType = 'application/atom+xml'\n"
    assert _note(tmp_path, template, config=config) == ""


@pytest.mark.parametrize(
    ("config", "template"),
    [
        ("layoutDir = 'views'\n", "views/rss.xml"),
        ("theme = 'one'\n", "themes/one/layouts/rss.xml"),
        ("theme = ['two', 'one']\n", "themes/one/layouts/_default/rss.xml"),
        ("theme = 'one'\nthemesDir = 'skins'\n", "skins/one/layouts/rss.xml"),
        (
            "[[module.imports]]\npath = 'example.com/a/b'\n",
            "_vendor/example.com/a/b/layouts/rss.xml",
        ),
        (
            "[[module.mounts]]\nsource = 'feeds/own'\ntarget = 'layouts/posts'\n",
            "feeds/own/rss.xml",
        ),
        ("[[module.imports]]\npath = 'one'\n", "themes/one/layouts/rss.xml"),
    ],
)
def test_templates_of_themes_and_mounts_are_named(
    config: str, template: str, tmp_path: Path
) -> None:
    assert f"({template})" in _note(tmp_path, template, config=config)


def test_a_theme_of_a_theme_is_followed_once(tmp_path: Path) -> None:
    files = {
        "themes/one/hugo.toml": "theme = 'two'\n",
        "themes/two/config.toml": "theme = ['one', '../three']\nlayoutDir = 'views'\n",
    }
    note = _note(tmp_path, "themes/two/views/rss.xml", config="theme = 'one'\n", **files)
    assert "(themes/two/views/rss.xml)" in note


def test_many_templates_are_counted(tmp_path: Path) -> None:
    names = [f"layouts/{name}/rss.xml" for name in "abcde"]
    assert ", ".join(names[:3]) + " and 2 more" in _note(tmp_path, *names)
