"""The data file of authors, in each of its forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.jekyll import Jekyll
from feeds.model import Site

SITE = Site("Example", "https://example.com", "UTC")


def _name(tree: Path, files: dict[str, str]) -> str:
    """Return the name of the author ``ada``."""
    for name, text in files.items():
        (tree / "_data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / "_data" / name).write_text(text, encoding="utf-8")
    post = Jekyll(tree).read("_posts/2020-01-01-a.md", "---\nauthor: ada\n---\n", SITE).post
    return post.authors[0].name


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({}, "ada"),
        ({"authors.yml": "ada: {name: A}"}, "A"),
        ({"authors.yaml": "ada: {name: A}", "authors.yml": "ada: {name: B}"}, "B"),
        ({"authors.yml": "ada: {name: A}", "authors.json": '{"ada": {"name": "B"}}'}, "B"),
        ({"authors.yml": "ada: {name: A}", "authors.csv": "key,name\nada,B\n"}, "ada"),
        ({"authors.yml": "ada: {name: A}", "authors/ada.yml": "name: B"}, "B"),
        ({"authors/ada.json": '{"name": "B"}', "authors/deep/bo.yml": "name: C"}, "B"),
        ({"authors/notes.txt": "x", "authors.yml": "ada: {name: A}"}, "A"),
    ],
)
def test_the_last_form_of_the_data_file_wins(
    tmp_path: Path, files: dict[str, str], name: str
) -> None:
    assert _name(tmp_path, files) == name


def test_a_table_of_authors_is_reported_because_it_has_no_keys(tmp_path: Path) -> None:
    _name(tmp_path, {"authors.tsv": "key\tname\n"})
    [fault] = Jekyll(tmp_path).settings.faults
    assert (fault.path, fault.fatal) == ("_data/authors.tsv", False)
    assert "write them in authors.yml" in fault.message


def test_the_digest_includes_files_of_single_authors(tmp_path: Path) -> None:
    before = Jekyll(tmp_path).inputs
    _name(tmp_path, {"authors/ada.yml": "name: A"})
    assert Jekyll(tmp_path).inputs != before


def test_a_broken_file_of_authors_is_reported(tmp_path: Path) -> None:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data/authors.yml").write_text("a: [\n")
    [fault] = Jekyll(tmp_path).settings.faults
    assert (fault.path, fault.fatal) == ("_data/authors.yml", False)
