"""Posts written for other tools: their keys, their front matter and their marks."""

from __future__ import annotations

import pytest

from feeds.markup.commonmark import commonmark
from tests.support.plain import messages, outcome, post_of

MOMENT = "2026-02-03T10:00:00+00:00"


class TestDates:
    @pytest.mark.parametrize(
        "matter",
        [
            f"pubDate: {MOMENT}",
            "pubDate: 'Tue, 03 Feb 2026 10:00:00 GMT'",
            f"publishDate: {MOMENT}",
            f"date_published: {MOMENT}",
            f"created: {MOMENT}",
            f"PUBDATE: '{MOMENT}'",
            f"date: {{created: {MOMENT}, updated: 2026-02-04}}",
            f"date:\n  Published: {MOMENT}\n  created: 2020-01-01",
            f"date: {MOMENT}\npubDate: 2020-01-01",
            f"published: {MOMENT}\npublishDate: 2020-01-01",
            f"publishDate: {MOMENT}\npubDate: 2020-01-01\ncreated: 2019-01-01",
            f"published: true\npubDate: {MOMENT}",
            f"date:\npubDate: {MOMENT}",
        ],
    )
    def test_each_tools_key_dates_a_post(self, matter: str) -> None:
        assert post_of(matter, "a.md").published.isoformat() == MOMENT

    def test_the_date_in_a_files_name_comes_before_other_tools_keys(self) -> None:
        """It is the date that the post had before these keys were read, and part of its id."""
        post = post_of("pubDate: 2026-05-05", "2026-01-02-a.md", "/{year}/{month}/{slug}/")
        assert post.id.endswith("/2026/01/a/")

    @pytest.mark.parametrize(
        "matter",
        [
            f"updated: {MOMENT}",
            f"lastmod: {MOMENT}",
            f"modified: {MOMENT}",
            f"updatedDate: {MOMENT}",
            f"last_modified_at: {MOMENT}",
            f"date: {{updated: {MOMENT}}}",
            f"date: {{created: 2026-01-02, modified: {MOMENT}}}",
            f"updated: {MOMENT}\nlastmod: 2027-01-01",
            f"lastmod: {MOMENT}\nmodified: 2027-01-01",
        ],
    )
    def test_each_tools_key_says_when_a_post_was_updated(self, matter: str) -> None:
        assert post_of(matter).updated.isoformat() == MOMENT

    @pytest.mark.parametrize(
        ("matter", "message"),
        [
            ("pubDate: soon", "pubdate 'soon' is not a date; write 2026-11-23"),
            (
                "x: y\npublishDate: [a]",
                "publishdate must be a string, not a list; put it in quotes",
            ),
            ("date: {created: soon}", "date.created 'soon' is not a date"),
            (
                "date: {on: 2026-01-02}",
                "date must be a string, not a mapping; put it in quotes",
            ),
        ],
    )
    def test_a_date_that_cannot_be_read_is_a_fault_with_its_line(
        self, matter: str, message: str
    ) -> None:
        (fault,) = outcome(f"---\n{matter}\n---\n", "a.md").faults
        assert fault.message.startswith(message)
        assert (fault.line, fault.fatal) == (2 + matter.count("\n"), True)

    @pytest.mark.parametrize("value", ["soon", "[a]"])
    def test_a_post_whose_lastmod_cannot_be_read_is_published(self, value: str) -> None:
        post = post_of(f"lastmod: {value}")
        assert post.updated == post.published
        (message,) = messages(f"lastmod: {value}")
        assert message.startswith("lastmod ")


class TestFrontMatter:
    @pytest.mark.parametrize(
        "text",
        [
            '+++\ntitle = "A"\ndate = 2026-02-03T10:00:00Z\ntags = ["t", 5]\n+++\nText.\n',
            '+++ \ntitle = "A"\ndate = "2026-02-03T10:00:00Z"\ntags = ["t", "5"]\n+++\nText.\n',
            '{\n  "title": "A",\n  "date": "2026-02-03 10:00Z",\n  "tags": ["t", 5]\n}\nText.\n',
            '{"title": "A", "date": "2026-02-03 10:00Z", "tags": ["t", 5]}\nText.\n',
        ],
    )
    def test_toml_and_json_say_what_yaml_says(self, text: str) -> None:
        reading = outcome(text, "a.md").reading
        assert reading
        post = reading.post
        assert (post.title, post.published.isoformat()) == ("A", MOMENT)
        assert [term.name for term in post.tags] == ["t", "5"]
        assert reading.body == "Text.\n"

    @pytest.mark.parametrize(
        "text",
        [
            "+++\ndraft = true\n+++\n",
            '{"draft": true}\n',
            '{"draft": "true"}',
            "+++\ndraft=true\n+++",
        ],
    )
    def test_drafts_are_drafts_in_every_format(self, text: str) -> None:
        assert outcome(text).left_out == "draft"

    def test_a_local_date_of_toml_is_in_the_sites_zone(self) -> None:
        reading = outcome("+++\ndate = 2026-02-03\n+++\n", "a.md").reading
        assert reading
        assert reading.post.published.isoformat() == "2026-02-03T00:00:00+01:00"

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("+++\ntitle = \n+++\n", (2, "the TOML is not valid")),
            ("+++\ntitle = 'a'\n", (1, "front matter is not closed; end it with the line +++")),
            ('{"title": \n', (2, "the JSON is not valid")),
            ('+++\ntitle = "a"\ndate = "soon"\n+++\n', (3, "date 'soon' is not a date")),
            ('{\n  "title": "a",\n  "date": "soon"\n}\n', (3, "date 'soon' is not a date")),
        ],
    )
    def test_what_is_broken_is_a_fault_with_its_line(
        self, text: str, fault: tuple[int, str]
    ) -> None:
        (found,) = outcome(text).faults
        assert found.line == fault[0]
        assert found.message.startswith(fault[1])

    @pytest.mark.parametrize(
        "text", ["{a} note", '{"a"} note', "{: .lead}\nText", "{{ title }}", "{}", "{% x %}"]
    )
    def test_a_text_may_begin_with_a_brace(self, text: str) -> None:
        reading = outcome(text).reading
        assert reading
        assert reading.body == text


class TestSummaries:
    @pytest.mark.parametrize(
        "mark",
        ["<!-- more -->", "<!--more-->", "<!-- truncate -->", "<!--TRUNCATE-->", "{/* truncate */}",
         "{/* more */}"],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["2026-01-02-a.md", "2026-01-02-a.mdx"])
    def test_each_tools_mark_ends_the_summary(self, mark: str, path: str) -> None:
        reading = outcome(f"First.\n\n{mark}\n\nRest.\n", path).reading
        assert reading
        assert reading.excerpt == "First.\n\n"
        assert "{" not in reading.body

    @pytest.mark.parametrize("code", ["`<!-- more -->`", "```\n<!-- more -->\n```"])
    def test_a_mark_in_code_is_text(self, code: str) -> None:
        reading = outcome(f"Write\n\n{code}\n.\n\n<!-- more -->\n\nRest.\n").reading
        assert reading
        assert reading.excerpt == f"Write\n\n{code}\n.\n\n"

    @pytest.mark.parametrize("mark", ["<!-- more -->", "{/* truncate */}"])
    def test_links_of_the_summary_have_their_targets(self, mark: str) -> None:
        text = f"[One][a], [b].\n\n{mark}\n\nRest.\n\n[a]: /a\n  [b]: /b 'B'\n[^c]: [d]: e\n"
        assert excerpt(text) == ('<p><a href="/a">One</a>, <a href="/b" title="B">b</a>.</p>\n')

    @pytest.mark.parametrize("mark", ["<!-- more -->", "{/* truncate */}"])
    def test_a_summary_has_no_footnotes(self, mark: str) -> None:
        text = f"One[^a], two[^b] and `[^a]`, [^c].\n\n[^b]: Note.\n\n{mark}\n\n[^a]: Note.\n"
        assert excerpt(text) == "<p>One, two and <code>[^a]</code>, [^c].</p>\n"


def excerpt(text: str) -> str:
    reading = outcome(text).reading
    assert reading
    return commonmark(reading.excerpt)
