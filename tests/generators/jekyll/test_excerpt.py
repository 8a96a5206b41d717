"""Where an excerpt ends, and which definitions of links go with it."""

from __future__ import annotations

import pytest

from feeds.generators.jekyll.post import excerpt

LINKED = (
    'See [one][1] and [two].\n\nMore.\n\n[1]: https://example.com/1\n   [two]: /2 "T"\n[3]: /3\n'
)


@pytest.mark.parametrize(
    ("body", "separator", "expected"),
    [
        ("One.\n\nTwo.", "\n\n", "One."),
        ("One.", "\n\n", "One."),
        ("One.\n\n", "\n\n", "One."),
        ("\n\nOne.", "\n\n", ""),
        ("One.<!--more-->Two.", "<!--more-->", "One."),
        ("One.\n\nTwo.", "", ""),
        (
            LINKED,
            "\n\n",
            'See [one][1] and [two].\n\n[1]: https://example.com/1\n[two]: /2 "T"',
        ),
    ],
)
def test_an_excerpt_is_what_stands_before_the_separator(
    body: str, separator: str, expected: str
) -> None:
    assert excerpt(body, separator) == expected
