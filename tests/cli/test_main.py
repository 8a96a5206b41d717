"""The commands: what they say, what they end with, and that they never end in a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.config import load
from tests.support import ROOT
from tests.support.tree import Tree

COMMANDS = ["init", "build", "serve", "check", "list"]


def run(*arguments: object) -> Result:
    """Run a command in this process; an exception that is no exit fails the test."""
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def execute(
    directory: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, its output in pipes."""
    path = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "feeds", *arguments],
        cwd=directory,
        env=os.environ | path | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def listing(directory: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in sorted(directory.rglob("*"))}


@pytest.fixture
def here(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A site of two good posts, and its directory the working directory."""
    tree.post("a.md", title="A", tags=["技术"])
    tree.post("b.md", title="B", date="2026-01-03")
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


@pytest.fixture
def faulty(here: Tree) -> Tree:
    """The same with two faults, of which one costs a post."""
    here.write("bad.md", "---\ntitle: x\ndate:  +0800\n---\n")
    here.write("odd.md", "---\ndate: 2026-01-04\nlang: en_GB\ntitle: Odd\n---\n")
    return here


NAMED = ["posts/bad.md:3: date '+0800' is not a date", "posts/odd.md:3: lang 'en_GB' is no"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(command: str, option: str) -> None:
    result = run(command, option)
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_the_command_alone_lists_the_commands() -> None:
    assert all(f"\n  {command} " in run("--help").output for command in COMMANDS)
    assert run("--version").output.startswith("feeds, version ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["build"], 0),
        (["build", "--strict"], 1),
        (["build", "--json"], 0),
        (["build", "--json", "--strict"], 1),
        (["check"], 1),
        (["list"], 0),
    ],
)
@pytest.mark.usefixtures("faulty")
def test_faults_in_posts_decide_the_exit_code(arguments: list[str], code: int) -> None:
    assert run(*arguments).exit_code == code


@pytest.mark.parametrize("arguments", [["build", "--strict"], ["check"], ["list"]])
@pytest.mark.usefixtures("here")
def test_without_faults_every_command_exits_with_0(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build", "--no-such-option"],
        ["build", "--config"],
        ["build", "--config", "missing.yaml"],
        ["build", "--config", "posts"],
        ["build", "--url", "example.com"],
        ["build", "--timezone", "Mars/Olympus"],
        ["build", "--source", "missing"],
        ["check", "--source", "config.yaml"],
        ["list", "surplus"],
        ["serve", "--port", "70000"],
        ["init", "missing"],
    ],
)
@pytest.mark.usefixtures("here")
def test_wrong_use_exits_with_2_in_words(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["build", "check", "list", "serve"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("site: [", "config.yaml:1: the YAML is not valid"),
        ("site:\n  titel: x\n", "config.yaml:2: unknown key site.titel; did you mean title?"),
        ("posts: nowhere\n", "posts: the folder 'nowhere' does not exist"),
        (
            "posts: posts\ngenerator: plane\n",
            "generator: 'plane' is not known; did you mean plain?",
        ),
        (
            "posts: posts\ngenerator: plain\n",
            "set it in the configuration, or pass --url https://example.com",
        ),
        (
            "feeds:\n  paths:\n    tag: /{slug}\n",
            "config.yaml:2: feeds.paths: tag: the formats atom, rss, json would share",
        ),
        ("posts: x\nignore: ['!']\n", "config.yaml:2: ignore: '!' is not a gitignore pattern"),
        ("[]", "config.yaml: contains no known key, so it was ignored. Run `feeds init`"),
        (
            "feeds: {entries: 0}\nsite: {url: x}\n",
            "config.yaml:2: site.url: 'x' is not an http",
        ),
    ],
)
def test_a_broken_configuration_is_told_with_its_line(
    here: Tree, command: str, text: str, words: str
) -> None:
    (here.root / "config.yaml").write_text(text)
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_without_configuration_and_site_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 2
    words = (
        "No configuration file found. Run `feeds init`, or pass `--source DIR`. "
        "For a folder of posts, pass `--url URL --timezone ZONE`.\n"
    )
    assert result.stderr == words


@pytest.mark.usefixtures("faulty")
def test_check_names_every_fault_at_a_path_that_opens_from_here() -> None:
    *lines, summary = run("check").stdout.splitlines()
    assert summary == "3 posts, 1 left out (1 with faults): 2 errors."
    for line, expected in zip(lines, NAMED, strict=True):
        assert line.startswith(expected)
        assert Path(line.partition(":")[0]).exists()


@pytest.mark.usefixtures("faulty")
def test_build_names_every_fault_on_the_error_stream() -> None:
    result = run("build")
    assert [line for line in result.stderr.splitlines() if line.startswith(tuple(NAMED))] == (
        result.stderr.splitlines()
    )
    assert len(result.stderr.splitlines()) == 2
    first, second = result.stdout.splitlines()
    assert (
        first
        == "3 posts published: 4 files read, 0 unchanged, 1 left out (1 with faults); 2 faults."
    )
    words = "2 feeds in 3 formats: 6 feed files, 6 written, 0 unchanged, 0 removed; 4 pages, 4 "
    assert second.startswith(words)


def test_paths_are_told_from_where_the_reader_stands(
    faulty: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(faulty.posts)
    assert run("check", "--config", "../config.yaml").stdout.startswith("bad.md:3: ")
    monkeypatch.chdir(faulty.output.parent.parent)
    assert run("check", "--config", "site/config.yaml").stdout.startswith("site/posts/bad.md:3: ")


@pytest.mark.usefixtures("faulty")
def test_json_is_one_object_with_the_whole_report() -> None:
    result = run("build", "--json")
    report = json.loads(result.stdout)
    assert result.stderr == ""
    assert report.pop("seconds") >= 0
    assert [(f["path"], f["line"]) for f in report["faults"]] == [("bad.md", 3), ("odd.md", 3)]
    assert all(f["message"] for f in report.pop("faults"))
    changed = report.pop("changed")
    assert {"/feed.atom", "/feeds/index.html", "/feeds.opml"} <= {*changed}
    assert report == {
        "posts": 3,
        "unchanged": 0,
        "skipped": 1,
        "left_out": {"fault": 1},
        "templates": 0,
        "remarks": [],
        "feeds": 2,
        "formats": 3,
        "documents": 6,
        "written": 6,
        "removed": 0,
        "pages": 4,
        "pages_written": 4,
        "withdrawn": [],
        "dry_run": False,
    }
    again = json.loads(run("build", "--json").stdout)
    assert (again["unchanged"], again["written"], len(again["faults"])) == (4, 0, 2)


@pytest.mark.usefixtures("faulty")
def test_check_reports_as_json_what_build_does() -> None:
    built, checked = (json.loads(run(command, "--json").stdout) for command in ("build", "check"))
    keys = ("posts", "left_out", "faults", "remarks")
    assert {key: checked[key] for key in keys} == {key: built[key] for key in keys}
    assert (checked["errors"], checked["warnings"], checked["notes"]) == (2, 0, 0)
    assert run("check", "--json").exit_code == 1


@pytest.fixture
def alike(here: Tree) -> Tree:
    """A site on which five posts have the same problem, and one has another."""
    for name in "abcde":
        here.post(f"{name}.md", lang="en_GB", title=name)
    here.post("other.md", date="someday")
    return here


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.usefixtures("alike")
def test_a_problem_of_several_posts_is_one_line_with_their_number(command: str) -> None:
    result = run(command)
    several, other = [line for line in result.output.splitlines() if "posts/" in line]
    assert several.startswith("5 posts: lang ")
    assert several.endswith(
        "(posts/a.md, posts/b.md, posts/c.md and 2 more; `feeds check --verbose` lists all) "
        "[incomplete]"
    )
    assert other.startswith("posts/other.md:2: ")


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.usefixtures("alike")
def test_verbose_and_json_list_every_post_that_has_the_problem(command: str) -> None:
    lines = [line for line in run(command, "--verbose").output.splitlines() if "posts/" in line]
    places = [line.partition(": ")[0] for line in lines]
    assert places == [*(f"posts/{name}.md:3" for name in "abcde"), "posts/other.md:2"]
    assert len(json.loads(run(command, "--json").stdout)["faults"]) == 6


@pytest.mark.parametrize("command", ["check", "list"])
@pytest.mark.parametrize("built", [False, True])
def test_check_and_list_write_nothing_at_all(faulty: Tree, command: str, built: bool) -> None:
    if built:
        run("build")
    faulty.post("new.md")
    before = listing(faulty.root)
    run(command)
    assert listing(faulty.root) == before


@pytest.mark.usefixtures("here")
def test_check_says_when_there_is_no_problem() -> None:
    assert run("check").stdout == "2 posts: no faults.\n"


@pytest.mark.usefixtures("here")
def test_a_build_with_nothing_to_do_still_counts_every_feed() -> None:
    run("build")
    words = "2 feeds in 3 formats: 6 feed files, 0 written, 6 unchanged, 0 removed; 4 pages, 0 "
    assert run("build").stdout.splitlines()[1].startswith(words)


def test_a_build_of_a_new_tag_counts_every_feed(here: Tree) -> None:
    run("build")
    here.post("c.md", tags=["new", "技术"])
    words = "3 feeds in 3 formats: 9 feed files, 9 written, 0 unchanged, 0 removed; 5 pages, 5 "
    assert run("build").stdout.splitlines()[1].startswith(words)
    here.post("c.md", "Other words.", tags=["new"])
    again = json.loads(run("build", "--json").stdout)
    assert (again["feeds"], again["formats"], again["documents"]) == (3, 3, 9)


@pytest.mark.parametrize(
    ("feeds", "words"),
    [
        ({"formats": ["atom"]}, "2 feeds in 1 format: 2 feed files, 2 written"),
        ({"kinds": ["site"], "formats": ["rss"]}, "1 feed in 1 format: 1 feed file, 1 written"),
        ({"retired": ["/feed.json"]}, "2 feeds in up to 3 formats: 5 feed files, 5 written"),
        ({"retired": ["/tags/*"]}, "1 feed in 3 formats: 3 feed files, 3 written"),
    ],
)
def test_formats_are_counted_as_configured(
    here: Tree, feeds: dict[str, object], words: str
) -> None:
    here.feeds.update(feeds)
    here.configure()
    assert run("build").stdout.splitlines()[1].startswith(words)
    again = words.rpartition(", ")[0] + ", 0 written"
    assert run("build").stdout.splitlines()[1].startswith(again)


def test_without_a_configuration_a_source_and_a_url_suffice(
    here: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    options = ("--source", here.posts, "--url", "https://example.org", "--timezone", "UTC")
    result = run("build", *options, "--output", "out", "--state", "kept")
    assert (result.exit_code, result.stderr) == (0, "")
    assert b"https://example.org/a.html" in (elsewhere / "out/feed.atom").read_bytes()
    assert sorted(file.name for file in elsewhere.iterdir()) == ["kept", "out"]


def test_a_plain_folder_needs_its_address_and_zone_alone(
    here: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.posts)
    result = run("build", "--url", "https://example.org", "--timezone", "UTC")
    assert (result.exit_code, result.stderr) == (0, "")
    assert b"https://example.org/a.html" in (here.posts / "public/feed.atom").read_bytes()


def test_options_win_over_the_configuration(here: Tree) -> None:
    run("build", "--url", "https://example.org/x", "--output", "out")
    assert b"https://example.org/x/a.html" in (here.root / "out/feed.atom").read_bytes()
    assert not here.output.exists()


def test_init_writes_a_configuration_that_builds_once_it_has_a_url(
    here: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run("init", here.posts)
    assert result.exit_code == 0
    monkeypatch.chdir(here.posts)
    assert load(Path("feeds.yaml")).generator == "plain"
    assert run("build").exit_code == 2
    assert "pass --url" in run("build").stderr
    built = run("build", "--url", "https://example.com", "--timezone", "UTC")
    assert built.exit_code == 0
    assert built.stdout.startswith("2 posts published")


@pytest.mark.parametrize("name", ["hugo.toml", "config.toml"])
def test_init_begins_where_a_generator_shows_every_entry(tmp_path: Path, name: str) -> None:
    address = "baseURL" if name == "hugo.toml" else "base_url"
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("+++\ntitle = 'A'\ndate = 2026-01-01\n+++\n")
    (tmp_path / name).write_text(f'title = "Example"\n{address} = "https://example.com"\n')
    assert run("init", tmp_path).exit_code == 0
    assert "without this key, all" in (tmp_path / "feeds.yaml").read_text()
    assert run("build", "--source", tmp_path).exit_code == 0


def test_init_overwrites_nothing(here: Tree) -> None:
    before = (here.root / "config.yaml").read_bytes()
    result = run("init")
    assert result.exit_code == 2
    assert "config.yaml: the configuration file already exists" in result.stderr
    assert (here.root / "config.yaml").read_bytes() == before


def test_init_where_nothing_can_be_written_is_told_in_words(here: Tree) -> None:
    (here.posts / "feeds.yaml").symlink_to(here.root / "missing" / "feeds.yaml")
    result = run("init", here.posts)
    assert result.exit_code == 2
    assert "feeds.yaml" in result.stderr


@pytest.mark.parametrize("option", ["--output", "--state"])
@pytest.mark.parametrize("command", ["build", "serve"])
@pytest.mark.usefixtures("here")
def test_a_place_that_cannot_be_written_is_told_in_words(
    command: str, option: str, capfd: pytest.CaptureFixture[str]
) -> None:
    result = run(command, option, "config.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "config.yaml" in result.stderr + capfd.readouterr().err


@pytest.mark.parametrize("option", ["--output", "--state"])
def test_a_link_to_itself_is_told_in_words(here: Tree, option: str) -> None:
    (here.root / "circle").symlink_to("circle")
    result = run("build", option, "circle")
    assert result.exit_code == 1
    assert "circle" in result.stderr
    assert "; " in result.stderr


@pytest.mark.parametrize("option", ["--config", "--source", "--output", "--state"])
@pytest.mark.usefixtures("here")
def test_a_name_too_long_for_the_file_system_is_told_in_words(option: str) -> None:
    result = run("build", option, "x" * 300)
    assert result.exit_code in (1, 2)
    assert "too long" in result.stderr


def test_a_pipe_gets_no_progress_bar_and_no_colours(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "site")
    for number in range(300):
        tree.post(f"{number}.md", date="2020-01-02")
    tree.configure()
    result = execute(tree.root, "build", TERM="xterm-256color")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("300 posts published: ")
    assert "\x1b" not in result.stdout
    assert "\r" not in result.stdout


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["check"], ["build"]])
def test_a_terminal_that_knows_no_chinese_is_no_obstacle(
    tmp_path: Path, arguments: list[str]
) -> None:
    tree = Tree(tmp_path / "site")
    tree.post("技术.md", lang="en_GB", tags=["技术"], date="2020-01-02")
    tree.configure()
    result = execute(tree.root, *arguments, PYTHONIOENCODING="latin-1")
    assert "Traceback" not in result.stderr
    assert result.returncode == (1 if arguments == ["check"] else 0)
    assert "\\u6280" in result.stdout + result.stderr or arguments == ["build"]


def test_a_reader_who_leaves_early_is_no_traceback(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "site")
    for post in range(5):
        tags = [f"tag {post}-{number}" for number in range(400)]
        tree.post(f"{post}.md", tags=tags, date="2020-01-02")
    tree.configure()
    path = {"PYTHONPATH": str(ROOT)}
    listing = subprocess.Popen(
        [sys.executable, "-m", "feeds", "list"],
        cwd=tree.root,
        env=os.environ | path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert listing.stdout
    assert listing.stderr
    listing.stdout.readline()
    listing.stdout.close()
    with listing.stderr as errors:
        assert errors.read() == b""
    listing.wait(timeout=60)


def test_a_tree_without_posts_is_told(tree: Tree) -> None:
    tree.posts.mkdir(parents=True)
    result = CliRunner().invoke(main, ["build", "--strict", "--config", str(tree.configure())])
    assert result.exit_code == 1
    assert "this folder contains no posts; name the folder that contains them" in result.stderr
