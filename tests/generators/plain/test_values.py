"""Values in front matter are read in every usual form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.values import slugify
from feeds.model import Person
from tests.support.plain import PATH, messages, outcome, post_of


class TestTerms:
    @pytest.mark.parametrize(
        ("matter", "names"),
        [
            ("tags: [a, b]", ["a", "b"]),
            ("tags: a, b ,, c d", ["a", "b", "c d"]),
            ("tag: a", ["a"]),
            ("tags: [a]\ntag: b, a", ["a", "b"]),
            ("tags: ['a, b']", ["a, b"]),
            ("tags: [1, 3.10, yes, ~, 2026-01-02, '']", ["1", "3.10", "yes", "2026-01-02"]),
            ("tags: 5", ["5"]),
            ("tags: [Tag, tag, TAG]", ["Tag", "tag", "TAG"]),
            ("tags: ../../etc", ["../../etc"]),
            ("tags: ['  a   b  ']", ["a b"]),
            ("tags:\n  - a\n  - b", ["a", "b"]),
            ("tags: []", []),
            ("tags:", []),
            ("tags: ' , '", []),
        ],
    )
    def test_tags_are_a_list_or_a_text_with_commas(self, matter: str, names: list[str]) -> None:
        assert [term.name for term in post_of(matter).tags] == names

    def test_four_hundred_tags_and_a_long_one_are_kept(self) -> None:
        names = [f"tag {number}" for number in range(399)] + ["x" * 300]
        assert [t.name for t in post_of(f"tags: {json.dumps(names)}").tags] == names

    @pytest.mark.parametrize(
        ("matter", "message"),
        [
            ("tags: {a: b}", "tags must be a list, not a mapping; write tags: [one, two]"),
            (
                "tags: [[a], [b]]",
                "tags must be a list of strings, but contains a list; write tags: [one, two]",
            ),
            (
                "categories: [{a: b}]",
                "categories must be a list of strings, but contains a mapping; "
                "write categories: [one, two]",
            ),
        ],
    )
    def test_terms_of_the_wrong_type_are_one_fault(self, matter: str, message: str) -> None:
        assert messages(matter) == [message]


class TestAuthors:
    @pytest.mark.parametrize(
        ("matter", "people"),
        [
            ("author: Ada", [Person("Ada")]),
            ("author: '  Ada \\n Example '", [Person("Ada \\n Example")]),
            ("authors: [Ada, Bo, Ada]", [Person("Ada"), Person("Bo")]),
            ("author: Ada\nauthors: [Bo]", [Person("Ada"), Person("Bo")]),
            ("author: {name: Ada, url: 'https://ada.example'}",
             [Person("Ada", "https://ada.example")]),
            ("author: Ada Example <ada@example.org>",
             [Person("Ada Example", None, "ada@example.org")]),
            ("author: ada@example.org (Ada Example)",
             [Person("Ada Example", None, "ada@example.org")]),
            ("author: '\"Ada, E.\" <mailto:ada@example.org>'",
             [Person("Ada, E.", None, "ada@example.org")]),
            ("author: Ada <https://ada.example>", [Person("Ada", "https://ada.example")]),
            ("author: <ada@example.org>", [Person("ada@example.org", None, "ada@example.org")]),
            ("author: Ada <3", [Person("Ada <3")]),
            ("author: Ada <countess>", [Person("Ada <countess>")]),
            ("author: Ada, Bo", [Person("Ada, Bo")]),
            ("authors: Ada <a@example.org>, Bo <b@example.org>",
             [Person("Ada", None, "a@example.org"), Person("Bo", None, "b@example.org")]),
            ("authors: [Ada <a@example.org>, {name: Bo <b@example.org>}]",
             [Person("Ada", None, "a@example.org"), Person("Bo", None, "b@example.org")]),
            ("authors: {ada: {name: Ada, email: a@example.org}, Bo: {url: 'https://bo.example'}}",
             [Person("Ada", None, "a@example.org"), Person("Bo", "https://bo.example")]),
            ("author: {name: 007, email: a@example.org}", [Person("007", None, "a@example.org")]),
            ("author:", [Person("Site Author")]),
            ("authors: []", [Person("Site Author")]),
            ("author: ''", [Person("Site Author")]),
        ],
    )  # fmt: skip
    def test_authors_are_names_or_mappings_or_else_the_sites(
        self, matter: str, people: list[Person]
    ) -> None:
        post = post_of(matter)
        assert list(post.authors) == people
        assert [term.name for term in post.bylines] == [person.name for person in people]

    def test_one_name_has_one_feed(self) -> None:
        post = post_of("authors: [Ada, {name: Ada, email: ada@example.org}]")
        assert len(post.authors) == 2
        assert [term.name for term in post.bylines] == ["Ada"]

    @pytest.mark.parametrize(
        "value", ["[[Ada]]", "{email: a@example.org}", "{name: [Ada]}", "{ada: Ada}", "{name: }"]
    )
    def test_an_author_without_a_name_is_a_fault(self, value: str) -> None:
        assert messages(f"author: {value}") == ["author has no name; write author: Ada Example"]


class TestMedia:
    @pytest.mark.parametrize(
        ("matter", "image"),
        [
            ("image: images/a b.jpg", "images/a b.jpg"),
            ("image: /a.jpg", "/a.jpg"),
            ("image: https://cdn.example/a.jpg", "https://cdn.example/a.jpg"),
            ("image: {url: a.jpg, alt: A}", "a.jpg"),
            ("image: {path: a.jpg}", "a.jpg"),
            ("image: {src: a.jpg}", "a.jpg"),
            ("image: {alt: A}", None),
            ("image:", None),
        ],
    )
    def test_an_image_is_a_url_or_a_mapping_with_one(self, matter: str, image: str | None) -> None:
        assert post_of(matter).image == image


@pytest.mark.parametrize("value", ["en", "en-GB", "zh-Hans-CN"])
def test_a_language_is_a_tag(value: str) -> None:
    assert post_of(f"lang: {value}").language == value


@pytest.mark.parametrize("value", ["en_GB", "français", "e", "en-"])
def test_an_invalid_language_tag_is_left_out_and_named(value: str) -> None:
    found = outcome(f"---\nlang: {value}\n---\n")
    assert found.faults
    assert not found.reading or found.reading.post.language is None


@pytest.mark.parametrize("key", ["summary", "description"])
def test_a_summary_is_the_authors_own_text(key: str) -> None:
    assert post_of(f"{key}: '  <b>a</b>  '").summary == "<b>a</b>"


def test_a_message_quotes_only_the_start_of_a_long_text() -> None:
    (message,) = messages(f"date: {'x' * 100_000}")
    assert len(message) < 200


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "!!binary aGk=", "!!set {a}"])
@pytest.mark.parametrize(
    "key",
    [
        "title",
        "date",
        "updated",
        "permalink",
        "slug",
        "summary",
        "description",
        "id",
        "guid",
        "lang",
        "draft",
        "published",
    ],
)
def test_a_string_of_the_wrong_type_is_a_fault(key: str, value: str) -> None:
    found = outcome(f"---\n{key}: {value}\n---\n")
    assert (found.left_out, found.reading) == ("fault", None)
    assert {str(fault).split(" must be a string, ")[0] for fault in found.faults} == {
        f"{PATH}:2: {key}"
    }


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sour Dough", "sour-dough"),
        ("C++", "c"),
        ("UX/UI", "ux-ui"),
        ("../../etc", "etc"),
        ("绵阳日报新闻", "绵阳日报新闻"),
        ("LF (逻辑基础)", "lf-逻辑基础"),
        ("CAFÉ", "café"),
        ("cafe\u0301", "café"),
        ("J\u030c", "\u01f0"),
        ("हिन्दी", "हिन्दी"),
        ("🍞 bread", "🍞-bread"),
        ("why not?", "why-not"),
        ("...", ""),
        ("\x00", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_of_any_script(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text())
def test_the_slug_of_a_slug_is_the_slug(name: str) -> None:
    slug = slugify(name)
    assert slugify(slug) == slug
    assert not set(slug) & set("/\\.?#% ")
    assert slug == slug.strip("-")
