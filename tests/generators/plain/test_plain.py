"""Plain posts: addresses, ids, and what is published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import astuple

from feeds.generators import PostResult, generator_named, read_post, recognise
from feeds.generators.base import Reading
from feeds.generators.plain import Plain
from tests.support import TESTS
from tests.support.plain import SITE, messages, outcome, post_of

EXAMPLES = TESTS / "posts/plain"


def link(path: str, permalink: str | None = None, matter: str = "date: 2026-01-02") -> str:
    return post_of(matter, path, permalink).link.removeprefix(SITE.url)


def facts(found: PostResult) -> dict[str, Any]:
    faults = {"left_out": found.left_out, "faults": [str(fault) for fault in found.faults]}
    return faults | (_facts_of(found.reading) if found.reading else {})


def _facts_of(reading: Reading) -> dict[str, Any]:
    post = reading.post
    terms = {
        name: [[term.name, term.slug] for term in getattr(post, name)]
        for name in ("categories", "tags", "bylines")
    }
    return terms | {
        "id": post.id,
        "link": post.link,
        "title": post.title,
        "published": post.published.isoformat(),
        "updated": post.updated.isoformat(),
        "authors": [list(astuple(author)) for author in post.authors],
        "labels": [term.name for term in post.labels],
        "summary": post.summary,
        "image": post.image,
        "enclosures": [list(astuple(one)) for one in post.enclosures],
        "language": post.language,
        "body": reading.body,
        "excerpt": reading.excerpt,
    }


@pytest.mark.parametrize("expected", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_each_example_is_read_as_the_json_file_beside_it_says(expected: Path) -> None:
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    (source,) = (path for path in EXAMPLES.glob(f"{expected.stem}.*") if path != expected)
    found = facts(read_post(Plain(EXAMPLES), source.name, source.read_bytes(), SITE))
    assert {key: found.get(key) for key in wanted} == wanted


def test_every_example_has_a_json_file() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {p.stem for p in EXAMPLES.iterdir()}


def test_a_folder_without_a_generators_files_is_plain(tmp_path: Path) -> None:
    assert recognise(EXAMPLES) is Plain
    (tmp_path / "_config.yml").touch()
    assert recognise(tmp_path) is not Plain


def test_plain_can_be_named() -> None:
    assert generator_named("plain") is Plain


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("a.md", True),
        ("a/b.markdown", True),
        ("a.HTML", True),
        ("记事 一.htm", True),
        (".a.md", False),
        ("a/_b.md", False),
        ("a.txt", False),
        ("md", False),
        ("a.md.bak", False),
        ("a.md~", False),
    ],
)
def test_names_decide_which_files_are_posts(path: str, is_post: bool) -> None:
    assert Plain(Path()).is_post(path) is is_post


@pytest.mark.parametrize(
    ("directory", "descends"),
    [("a", True), ("a/b c", True), (".git", False), ("a/_drafts", False), ("node_modules", False)],
)
def test_hidden_directories_hold_no_posts(directory: str, descends: bool) -> None:
    assert Plain(Path()).descends(directory) is descends


class TestLinks:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("a.md", "/a.html"),
            ("a/b/c.md", "/a/b/c.html"),
            ("a.b.md", "/a.b.html"),
            ("notes/index.md", "/notes/"),
            ("2026-01-02-trip/index.html", "/2026-01-02-trip/"),
            ("my post.md", "/my%20post.html"),
            ("日本/記事.md", "/%E6%97%A5%E6%9C%AC/%E8%A8%98%E4%BA%8B.html"),
            ("100%.md", "/100%25.html"),
            ("a%20b.md", "/a%2520b.html"),
            ("what?.md", "/what%3F.html"),
            ("c#.md", "/c%23.html"),
            ("a&b=(c)+[d].md", "/a&b=(c)+%5Bd%5D.html"),
            ("{path}.md", "/%7Bpath%7D.html"),
        ],
    )
    def test_an_address_is_the_percent_encoded_path(self, path: str, expected: str) -> None:
        assert link(path) == expected

    @pytest.mark.parametrize(
        ("permalink", "path", "expected"),
        [
            ("/{year}/{month}/{day}/{slug}/", "x/2026-01-02-a-trip.md", "/2026/01/02/a-trip/"),
            ("/{year}/{slug}/", "2026-01-02-a-trip/index.md", "/2026/a-trip/"),
            ("/{slug}.html", "notes/my-trip/index.md", "/my-trip.html"),
            ("/{slug}.html", "my-trip.md", "/my-trip.html"),
            ("/{path}/", "a/b.md", "/a/b/"),
            ("/{path}/", "a/index.md", "/a/"),
            ("/{path}", "a/index.md", "/a/"),
            ("/blog/{path}", "a.md", "/blog/a"),
            ("/é {slug}", "a.md", "/%C3%A9%20a"),
        ],
    )
    def test_an_address_follows_the_configured_pattern(
        self, permalink: str, path: str, expected: str
    ) -> None:
        assert link(path, permalink) == expected

    @pytest.mark.parametrize(
        "permalink",
        ["{path}", "/{title}/{slug}", "/{slug", "/slug}", "/{slug!r}", "/{}{slug}", "/{{slug}}",
         "/blog/", "/{year}/{month}/{day}/"],
    )  # fmt: skip
    def test_a_pattern_that_gives_posts_the_same_address_is_refused(self, permalink: str) -> None:
        with pytest.raises(ValueError, match=r"begin it with /, and write \{path\} or \{slug\}"):
            Plain(Path(), permalink)

    @pytest.mark.parametrize("key", ["permalink", "slug"])
    @pytest.mark.parametrize("given", ["../../x", "a/./b", "/%2e%2e/x", "http://[bad", "https://"])
    def test_an_address_outside_the_site_is_a_fault(self, key: str, given: str) -> None:
        (message,) = messages(f"date: 2026-01-02\n{key}: '{given}'")
        assert "is not a path or URL; write a path such as /about/" in message

    @pytest.mark.parametrize(
        ("permalink", "expected"),
        [
            ("/about/", "https://blog.example/b/about/"),
            ("about", "https://blog.example/b/about"),
            ("//about", "https://blog.example/b/about"),
            ('"/one: two/"', "https://blog.example/b/one:%20two/"),
            ("javascript:alert(1)", "https://blog.example/b/javascript:alert(1)"),
            ("/散步/?a=1#top", "https://blog.example/b/%E6%95%A3%E6%AD%A5/?a=1#top"),
            ("/100%/%41%zz", "https://blog.example/b/100%25/%41%25zz"),
            ("https://other.example/x y", "https://other.example/x%20y"),
            ("HTTP://other.example/", "HTTP://other.example/"),
        ],
    )
    def test_a_permalink_is_a_path_of_the_site_or_a_whole_url(
        self, permalink: str, expected: str
    ) -> None:
        assert post_of(f"permalink: {permalink}").link == expected

    @pytest.mark.parametrize(
        ("permalink", "expected"),
        [(None, "/x/short.html"), ("/{slug}/", "/short/"), ("/{year}/{path}", "/2026/x/short")],
    )
    def test_a_slug_replaces_the_files_name(self, permalink: str | None, expected: str) -> None:
        matter = "slug: short\ndate: 2026-01-02"
        assert link("x/2026-01-02-long.md", permalink, matter) == expected

    def test_the_pattern_is_part_of_the_inputs(self) -> None:
        assert Plain(Path()).inputs == Plain(Path("other")).inputs
        assert Plain(Path()).inputs != Plain(Path(), "/{slug}/").inputs


class TestIds:
    """A subscriber never sees an old post again as new."""

    def test_an_id_does_not_change_with_title_date_and_text(self) -> None:
        first = post_of("title: One\ndate: 2026-01-02", "x.md", body="a")
        other = post_of("title: Two\ndate: 2026-03-04\ntags: [a]", "x.md", body="b")
        assert first.id == other.id == "https://blog.example/b/x.html"

    @pytest.mark.parametrize("key", ["id", "guid", "ID"])
    def test_an_authors_id_is_kept_when_the_post_moves(self, key: str) -> None:
        matter = f"{key}: 'https://old.example/?p=1 %zz'\ndate: 2026-01-02"
        for path in ("a.md", "b/c.md"):
            assert post_of(matter, path).id == "https://old.example/?p=1 %zz"

    def test_an_id_comes_before_a_guid(self) -> None:
        assert post_of("guid: urn:b\nid: urn:a").id == "urn:a"

    @pytest.mark.parametrize("key", ["id", "guid"])
    @pytest.mark.parametrize("value", [r"urn:a\nb", r"a\0", r"a\x85b", r"a\u2028b", r"a\uFFFEb"])
    def test_an_id_with_control_characters_is_a_fault(self, key: str, value: str) -> None:
        (fault,) = outcome(f'---\na: 1\n{key}: "{value}c"\n---\n').faults
        assert (fault.line, fault.fatal) == (3, True)
        assert "contains a line break or control character" in fault.message
        assert fault.message.isprintable()

    def test_an_id_of_digits_stays_as_written(self) -> None:
        assert post_of("id: 007").id == "007"


class TestHeldBack:
    """Nothing unpublished leaks."""

    @pytest.mark.parametrize("value", ["true", "yes", "Yes", "on", "TRUE", "'true'", "' yes '"])
    def test_a_draft_is_left_out(self, value: str) -> None:
        assert outcome(f"---\ndraft: {value}\n---\n").left_out == "draft"

    @pytest.mark.parametrize("value", ["false", "no", "Off", "'false'", "", "~", "''"])
    def test_posts_that_are_not_drafts_are_published(self, value: str) -> None:
        assert outcome(f"---\ndraft: {value}\n---\n").reading

    @pytest.mark.parametrize("value", ["1", "perhaps", "[true]", "{a: b}", "2026-01-02"])
    def test_an_unclear_draft_is_a_fault(self, value: str) -> None:
        assert outcome(f"---\ndraft: {value}\n---\n").left_out == "fault"

    @pytest.mark.parametrize("key", ["published", "publish", "Publish"])
    @pytest.mark.parametrize("value", ["false", "no", "'false'", "Off"])
    def test_an_unpublished_post_is_left_out(self, key: str, value: str) -> None:
        assert outcome(f"---\n{key}: {value}\n---\n").left_out == "unpublished"

    @pytest.mark.parametrize("value", ["true", "", "2026-01-01", "web", "[web]", "{web: no}"])
    def test_publish_may_hold_what_other_programs_put_there(self, value: str) -> None:
        assert post_of(f"publish: {value}")

    def test_published_may_be_a_date(self) -> None:
        assert post_of("published: 2025-05-05").published.year == 2025
        assert post_of("published: 2025-05-05\ndate: 2024-04-04").published.year == 2024
        assert post_of("published: true").published.year == 2026

    def test_a_post_is_due_at_its_date(self) -> None:
        post = post_of("date: 2099-01-01")
        assert post.due == post.published

    @pytest.mark.parametrize(
        "text",
        ["\n---\ndraft: true\n---\n", "--- # x\ndraft: true\n---\n", "\n+++\ndraft = true\n+++\n",
         "  ---\ndraft: true\n---\n", "--- yaml\ndraft: true\n---\n"],
    )  # fmt: skip
    def test_front_matter_that_would_be_published_as_text_is_a_fault(self, text: str) -> None:
        assert outcome(text).left_out == "fault"

    @pytest.mark.parametrize("text", ["-----\nText", "----\n", "Text\n\n---\n", "++++\n"])
    def test_a_horizontal_rule_is_not_front_matter(self, text: str) -> None:
        assert outcome(text).reading
