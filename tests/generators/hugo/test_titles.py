"""Titles that Hugo makes up for sections and terms; the results are those of Hugo 0.168."""

from __future__ import annotations

import time

import pytest

from feeds.generators.hugo.titles import TitleStyle, pluralized, title_case


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("post", "posts"),
        ("posts", "posts"),
        ("gallery", "galleries"),
        ("essay", "essays"),
        ("person", "people"),
        ("Person", "People"),
        ("grandchild", "grandchildren"),
        ("news", "news"),
        ("series", "series"),
        ("video", "videoes"),
        ("portfolio", "portfolios"),
        ("idea", "idea"),
        ("status", "statuses"),
        ("index", "indices"),
        ("big-index", "big-indices"),
        ("thesis", "theses"),
        ("knife", "knives"),
        ("css", "csses"),
        ("dns", "dnsDNSes"),
        ("myDNS", "myDNSes"),
        ("ID", "IDs"),
        ("id", "ids"),
        ("iOS", "iOSes"),
        ("2020", "2020s"),
        ("日本", "日本s"),
        ("c++", "c++s"),
        ("--", "--"),
        ("", ""),
    ],
)
def test_names_of_sections_are_pluralized_as_hugo_does(name: str, plural: str) -> None:
    assert pluralized(name) == plural


@pytest.mark.parametrize(
    ("text", "style", "title"),
    [
        ("a tale of two cities", "ap", "A Tale of Two Cities"),
        ("a tale with two cities", "ap", "A Tale With Two Cities"),
        ("a tale with two cities", "chicago", "A Tale with Two Cities"),
        ("a tale of two cities", "go", "A Tale Of Two Cities"),
        ("a tale of two cities", "firstupper", "A tale of two cities"),
        ("a tale of two cities", "none", "a tale of two cities"),
        ("idea-of-the-day", "ap", "Idea-of-the-Day"),
        ("in-depth-in", "ap", "In-Depth-In"),
        ("read/write of/on", "ap", "Read/Write of/On"),
        ("x: a b - a b", "ap", "X: A B - A B"),
        ("“the” end — the end", "ap", "“The” End — The End"),
        ("o'clock and-more_x", "ap", "O'clock And-More_x"),
        ("o'clock and-more_x", "go", "O'Clock And-More_x"),
        ("iOS and macOS", "ap", "IOS and MacOS"),
        ("élan ßx", "ap", "Élan ßx"),
        ("", "ap", ""),
        ("", "firstupper", ""),
    ],
)
def test_each_style_of_title_case_is_hugos(text: str, style: str, title: str) -> None:
    assert title_case(text, style) == title


def test_a_site_can_keep_names_as_they_are() -> None:
    assert TitleStyle().section("blog post") == "Blog Posts"
    assert TitleStyle(pluralizes=False).section("blog post") == "Blog Post"
    assert TitleStyle(capitalizes=False).section("blog post") == "blog posts"
    assert TitleStyle().term("blog post") == "Blog Post"


def test_a_very_long_name_takes_no_longer_than_its_length() -> None:
    started = time.perf_counter()
    for text in ("of " * 300_000, "-" * 1_000_000, "aB" * 500_000, "a" * 1_000_000):
        TitleStyle().section(text)
    assert time.perf_counter() - started < 10
