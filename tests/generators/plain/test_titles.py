"""The title of a post is the author's, its first heading, or its file's name."""

from __future__ import annotations

import pytest

from tests.support.plain import messages, outcome, post_of


class TestTitles:
    @pytest.mark.parametrize(
        ("matter", "title"),
        [
            ("title: 1.50", "1.50"),
            ("title: 2026-01-02", "2026-01-02"),
            ("title: No", "No"),
            ("title: 12:30:45", "12:30:45"),
            ("title: '  a   b '", "a b"),
            ('title: "a\\nb"', "a b"),
            ("title: |\n  a\n  b", "a b"),
            ("TITLE: a", "a"),
            ("title: <b> & </b>", "<b> & </b>"),
            ("title: one\ntitle: two", "two"),
        ],
    )
    def test_a_title_is_plain_text_as_written(self, matter: str, title: str) -> None:
        assert post_of(matter).title == title

    @pytest.mark.parametrize("matter", ["title:", "title: ''", "title: ' '", "title: ~"])
    def test_a_post_may_have_no_title(self, matter: str) -> None:
        assert post_of(matter, body="# Not this").title == ""
        assert messages(matter) == []

    @pytest.mark.parametrize("path", ["2026-01-02.md", "2026/01/02.md", "2026-01-02/index.md"])
    def test_a_note_named_by_its_date_has_no_title(self, path: str) -> None:
        found = outcome("Just a thought.", path)
        assert found.reading
        assert (found.reading.post.title, found.faults) == ("", ())

    @pytest.mark.parametrize(
        ("body", "title", "rest"),
        [
            ("# One\nText", "One", "Text"),
            ("\n\n   #  One  two  ##  \nText", "One two", "Text"),
            ("# C#", "C#", ""),
            ("# C# #\n", "C#", ""),
            ("    # code\n", "A post", "    # code\n"),
            ("#hashtag\n", "A post", "#hashtag\n"),
            ("## Second\n", "A post", "## Second\n"),
            ("#\nText", "A post", "#\nText"),
            ("Text\n# One\n", "A post", "Text\n# One\n"),
            ("One\n===\nText", "One", "Text"),
            ("One\ntwo\n =\n\nText", "One two", "\nText"),
            ("One\n---\nText", "A post", "One\n---\nText"),
            ("> # One\n", "A post", "> # One\n"),
            ("```\n# One\n```\n", "A post", "```\n# One\n```\n"),
            ("<!-- lint\n\noff -->\n\n# One\nText", "One", "<!-- lint\n\noff -->\n\nText"),
            ("<p>Logo</p>\n\n# One\n", "A post", "<p>Logo</p>\n\n# One\n"),
        ],
    )
    def test_the_first_heading_becomes_the_title_and_is_not_shown_twice(
        self, body: str, title: str, rest: str
    ) -> None:
        reading = outcome(body).reading
        assert reading
        assert (reading.post.title, reading.body) == (title, rest)

    @pytest.mark.parametrize(
        ("heading", "title"),
        [
            ("`a < b` *is* __not__ ~~b~~", "a < b is not b"),
            ("[Link](https://x.example 'Tip') and <https://y.example>",
             "Link and https://y.example"),
            ("[Full][ref], [ref][], [ref] and [none]", "Full, ref, ref and [none]"),
            ("![Logo](x.png) of ![*two* `words`][ref]", "Logo of two words"),
            ("R&amp;D &copy; &#x41; AT&T", "R&D © A AT&T"),
            ("<b>Bold</b> <img alt='Raw' src=x> a<br>b <path>", "Bold Raw a b"),
            ("\\*not emphasis\\* a\\_b", "*not emphasis* a_b"),
            ("Noted[^1]", "Noted"),
            ("Own id {#own}", "Own id"),
            ("2 * 3 * 4", "2 * 3 * 4"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("form", ["# {}\n", "{}\n======\n"])
    def test_a_heading_is_a_title_as_plain_text(self, heading: str, title: str, form: str) -> None:
        definitions = "\n[ref]: https://x.example\n[^1]: A note.\n"
        reading = outcome(form.format(heading) + definitions).reading
        assert reading
        assert (reading.post.title, reading.body) == (title, definitions)

    def test_a_heading_in_html_does_not_become_the_title(self) -> None:
        reading = outcome("# One", "2026-01-02-a-post.html").reading
        assert reading
        assert (reading.post.title, reading.body) == ("A post", "# One")

    def test_a_heading_below_a_title_stays_in_the_text(self) -> None:
        reading = outcome("---\ntitle: One\n---\n# Two\n").reading
        assert reading
        assert (reading.post.title, reading.body) == ("One", "# Two\n")

    @pytest.mark.parametrize(
        ("path", "title"),
        [
            ("2026-01-02-my-NASA-trip.md", "My NASA trip"),
            ("2026-01-02_one_two.md", "One two"),
            ("2026-01-02 Straight on.md", "Straight on"),
            ("notes/1984.md", "1984"),
            ("2026/01/02/top-10.md", "Top 10"),
            ("2026-01-02-my-trip/index.md", "My trip"),
            ("2026-01-02-散步.md", "散步"),
            ("2026-01-02-c++.md", "C++"),
        ],
    )
    def test_without_a_title_and_a_heading_the_title_is_the_files_name(
        self, path: str, title: str
    ) -> None:
        assert post_of("date: 2026-01-02", path).title == title
