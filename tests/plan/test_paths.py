"""Paths of feeds: safe whatever a term is called, each taken once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import FeedKind, Format, Term
from feeds.plan.paths import TakenPaths, fill, fold_path, mark_of

SLUG = "/tags/{slug}/feed.atom"
NAME = "/feed/{name}.atom"


def tag(name: str, slug: str = "slug") -> Term:
    return Term(FeedKind.TAG, name, slug)


def path(pattern: str, term: Term, mark: str = "") -> str:
    return fill({Format.ATOM: pattern}, term, mark)[Format.ATOM]


def test_every_format_gets_its_own_path() -> None:
    patterns = {Format.ATOM: SLUG, Format.JSON: "/{name}.json"}
    assert fill(patterns, tag("C++", "c")) == {
        Format.ATOM: "/tags/c/feed.atom",
        Format.JSON: "/C++.json",
    }
    assert fill({Format.JSON: "/feed.json"}, None)[Format.JSON] == "/feed.json"


@pytest.mark.parametrize("pattern", ["/{slug}.atom", "/{name}.atom"])
def test_a_term_may_be_called_like_a_placeholder(pattern: str) -> None:
    assert path(pattern, tag("{name}{ext}", "{name}{ext}")) == "/{name}{ext}.atom"


@pytest.mark.parametrize(
    "name",
    [
        "Swift",
        "技术",
        "one two",
        "U.S.",
        "C--",
        "a.b",
        "ends-",
        "می‌خواهم",
        "👨‍👩‍👧",
        "{slug}",
        "x" * 200,
    ],
)
def test_a_safe_raw_name_is_unchanged(name: str) -> None:
    assert path(NAME, tag(name)) == f"/feed/{name}.atom"


def test_a_slash_in_a_raw_name_makes_a_folder() -> None:
    assert path(NAME, tag("a/b")) == "/feed/a/b.atom"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../../etc",
        "a/../b",
        "a//b",
        "/a",
        "a/",
        "...",
        "a\\b",
        "a\nb",
        "\0",
        "\x7f",
        " a",
        "a ",
        "x" * 201,
        "字" * 67,
        "/".join(["x" * 199] * 4),
    ],
)
def test_an_unsafe_raw_name_is_replaced_by_its_slug_and_a_hash(name: str) -> None:
    term = tag(name)
    assert path(NAME, term) == f"/feed/slug-{mark_of(term)}.atom"


@pytest.mark.parametrize("slug", ["", "..", "a/b", "a\\b", "a\nb", " a", "."])
def test_a_slug_that_is_not_a_file_name_is_replaced_by_a_hash(slug: str) -> None:
    term = tag("name", slug)
    assert path(SLUG, term) == f"/tags/{mark_of(term)}/feed.atom"


@pytest.mark.parametrize("slug", ["x" * 300, "字" * 100, "👍" * 75])
def test_a_long_slug_is_cut_at_a_character_and_marked(slug: str) -> None:
    term = tag("name", slug)
    cut, _, mark = path("/{slug}.atom", term)[1:].removesuffix(".atom").rpartition("-")
    assert slug.startswith(cut)
    assert 196 < len(cut.encode()) <= 200
    assert mark == mark_of(term)


def test_a_mark_distinguishes_terms_in_both_kinds_of_pattern() -> None:
    assert path(SLUG, tag("C#", "c"), "0123abcd") == "/tags/c-0123abcd/feed.atom"
    assert path(NAME, tag("C#", "c"), "0123abcd") == "/feed/C#-0123abcd.atom"


def test_a_mark_is_the_same_on_every_machine() -> None:
    assert mark_of(tag("技术", "any")) == "903a500a"
    assert mark_of(Term(FeedKind.CATEGORY, "技术", "any")) != mark_of(tag("技术"))


@pytest.mark.parametrize(
    ("held", "wanted", "free"),
    [
        ("/a/b", "/a/c", True),
        ("/a/b", "/a/b", False),
        ("/a/b", "/a/b/c", False),
        ("/a/b/c", "/a", False),
        ("/a/b", "/a/bc", True),
        ("/a", "/b.gz", False),
    ],
)
def test_paths_are_unique_not_nested_and_not_those_of_coded_files(
    held: str, wanted: str, free: bool
) -> None:
    taken = TakenPaths()
    assert taken.take([held])
    assert taken.take([wanted]) is free


def test_paths_are_taken_together_or_not_at_all() -> None:
    taken = TakenPaths()
    assert taken.take(["/a"])
    assert not taken.take(["/b", "/a"])
    assert taken.take(["/b"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("TechWeb", "Techweb"), ("caf\u00e9", "cafe\u0301"), ("STRASSE", "straße"), ("Å", "A\u030a")],
)
def test_paths_that_differ_by_case_or_form_are_folded_alike(one: str, other: str) -> None:
    assert fold_path(one) == fold_path(other)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_path(fold_path(name)) == fold_path(name)
