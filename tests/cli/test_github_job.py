"""What a build tells the job of GitHub Actions that runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.cli.github_job import tell_job
from feeds.errors import Fault
from feeds.pipeline.report import Report


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

| Posts | Feeds | Documents | Written | Removed | Problems |
| ---: | ---: | ---: | ---: | ---: | ---: |
| 4 | 2 | 6 | 1 | 0 | 0 |

**Problems**
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
