"""``feeds init``: a configuration that the next command accepts, and no harm to anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.config import load

URL = "https://example.com"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


POST = "---\ntitle: Hello\ndate: 2026-01-01T00:00:00Z\n---\nhi\n"
SITES = {
    "jekyll": {"_config.yml": "title: T\n", "_posts/2026-01-01-a.md": POST},
    "hugo": {"config.yaml": "title: T\nbaseURL: /\n", "content/posts/a.md": POST},
    "pelican": {"pelicanconf.py": "SITENAME = 'T'\n", "content/a.md": "Title: A\nDate: 2026-01-01"},
    "eleventy": {".eleventy.js": "", "posts/a.md": POST.replace("---\nhi", "tags: post\n---\nhi")},
    "zola": {
        "config.toml": f"base_url = '{URL}'\n",
        "content/a.md": "+++\ntitle='A'\ndate=2026-01-01\n+++\n",
    },
    "plain": {"a.md": POST},
}


@pytest.mark.parametrize("directory", [".", "my site"])
@pytest.mark.parametrize("generator", SITES)
def test_the_written_file_is_accepted_by_the_build_that_is_named(
    here: Path, generator: str, directory: str
) -> None:
    for name, text in SITES[generator].items():
        (here / directory / name).parent.mkdir(parents=True, exist_ok=True)
        (here / directory / name).write_text(text)
    before = {file: file.read_bytes() for file in here.rglob("*") if file.is_file()}
    result = run("init", directory, "--url", f"{URL}/")
    file = "_feeds.yaml" if generator == "jekyll" else "feeds.yaml"
    shown, source = (file, "") if directory == "." else (f"my site/{file}", " --source 'my site'")
    assert result.exit_code == 0
    assert result.stdout == f"{shown} written; read it, then run: feeds build{source}\n"
    config = load(here / directory / file)
    assert (config.site.url, config.generator) == (URL, generator)
    built = run("build", *(["--source", directory] if source else []))
    assert built.exit_code == 0
    assert built.stdout.startswith("1 post published")
    assert {file: file.read_bytes() for file in before} == before


def test_an_invalid_url_is_reported_and_nothing_written(here: Path) -> None:
    result = run("init", "--url", "example.com")
    assert result.exit_code == 2
    assert "--url: " in result.stderr
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["feeds.yaml", "_feeds.yaml", "config.yaml"])
def test_a_configuration_that_is_there_is_named_and_kept(here: Path, name: str) -> None:
    (here / name).write_text("posts: .\n")
    result = run("init")
    assert result.exit_code == 2
    assert result.stderr == f"{name}: this directory has a configuration already; edit it\n"
    assert [file.name for file in here.iterdir()] == [name]


def test_a_config_yaml_of_another_program_is_left_alone(here: Path) -> None:
    (here / "config.yaml").write_text("baseURL: https://h.example/\n")
    (here / "content").mkdir()
    assert run("init").exit_code == 0
    assert load(here / "feeds.yaml").generator == "hugo"
    assert (here / "config.yaml").read_text() == "baseURL: https://h.example/\n"


def test_an_unsupported_tree_gets_the_message_of_a_build(here: Path) -> None:
    (here / "mkdocs.yml").write_text("site_name: x\n")
    assert run("init").stderr == run("build").stderr != ""
    (here / "hugo.toml").write_text("")
    (here / "_config.yml").write_text("")
    result = run("init")
    assert result.exit_code == 2
    assert result.stderr == run("build").stderr
    assert "--generator jekyll or --generator hugo" in result.stderr
    assert run("init", "--generator", "hugo", "--url", URL).exit_code == 0
    assert load(here / "feeds.yaml").generator == "hugo"
    assert "say which it is" not in run("build").stderr
