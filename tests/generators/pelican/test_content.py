"""Which files of a tree are articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.pelican import Pelican


def _site(tree: Path, conf: str, *folders: str) -> Pelican:
    (tree / "pelicanconf.py").write_text(conf, encoding="utf-8")
    for folder in folders:
        (tree / folder).mkdir(parents=True)
    return Pelican(tree)


def test_without_a_path_articles_are_beside_the_configuration(tmp_path: Path) -> None:
    site = _site(tmp_path, "")
    assert site.is_post("one.md")
    assert site.is_post("posts/two.rst")
    assert not site.is_post("pages/about.md")


@pytest.mark.parametrize(
    ("conf", "path"),
    [
        ("", "output/one.html"),
        ("OUTPUT_PATH = 'public/'", "public/one.html"),
        ("THEME = './mine'", "mine/templates/article.html"),
        ("PLUGIN_PATHS = ['plugins']", "plugins/own/README.md"),
        ("", "theme/templates/article.html"),
        ("", "themes/plain/README.md"),
    ],
)
def test_without_a_path_output_theme_and_plugins_hold_no_articles(
    conf: str, path: str, tmp_path: Path
) -> None:
    site = _site(tmp_path, conf, "theme/templates", "themes/plain/templates")
    assert not site.is_post(path)
    assert not site.descends(path.rpartition("/")[0])


def test_folders_that_only_have_such_a_name_hold_articles(tmp_path: Path) -> None:
    site = _site(tmp_path, "OUTPUT_PATH = '.'\nTHEME = ''\n", "theme", "themes/of/my/life")
    paths = ("theme/one.md", "themes/of/my/life/one.md", "a/output/one.md", "output/one.md")
    assert all(map(site.is_post, paths))


def test_with_a_path_every_folder_below_it_holds_articles(tmp_path: Path) -> None:
    site = _site(tmp_path, "PATH = 'content'", "content/theme/templates", "theme/templates")
    assert all(site.is_post(f"content/{name}/one.md") for name in ("output", "theme", "plugins"))
    assert not site.is_post("output/one.md")


def test_a_theme_that_appears_is_a_change_of_the_site(tmp_path: Path) -> None:
    before = _site(tmp_path, "").inputs
    (tmp_path / "theme/templates").mkdir(parents=True)
    assert Pelican(tmp_path).inputs != before


@pytest.mark.parametrize("given", ["dict(html=None)", "{'html': None}", "[('html', None)]"])
def test_files_without_a_reader_are_not_articles(given: str, tmp_path: Path) -> None:
    site = _site(tmp_path, f"READERS = {given}\n")
    assert not site.is_post("one.html")
    assert site.is_post("one.htm")
    assert site.is_post("one.md")
