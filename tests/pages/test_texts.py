"""The texts of pages: languages, plural forms, names of kinds, and a site's own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import feeds.pages
from feeds.errors import ConfigError
from feeds.pages.texts import TextsByLanguage, direction

OURS = (Path(feeds.pages.__file__).parent / "templates/texts.json").read_bytes()
WORDS: dict[str, dict[str, Any]] = json.loads(OURS)


def with_own(own: object) -> TextsByLanguage:
    return TextsByLanguage(OURS, json.dumps(own).encode(), "texts.json")


def placeholders(text: str | list[str]) -> set[str]:
    return set(re.findall(r"\{\w+\}", "".join(text)))


@pytest.mark.parametrize("language", WORDS)
def test_each_language_has_all_texts_with_the_same_placeholders(language: str) -> None:
    english, words = dict(WORDS["en"]), dict(WORDS[language])
    kinds = english.pop("kinds")
    assert words.pop("kinds").keys() == kinds.keys()
    found = {name: placeholders(text) for name, text in words.items()}
    assert found == {name: placeholders(text) for name, text in english.items()}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["de"], "de"),
        (["de-AT"], "de"),
        (["ZH-Hant-TW"], "zh"),
        (["fr", "de"], "de"),
        (["fr", None], "en"),
        ([None], "en"),
        (["den"], "en"),
    ],
)
def test_the_first_language_that_has_texts_is_used(asked: list[str | None], found: str) -> None:
    assert TextsByLanguage(OURS).find(*asked).language == found


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["0 posts", "1 post", "2 posts"]),
        ("de", ["0 Beiträge", "1 Beitrag", "2 Beiträge"]),
        ("zh", ["0 篇文章", "1 篇文章", "2 篇文章"]),
    ],
)
def test_numbers_have_their_plural_forms(language: str, texts: list[str]) -> None:
    found = TextsByLanguage(OURS).find(language)
    assert [found.text("posts", n=number) for number in range(3)] == texts


@pytest.mark.parametrize(
    ("kind", "plural", "singular"),
    [
        ("tag", "Tags", "Tag"),
        ("tag.de", "Tags (de)", "Tag (de)"),
        ("recipes category", "Categories (recipes)", "Category (recipes)"),
        ("recipes collection", "Collections (recipes)", "Collection (recipes)"),
        ("genres", "genres", "genres"),
        ("genres.de", "genres.de", "genres.de"),
    ],
)
def test_kinds_are_called_by_their_names(kind: str, plural: str, singular: str) -> None:
    texts = TextsByLanguage(OURS).find("en")
    assert (texts.kind(kind), texts.kind(kind, 1)) == (plural, singular)


def test_a_site_adds_a_language_and_what_it_leaves_out_is_english() -> None:
    own = {"pl": {"plural": "n==1 ? 0 : n<5 ? 1 : 2", "posts": ["{n} wpis", "{n} wpisy", "{n}"]}}
    texts = with_own(own).find("pl-PL")
    assert texts.language == "pl"
    assert [texts.text("posts", n=number) for number in (1, 3, 9)] == ["1 wpis", "3 wpisy", "9"]
    assert texts.text("copy") == "Copy"


def test_a_site_replaces_single_texts() -> None:
    texts = with_own({"de": {"feeds": "Abos", "kinds": {"genres": ["Genre", "Genres"]}}}).find("de")
    assert (texts.text("feeds"), texts.text("copy")) == ("Abos", "Kopieren")
    assert (texts.kind("genres"), texts.kind("tag")) == ("Genres", "Schlagwörter")


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        (
            [],
            "texts.json: the file must contain an object; "
            "write a key for each language, such as fr",
        ),
        (
            {"fr": "Flux"},
            "texts.json: fr: must be an object with texts; see `feeds help templates`",
        ),
        (
            {"français": {}},
            "texts.json: français: must be a language tag; write one such as fr or pt-BR",
        ),
        ({"fr": {"feed": "x"}}, "texts.json: fr.feed: unknown text; did you mean feeds?"),
        ({"fr": {"feeds": 1}}, "texts.json: fr.feeds: must be a string; write it in quotes"),
        (
            {"fr": {"posts": "{n} articles"}},
            "texts.json: fr.posts: must be a list of strings; write one for each plural form",
        ),
        (
            {"fr": {"intro": "Suivez {title}"}},
            "texts.json: fr.intro: the placeholder {title} does not exist; use {site}",
        ),
        (
            {"fr": {"posts": ["{count} article"]}},
            "texts.json: fr.posts: the placeholder {count} does not exist; use {n}",
        ),
        (
            {"fr": {"copy": "{name}"}},
            "texts.json: fr.copy: the placeholder {name} does not exist; remove it",
        ),
        (
            {"fr": {"kinds": {"tag": "Mot"}}},
            'texts.json: fr.kinds: must be an object; write {"tag": ["Tag", "Tags"]}',
        ),
        *(
            (
                {"fr": {"plural": rule}},
                "texts.json: fr.plural: must be a plural rule as in gettext files; "
                "write one such as n != 1",
            )
            for rule in ("", "n >", "__import__('os')", "(" * 500, 1)
        ),
    ],
)
def test_a_mistake_in_own_texts_is_reported_with_its_key(own: object, fault: str) -> None:
    with pytest.raises(ConfigError) as raised:
        with_own(own)
    assert str(raised.value) == fault


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        with_own({"fr": {"feeds": 1, "copy": 2}, "it": []})
    assert len(raised.value.faults) == 3


@pytest.mark.parametrize(
    ("own", "place"),
    [
        (b'{\n"fr": {\n"feeds": "x",}}', "texts.json:3"),
        (b"\xff", "texts.json:1"),
        (b"[" * 100_000, "texts.json"),
    ],
)
def test_a_file_that_is_not_json_is_reported_with_its_line(own: bytes, place: str) -> None:
    with pytest.raises(ConfigError, match=f"^{place}: the file is not valid JSON"):
        TextsByLanguage(OURS, own, "texts.json")


def test_a_plural_rule_that_cannot_be_computed_gives_the_first_form() -> None:
    texts = with_own({"fr": {"plural": "n % 0"}}).find("fr")
    assert texts.text("posts", n=3) == "3 post"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("ar-Latn", "ltr"), ("pa-Arab", "rtl"), ("en", "ltr")],
)
def test_the_direction_follows_the_language_and_its_script(language: str, expected: str) -> None:
    assert direction(language) == expected
