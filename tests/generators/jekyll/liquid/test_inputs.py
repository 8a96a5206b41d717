"""Which templates read other posts, and what the digests of their files cover."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.liquid import (
    CONFIG,
    MATTER,
    POST,
    renderer,
    write,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ page.title }}", False),
        ("{% for p in site.posts %}{% endfor %}", True),
        ("{{ site.tags.a.size }}", True),
        ("{{ site.categories }}", True),
        ("{{ site.docs | size }}", True),
        ("{{ page.next.url }}", True),
        ("{% post_url 2020-01-01-x %}", True),
        ("{% link _posts/2020-01-01-x.md %}", True),
        ("{% link about.md %}", False),
        ("{{ site.time }}", True),
        ("{{ 'now' | date: '%Y' }}", True),
        ("{% include plain.html %}", False),
        ("{% include posts.html %}", True),
        ("{% include through.html a='b' %}", True),
        ("{% include {{ page.title }} %}", True),
        ("{{ site['posts'] }}", True),
        ("{% assign s = site %}{{ s.posts }}", True),
        ("{{ site.title }} site.posts", False),
        ("{{ site.data.posts }}", False),
    ],
)
def test_templates_that_read_other_posts_are_found(
    tmp_path: Path, text: str, expected: bool
) -> None:
    files = {
        "_config.yml": f"{CONFIG}collections: [docs]\n",
        "_includes/plain.html": "{{ include.a }}",
        "_includes/posts.html": "{{ site.posts.size }}",
        "_includes/through.html": "{% include posts.html %}",
    }
    assert renderer(write(tmp_path, files)).reads_posts(text) is expected


def test_the_digests_change_with_the_files_they_are_of(tmp_path: Path) -> None:
    before = renderer(write(tmp_path, {"_includes/a.html": "x", "_data/d.yml": "a: 1\n"}))
    assert renderer(tmp_path).digest == before.digest
    digest, inputs = before.digest, before.inputs
    (tmp_path / "_data/d.yml").write_text("a: 2\n")
    assert renderer(tmp_path).digest != digest
    assert renderer(tmp_path).inputs == inputs
    (tmp_path / "_includes/a.html").write_text("{{ site.posts }}")
    assert renderer(tmp_path).inputs != inputs
    digest = renderer(tmp_path).digest
    write(tmp_path, {"about.md": "---\n---\n"})
    assert renderer(tmp_path).digest != digest
    digest = renderer(tmp_path).digest
    write(tmp_path, {"_posts/code.rb": "puts 1"})
    assert renderer(tmp_path).digest != digest


def test_posts_and_pictures_do_not_change_the_digest(tmp_path: Path) -> None:
    digest = renderer(write(tmp_path, {})).digest
    write(tmp_path, {POST: MATTER, "picture.svg": "<svg/>", "state/catalogue.db": "x"})
    assert renderer(tmp_path).digest == digest
