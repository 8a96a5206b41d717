"""Which configuration is read, and what its paths are relative to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.config.file import find_config, is_ours
from feeds.errors import ConfigError
from feeds.web import create_app
from feeds.web.settings import default_settings
from tests.support import ROOT
from tests.support.live import wait_until
from tests.support.processes import stop

POST = "---\ntitle: Hello\ndate: 2026-01-01 00:00 +0000\n---\nhi\n"
JEKYLL = "title: T\nurl: https://t.example\n"
OURS = "site: {{title: {}, url: 'https://{}.example'}}\nfeeds: {{formats: [json]}}\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def title(feed: Path) -> str:
    found: str = json.loads(feed.read_text())["title"]
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory with a plain tree in ``site``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FEEDS_CONFIG", raising=False)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.md").write_text(POST)
    return tmp_path


@pytest.fixture
def jekyll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Jekyll site in the current directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FEEDS_CONFIG", raising=False)
    (tmp_path / "_config.yml").write_text(JEKYLL)
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts/2026-01-01-hello.md").write_text(POST)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("site:\n  title: x\n", True),
        ("---\n# ours\n'posts': posts\n", True),
        ("\ufefffeeds: {entries: 5}\n", True),
        ("feeds: {entries: 5}\r\noutput: x\r\n", True),
        ("{site: {title: x}}", True),
        ("  site:\n    title: x\n", True),
        ("dialect: plain\n", True),
        ("site: [", True),
        ("site: {title: x}\nbaseURL: https://h.example/\n", False),
        ("output: x\nBASEURL: https://h.example/\n", False),
        ("{output: x, baseUrl: x}", False),
        ("site: {baseURL: x}\n", True),
        ("title: H\nparams: {site: x}\n", False),
        ("sites: x\n", False),
        ("nested:\n  site: x\n", False),
        ("- site\n", False),
        ("", False),
        ("[" * 5000, False),
    ],
)
def test_a_config_yaml_is_ours_by_its_keys(tmp_path: Path, text: str, ours: bool) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    assert is_ours(file) is ours
    assert (find_config(tmp_path) == file) is ours


@pytest.mark.parametrize("name", ["feeds.yaml", "_feeds.yaml"])
def test_a_file_of_our_own_name_is_ours_whatever_it_says(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.yaml").write_text("baseURL: x\n")
    (tmp_path / name).write_text("baseURL: x\n")
    assert find_config(tmp_path) == tmp_path / name


@pytest.mark.parametrize(
    ("first", "second"),
    [("feeds.yaml", "_feeds.yaml"), ("feeds.yaml", "config.yaml"), ("_feeds.yaml", "config.yaml")],
)
@pytest.mark.parametrize("where", [[], ["--source", "site"]])
def test_two_configurations_in_one_directory_are_named(
    here: Path, first: str, second: str, where: list[str]
) -> None:
    directory = here / "site" if where else here
    for name in (first, second):
        (directory / name).write_text(OURS.format("X", "x"))
    shown = f"site/{first}" if where else first
    result = run("build", *where)
    words = f"{shown}: {second} is a configuration file too; remove one of the two\n"
    assert (result.exit_code, result.stderr) == (2, words)
    assert run("init", *where[1:]).stderr == words
    assert run("build", *where, "--config", directory / first).exit_code == 0


def test_the_configuration_of_the_source_comes_before_the_one_here(here: Path) -> None:
    (here / "feeds.yaml").write_text(OURS.format("Here", "here"))
    assert run("build", "--source", "site").exit_code == 0
    assert title(here / "public/feed.json") == "Here"
    (here / "site/feeds.yaml").write_text(OURS.format("There", "there"))
    assert run("build", "--source", "site").exit_code == 0
    assert title(here / "site/public/feed.json") == "There"
    (here / "named.yaml").write_text(OURS.format("Named", "named"))
    options = ("--config", "named.yaml", "--output", "out", "--state", "kept")
    assert run("build", "--source", "site", *options).exit_code == 0
    assert title(here / "out/feed.json") == "Named"


def test_a_config_yaml_here_says_nothing_of_another_source(here: Path) -> None:
    (here / "config.yaml").write_text(OURS.format("Here", "here"))
    result = run("build", "--source", "site", "--url", "https://s.example")
    assert result.exit_code == 0
    assert title(here / "public/feed.json") == "s.example"
    assert run("build", "--source", ".", "--output", "o", "--state", "s").exit_code == 0
    assert title(here / "o/feed.json") == "Here"


def test_a_source_without_any_configuration_is_built_into_the_current_directory(
    here: Path,
) -> None:
    assert run("build", "--source", "site", "--url", "https://s.example").exit_code == 0
    assert sorted(one.name for one in here.iterdir()) == [".feeds", "public", "site"]
    assert [one.name for one in (here / "site").iterdir()] == ["a.md"]


def test_a_configuration_in_the_source_says_where_the_posts_are(here: Path) -> None:
    (here / "site/feeds.yaml").write_text("posts: blog\n" + OURS.format("X", "x"))
    (here / "site/blog").mkdir()
    (here / "site/blog/b.md").write_text(POST)
    assert run("build", "--source", "site").exit_code == 0
    (entry,) = json.loads((here / "site/public/feed.json").read_text())["items"]
    assert entry["url"] == "https://x.example/b.html"
    run("build", "--source", "site", "--config", "site/feeds.yaml", "--output", "o", "--state", "s")
    urls = [one["url"] for one in json.loads((here / "o/feed.json").read_text())["items"]]
    assert sorted(urls) == ["https://x.example/a.html", "https://x.example/blog/b.html"]


def test_a_site_in_the_current_directory_needs_neither_source_nor_configuration(
    jekyll: Path,
) -> None:
    assert run("build").exit_code == 0
    assert (jekyll / "public/feed.xml").exists()
    assert run("check").exit_code == 0
    assert run("list").exit_code == 0
    assert run("compare", "public").exit_code == 0
    assert run("publish", (jekyll / "there").as_uri()).exit_code == 0
    assert run("hosting", "caddy").exit_code == 0
    assert create_app().test_client().get("/feed.xml").status_code == 200


@pytest.mark.parametrize("command", [["build"], ["check"], ["list"], ["compare", "x"], ["watch"]])
def test_a_plain_current_directory_is_not_read_unless_it_is_named(
    here: Path, command: list[str]
) -> None:
    (here / "x").mkdir()
    (here / "x/feed.json").write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "x"}]}'
    )
    (here / "notes.md").write_text(POST)
    result = run(*command)
    words = (
        "No configuration file found. Run `feeds init`, or pass `--source DIR`. "
        "For a folder of posts, pass `--url URL --timezone ZONE`.\n"
    )
    assert (result.exit_code, result.stderr) == (2, words)
    assert not (here / "public").exists()
    with pytest.raises(ConfigError, match="No configuration file found"):
        create_app()
    named = run("list", "--generator", "plain", "--url", "https://x.example")
    assert named.exit_code == 0


def test_a_config_yaml_with_only_typos_is_named(here: Path) -> None:
    (here / "config.yaml").write_text("sit:\n  title: x\nformatz: x\n")
    result = run("build")
    assert result.exit_code == 2
    assert result.stderr == (
        "config.yaml: contains no known key, so it was ignored. Did you mean site "
        "instead of sit? Run `feeds init`, or pass `--source DIR`. "
        "For a folder of posts, pass `--url URL --timezone ZONE`.\n"
    )


def test_a_source_that_is_missing_is_a_fault_of_the_option(here: Path) -> None:
    (here / "feeds.yaml").write_text(OURS.format("X", "x"))
    result = run("build", "--source", "missing")
    words = (
        "--source: the folder 'missing' does not exist; name the folder that contains the posts\n"
    )
    assert (result.exit_code, result.stderr) == (2, words)


def test_a_replica_reads_the_configuration_here(here: Path) -> None:
    (here / "store").mkdir()
    (here / "feeds.yaml").write_text("serve: {prot: 5}\n")
    result = run("serve", "--edition", (here / "store").as_uri())
    assert result.exit_code == 2
    assert "feeds.yaml:1: unknown key serve.prot; did you mean port?" in result.stderr
    refused = run("serve", "--edition", "s3://bucket", "--generator", "plain")
    assert "--generator: cannot be combined with --edition" in refused.stderr


def test_a_config_yaml_of_another_program_does_not_hide_a_site(jekyll: Path) -> None:
    (jekyll / "config.yaml").write_text("theme: dark\n")
    assert run("build").exit_code == 0
    assert (jekyll / "public/feed.xml").exists()


@pytest.mark.parametrize("name", ["feeds.yaml", "_feeds.yaml", "config.yaml"])
def test_the_server_reads_the_configuration_that_a_build_reads(here: Path, name: str) -> None:
    (here / name).write_text("posts: site\noutput: out\nstate: kept\n" + OURS.format("X", "x"))
    assert run("build").exit_code == 0
    settings = default_settings(None)
    assert (settings.output, settings.state) == (Path("out"), Path("kept"))
    assert create_app().test_client().get("/feed.json").status_code == 200


def test_the_former_name_of_the_generator_is_a_fault_with_its_line(here: Path) -> None:
    (here / "feeds.yaml").write_text("dialect: plain\n")
    result = run("build")
    words = "feeds.yaml:1: unknown key dialect; it is now called generator\n"
    assert (result.exit_code, result.stderr) == (2, words)


def test_a_configuration_that_comes_changes_and_goes_is_noticed(here: Path) -> None:
    pytest.importorskip("watchfiles")
    feed, log = here / "public/feed.json", here / "log"
    options = ("--source", "site", "--url", "https://s.example", "--state", "state")
    command = [sys.executable, "-m", "feeds", "watch", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={"PYTHONPATH": str(ROOT)}, stdout=output, stderr=output
        )
    try:

        def shows(wanted: str) -> None:
            wait_until(lambda: feed.exists() and title(feed) == wanted, wanted, said=log.read_text)

        shows("s.example")
        own = here / "site/feeds.yaml"
        own.write_text("site: {title: One}\n")
        shows("One")
        own.write_text("site: {title: Two}\n")
        shows("Two")
        own.unlink()
        shows("s.example")
        (here / "_feeds.yaml").write_text("site: {title: Here}\n")
        shows("Here")
        (here / "feeds.yaml").write_text("site: {title: Here}\n")
        wait_until(
            lambda: "_feeds.yaml is a configuration file too" in log.read_text(), "two are named"
        )
        assert title(feed) == "Here"
    finally:
        stop(process, log)
