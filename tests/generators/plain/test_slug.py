from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.plain.slug import slugify


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
def test_a_slug_is_its_own_slug(name: str) -> None:
    slug = slugify(name)
    assert slugify(slug) == slug
    assert not set(slug) & set("/\\.?#% ")
    assert slug == slug.strip("-")
