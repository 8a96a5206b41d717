"""Includes and links in posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.liquid import (
    messages,
    rendered_post,
)


@pytest.mark.parametrize(
    "body",
    [
        "{% include ../_config.yml %}",
        "{% include out.html %}",
        "{% include missing.html %}",
        "{% include_relative ../_config.yml %}",
        "{% include_relative .././../x %}",
        "{% assign up = '../_config.yml' %}{% include {{ up }} %}",
    ],
)
def test_files_outside_the_includes_are_never_included(tmp_path: Path, body: str) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "tree/_includes").mkdir(parents=True)
    (tmp_path / "tree/_includes/out.html").symlink_to(tmp_path / "secret")
    reading = rendered_post(tmp_path / "tree", f"a{body}b")
    assert reading.body == "ab"
    assert len(reading.problems) == 1


def test_a_problem_in_an_include_is_reported_where_it_is_included(tmp_path: Path) -> None:
    reading = rendered_post(
        tmp_path, "x\n{% include a.html %}", **{"_includes/a.html": "\n\n\n{{ 1 | shout }}"}
    )
    assert reading.body == "x\n\n\n\n1"
    assert [line for line, _ in reading.problems] == [7]
    assert "shout" in messages(reading)[0]
    assert "a.html" in messages(reading)[0]


def test_a_link_to_a_missing_page_gets_its_likely_url(tmp_path: Path) -> None:
    reading = rendered_post(
        tmp_path, "{% link en/about.md %} {% link en/index.html %} {% link a.png %}"
    )
    assert reading.body == "/en/about.html /en/ /a.png"
    assert len(reading.problems) == 3
