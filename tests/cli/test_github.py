"""Faults as annotations of GitHub Actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.cli.github import annotated, error_annotation
from feeds.errors import Fault


def lines(*faults: Fault, **environment: str) -> list[str]:
    return list(annotated(faults, environment))


def test_a_fault_is_a_workflow_command() -> None:
    fault = Fault("posts/a.md", 3, "the date is odd; correct it", rule="unlikely-date")
    assert lines(fault) == [
        "::warning file=posts/a.md,line=3,title=unlikely-date::the date is odd; correct it"
    ]


def test_signs_that_have_a_meaning_in_commands_are_escaped() -> None:
    """In properties also the colon and the comma."""
    assert lines(Fault("100%,a:b.md", 0, "50 %: a, b\r\n::stop", False)) == [
        "::error file=100%25%2Ca%3Ab.md,title=incomplete::50 %25: a, b\\r\\n::stop"
    ]


def test_a_fault_without_a_file_or_a_line_names_none() -> None:
    assert lines(Fault("", 0, "large", rule="large-feed")) == ["::warning title=large-feed::large"]
    assert lines(Fault("a.md", 0, "bad")) == ["::error file=a.md,title=left-out::bad"]


def test_a_problem_of_several_posts_is_one_annotation() -> None:
    faults = [Fault(f"{name}.md", 1, "bad; fix it") for name in "aabcd"]
    assert lines(*faults) == [
        "::error file=a.md,line=1,title=left-out::bad; fix it (also in b.md and 2 more posts)"
    ]
    assert lines(*faults[:3])[0].endswith("::bad; fix it (also in b.md)")


def test_errors_come_first_and_what_github_does_not_show_is_counted() -> None:
    notes = [Fault(f"{at}.md", 1, f"note {at}", rule="no-title") for at in range(11)]
    errors = [Fault(f"{at}.md", 1, f"bad {at}") for at in range(12)]
    found = lines(*notes, *errors)
    assert [line.partition(" ")[0] for line in found] == [
        *["::error"] * 10,
        *["error:"] * 2,
        *["::notice"] * 10,
        "notice:",
        "GitHub",
    ]
    assert found[10] == "error: 10.md:1: bad 10 [left-out]"
    assert found[-1] == (
        "GitHub shows 10 annotations of a kind; only this log has the rest: 2 errors, 1 notice."
    )


def test_a_path_outside_the_workspace_stays(tmp_path: Path) -> None:
    fault = Fault("../other/a.md", 1, "bad")
    assert lines(fault, GITHUB_WORKSPACE=str(tmp_path)) == [
        "::error file=../other/a.md,line=1,title=left-out::bad"
    ]


def test_several_faults_of_one_file_are_not_other_posts() -> None:
    faults = [Fault("a.md", line, "bad") for line in (1, 2)]
    assert lines(*faults) == ["::error file=a.md,line=1,title=left-out::bad"]


@pytest.mark.parametrize("name", ["--source", "settings"])
def test_an_option_is_not_a_file(name: str) -> None:
    """Nor are the settings of a site without a configuration file."""
    assert lines(Fault(name, 0, "not known")) == [f"::error title=left-out::{name}: not known"]


def test_faults_of_the_configuration_have_another_title() -> None:
    found = [*annotated([Fault("feeds.yaml", at, f"bad {at}") for at in range(1, 12)], {}, "feeds")]
    assert found[0] == "::error file=feeds.yaml,line=1,title=feeds::bad 1"
    assert found[10] == "error: feeds.yaml:11: bad 11 [feeds]"


def test_an_error_of_several_lines_is_one_annotation() -> None:
    message = "nothing was written: 5 of 5 posts are missing\n100 % of them"
    assert error_annotation(message) == (
        "::error title=feeds::nothing was written: 5 of 5 posts are missing%0A100 %25 of them"
    )
