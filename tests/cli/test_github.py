"""What GitHub Actions shows of a command: annotations, and the summary of a job."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.cli.github import annotated, error_annotation, tell_job
from feeds.errors import Fault
from feeds.pipeline.report import Report


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
        "GitHub shows 10 annotations of a kind. Only this log has the others: 2 errors, 1 notice."
    )


def test_a_path_outside_the_workspace_stays(tmp_path: Path) -> None:
    fault = Fault("../other/a.md", 1, "bad")
    assert lines(fault, GITHUB_WORKSPACE=str(tmp_path)) == [
        "::error file=../other/a.md,line=1,title=left-out::bad"
    ]


def test_several_faults_of_one_file_are_not_other_posts() -> None:
    faults = [Fault("a.md", line, "bad") for line in (1, 2)]
    assert lines(*faults) == ["::error file=a.md,line=1,title=left-out::bad"]


@pytest.mark.parametrize("name", ["--source", "configuration"])
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


def _report(*changed: str, faults: tuple[Fault, ...] = ()) -> Report:
    return Report(
        posts=4,
        files=5,
        unchanged=3,
        left_out={},
        templates=0,
        faults=faults,
        remarks=(),
        feeds=2,
        formats=3,
        documents=6,
        written=len(changed),
        removed=0,
        changed=changed,
        withdrawn=(),
        repaired=0,
        next_change=None,
        seconds=0.1,
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """The variables of a runner that name the files of a step."""
    return {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}


def _outputs(files: dict[str, str]) -> dict[str, str]:
    text = Path(files["GITHUB_OUTPUT"]).read_bytes().decode()
    lines = text.removesuffix("\n").split("\n")  # as the runner does
    return dict(line.split("=", 1) for line in lines)


def _summary(files: dict[str, str]) -> str:
    return Path(files["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")


def test_outputs_have_the_numbers_and_the_changed_documents(files: dict[str, str]) -> None:
    tell_job(_report("/feed.xml", "/交通.xml", faults=(Fault("a.md", 3, "no date"),)), [], files)
    assert _outputs(files) == {
        "posts": "4",
        "feeds": "2",
        "documents": "6",
        "written": "2",
        "removed": "0",
        "faults": "1",
        "changed": '["/feed.xml", "/交通.xml"]',
    }


def test_a_path_cannot_start_another_output(files: dict[str, str]) -> None:
    path = "/a\nfaults=0\r\nb\u2028.xml"
    tell_job(_report(path), [], files)
    assert json.loads(_outputs(files)["changed"]) == [path]
    assert len(_outputs(files)) == 7


@pytest.mark.parametrize(
    ("path", "most"), [("/feed-{}.xml", 1_000), ("/" + "新" * 200 + "{}", 200)]
)
def test_changed_fits_into_a_variable_of_the_environment(
    files: dict[str, str], path: str, most: int
) -> None:
    paths = [path.format(number) for number in range(5_000)]
    tell_job(_report(*paths), [], files)
    changed = _outputs(files)["changed"]
    assert len(changed.encode()) <= 100_000
    assert json.loads(changed) == paths[: len(json.loads(changed))]
    assert 100 < len(json.loads(changed)) <= most
    assert _outputs(files)["written"] == "5000"


def test_the_summary_is_a_table_and_two_lists(files: dict[str, str]) -> None:
    tell_job(_report("/feed.xml"), ["a.md:3: no date"], files)
    assert (
        _summary(files)
        == """\
### Feeds

| Posts | Feeds | Feed files | Written | Removed | Faults |
| ---: | ---: | ---: | ---: | ---: | ---: |
| 4 | 2 | 6 | 1 | 0 | 0 |

**Faults**
<pre>
a.md:3: no date
</pre>

**Changed**
<pre>
/feed.xml
</pre>
"""
    )


def test_the_summary_shows_markup_as_text(files: dict[str, str]) -> None:
    tell_job(_report(), ["a.md: </pre><img src=x> is *bad* & `worse`"], files)
    assert "a.md: &lt;/pre&gt;&lt;img src=x&gt; is *bad* &amp; `worse`\n" in _summary(files)


def test_the_summary_shows_the_first_of_many(files: dict[str, str]) -> None:
    tell_job(_report(*(f"/{number:04}.xml" for number in range(5_000))), [], files)
    assert "/0019.xml\nand 4980 more\n</pre>" in _summary(files)
    assert len(_summary(files)) < 1_000


def test_other_steps_keep_what_they_wrote(files: dict[str, str]) -> None:
    Path(files["GITHUB_STEP_SUMMARY"]).write_text("before\n")
    tell_job(_report(), [], files)
    assert _summary(files).startswith("before\n### Feeds\n")


def test_outside_of_a_job_nothing_is_written(tmp_path: Path) -> None:
    tell_job(_report("/feed.xml"), [], {})
    assert not [*tmp_path.iterdir()]
