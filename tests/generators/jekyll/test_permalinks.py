"""Permalinks are those of Jekyll: styles, placeholders, slugs and ids."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.generators.jekyll.permalinks import (
    STYLES,
    PermalinkFields,
    UnknownPermalinkPlaceholder,
    identifier,
    slugify,
    template,
    unknown_placeholders,
    url,
)

PLACE = PermalinkFields(
    date=datetime(2013, 2, 3, 4, 5, 6, tzinfo=UTC),
    slug="The_Title & more",
    basename="2013-02-03-The_Title & more",
    cleaned_path="/2013-02-03-The_Title & more",
    categories=("News", "C#", "A b"),
    output_ext=".html",
)


@pytest.mark.parametrize(
    ("style", "path"),
    [
        ("date", "/news/c%23/a%20b/2013/02/03/The_Title-&-more.html"),
        ("pretty", "/news/c%23/a%20b/2013/02/03/The_Title-&-more/"),
        (":pretty", "/news/c%23/a%20b/2013/02/03/The_Title-&-more/"),
        ("ordinal", "/news/c%23/a%20b/2013/034/The_Title-&-more.html"),
        ("weekdate", "/news/c%23/a%20b/2013/W05/Sun/The_Title-&-more.html"),
        ("none", "/news/c%23/a%20b/The_Title-&-more.html"),
        ("/:slugified_categories/:slug", "/news/c/a-b/the-title-more"),
        (
            "/:collection:path/:name",
            "/posts/2013-02-03-The_Title%20&%20more/2013-02-03-the-title-more",
        ),
        ("/:short_year:i_month:i_day", "/1323"),
        ("/:short_month/:long_month/:long_day", "/Feb/February/Sunday"),
        ("/:hour/:minute/:second/:y_day", "/04/05/06/034"),
        ("/:w_year/:week/:w_day", "/2013/05/7"),
        ("/:month_:day", "/02_03"),
        ("about", "/about"),
        ("", "/"),
        ("/../up/./:slug", "/up/the-title-more"),
    ],
)
def test_placeholders_are_replaced_as_in_jekyll(style: str, path: str) -> None:
    assert url(template(style), PLACE) == path


def test_an_unknown_placeholder_is_named() -> None:
    with pytest.raises(UnknownPermalinkPlaceholder, match=":nothing"):
        url("/:year/:nothing/", PLACE)
    assert unknown_placeholders("/:year/:nothing/:month_") == ("nothing",)
    assert [unknown_placeholders(style) for style in STYLES.values()] == [()] * len(STYLES)


@pytest.mark.parametrize(
    ("path", "slug", "expected"),
    [
        (
            "/news/2013/12/12/dec-the-second.html",
            "dec-the-second",
            "/news/2013/12/12/dec-the-second",
        ),
        ("/news/2013/12/12/dec-the-second/", "dec-the-second", "/news/2013/12/12/dec-the-second"),
        ("/about/", "slug", "/slug"),
        ("/", "slug", "/slug"),
        ("/a/b", "Raw Slug", "/a/Raw Slug"),
    ],
)
def test_an_id_is_the_directory_and_the_raw_slug(path: str, slug: str, expected: str) -> None:
    assert identifier(path, slug) == expected


@pytest.mark.parametrize(
    ("text", "default", "pretty"),
    [
        ("The _config.yml file", "the-config-yml-file", "The-_config.yml-file"),
        ("-a--b-", "a-b", "a-b"),
        ("C++", "c", "C++"),
        ("UX/UI", "ux-ui", "UX-UI"),
        ("LF (逻辑基础)", "lf-逻辑基础", "LF-(逻辑基础)"),
        ("中文、标题！", "中文-标题", "中文-标题"),
        ("Cafe\u0301 ½ ٣", "cafe\u0301-٣", "Cafe\u0301-٣"),
        ("ΟΔΟΣ", "οδοσ", "ΟΔΟΣ"),
        ("!", "", "!"),
        ("", "", ""),
    ],
)
def test_a_slug_keeps_letters_marks_and_digits(text: str, default: str, pretty: str) -> None:
    assert slugify(text) == default
    assert slugify(text, pretty=True) == pretty
