"""``ignore`` takes the patterns of a ``.gitignore``; git itself is asked what they match."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from feeds.config import Config, IgnoreRules
from feeds.errors import ConfigError

PATHS = ["README.md", "a/README.md", "drafts/x.md", "drafts/deep/y.md", "drafts/keep.md",
         "a/drafts/z.md", "notes.txt.md", "#a.md", "日本/記事.md", "b c.md"]  # fmt: skip


@pytest.mark.parametrize(
    "patterns",
    [
        ["README.md"],
        ["/README.md"],
        ["readme.md"],
        ["drafts"],
        ["drafts/"],
        ["drafts/**"],
        ["drafts/**", "!drafts/keep.md"],
        ["drafts/", "!drafts/keep.md"],
        ["drafts/*", "!drafts/keep.md"],
        ["**/drafts/"],
        ["drafts/deep"],
        ["*.md", "!a/*.md"],
        ["**"],
        ["/*", "!/a/"],
        ["*.txt.*"],
        ["[Rn]*.md"],
        ["[!R]*.md"],
        ["\\#a.md"],
        ["日本"],
        ["b c.md"],
        ["nothing"],
        [],
    ],
    ids=" ".join,
)
def test_patterns_match_what_git_ignores(tmp_path: Path, patterns: list[str]) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "core.quotePath=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    (tmp_path / ".gitignore").write_text("\n".join(patterns), encoding="utf-8")
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    answer = subprocess.run(
        [*git, "check-ignore", *PATHS], check=False, capture_output=True, encoding="utf-8"
    )
    rules = IgnoreRules(Config.of({"ignore": patterns}).ignore)
    assert [path for path in PATHS if rules.ignores(path)] == answer.stdout.splitlines()


def test_one_pattern_needs_no_list() -> None:
    assert Config.of({"ignore": "README.md"}).ignore == ("README.md",)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_text_of_several_lines_is_read_as_a_gitignore(end: str) -> None:
    text = f"# notes\nREADME.md\n\ndrafts/{end}"
    assert Config.of({"ignore": text}).ignore == ("README.md", "drafts/")
    assert Config.of({"ignore": f"README.md{end}"}).ignore == ("README.md",)


@pytest.mark.parametrize("pattern", ["!", "/", "\\", "[z-a].md", "[", "", "[[:alpha:]].md", "# x"])
def test_a_pattern_that_matches_nothing_is_a_fault(pattern: str) -> None:
    with pytest.raises(ConfigError, match=r"ignore: .*; .*write"):
        Config.of({"ignore": ["a.md", pattern]})
