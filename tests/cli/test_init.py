"""``feeds init``: a configuration that the next command accepts, and no harm to anything else."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.config import Config, load
from feeds.model import USUAL_CODINGS

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

LABELS = {name: f"a site made with {name.capitalize()}" for name in SITES}
LABELS["plain"] = "a plain folder of posts"


@pytest.mark.parametrize("directory", [".", "my site"])
@pytest.mark.parametrize("generator", SITES)
def test_the_written_file_is_accepted_by_the_build_that_is_named(
    here: Path, generator: str, directory: str
) -> None:
    for name, text in SITES[generator].items():
        (here / directory / name).parent.mkdir(parents=True, exist_ok=True)
        (here / directory / name).write_text(text)
    before = {file: file.read_bytes() for file in here.rglob("*") if file.is_file()}
    result = run("init", directory, "--url", f"{URL}/", "--timezone", "UTC")
    file = "_feeds.yaml" if generator == "jekyll" else "feeds.yaml"
    shown, source = (file, "") if directory == "." else (f"my site/{file}", " --source 'my site'")
    assert result.exit_code == 0
    written, *_, last = result.stdout.splitlines()
    assert written == f"{shown} written for {LABELS[generator]}. Next:"
    assert last == f"  run: feeds build{source}"
    config = load(here / directory / file)
    assert (config.site.url, config.site.timezone) == (URL, "UTC")
    assert config.generator == generator
    built = run("build", *(["--source", directory] if source else []))
    assert built.exit_code == 0
    assert built.stdout.startswith("1 post published")
    assert {file: file.read_bytes() for file in before} == before


def test_a_site_without_an_address_is_asked_for_it(here: Path) -> None:
    (here / "a.md").write_text(POST)
    assert "\n  set site.url in feeds.yaml\n" in run("init").stdout
    refused = run("build")
    assert refused.exit_code == 2
    line = int(refused.stderr.split(":")[1])
    assert (here / "feeds.yaml").read_text().splitlines()[line - 1].startswith("  url:")


def test_the_zone_is_asked_for_if_the_generator_has_none(here: Path) -> None:
    (here / "a.md").write_text("---\ntitle: A\ndate: 2026-01-01\n---\nhi\n")
    assert "  set site.timezone in feeds.yaml, unless" in run("init", "--url", URL).stdout
    assert run("check").exit_code == 1
    (here / "feeds.yaml").unlink()
    asked = run("init", "--url", URL, "--timezone", "Europe/Paris").stdout
    assert "timezone" not in asked
    assert "zone" not in run("check").output


def test_jekyll_would_copy_the_output_unless_it_is_excluded(here: Path) -> None:
    (here / "_config.yml").write_text(f"url: {URL}\n")
    step = "  add public to exclude in _config.yml, or Jekyll copies it into the site"
    assert step in run("init").stdout.splitlines()
    (here / "_feeds.yaml").unlink()
    (here / "_config.yml").write_text(f"url: {URL}\nexclude: [public]\n")
    assert "exclude" not in run("init").stdout


def test_keys_that_the_site_has_are_comments_with_its_values(here: Path) -> None:
    (here / "_config.yml").write_text(f"title: Bread\nurl: {URL}\ndescription: >\n  a\n  b\n")
    (here / "_posts").mkdir()
    assert run("init").exit_code == 0
    text = (here / "_feeds.yaml").read_text()
    assert f"  # title: Bread\n  # url: {URL}\n  # description: a b\n" in text
    assert msgspec.structs.asdict(load(here / "_feeds.yaml").site) == msgspec.structs.asdict(
        Config().site
    )


@pytest.mark.parametrize(
    ("file", "text", "url", "host"),
    [
        ("a.md", POST, "https://ada.github.io/blog", "GitHub Pages"),
        ("a.md", POST, "https://ada.netlify.app", "Netlify"),
        ("a.md", POST, "https://ada.pages.dev", "Cloudflare Pages"),
        ("a.md", POST, "https://ada.vercel.app", "Vercel"),
        ("netlify.toml", "", URL, "Netlify"),
        ("vercel.json", "{}", URL, "Vercel"),
        (
            ".github/workflows/pages.yml",
            "steps:\n  - uses: actions/deploy-pages@v5\n",
            URL,
            "GitHub Pages",
        ),
    ],
)
def test_a_host_that_compresses_files_itself_needs_no_compressed_files(
    here: Path, file: str, text: str, url: str, host: str
) -> None:
    (here / file).parent.mkdir(parents=True, exist_ok=True)
    (here / file).write_text(text)
    assert run("init", "--generator", "plain", "--url", url).exit_code == 0
    line = f"  codings: []             # {host} compresses files itself"
    assert line in (here / "feeds.yaml").read_text().splitlines()
    assert load(here / "feeds.yaml").feeds.codings == ()


@pytest.mark.parametrize("workflow", ["", "uses: actions/deploy-pages", "x" * (2 << 20)])
def test_other_hosts_get_the_usual_compressed_files(here: Path, workflow: str) -> None:
    (here / ".github/workflows/folder.yml").mkdir(parents=True)
    (here / ".github/workflows/test.yml").write_text(workflow)
    assert run("init", "--generator", "plain", "--url", f"{URL}/.github.io").exit_code == 0
    assert "\n  # codings: []           # for hosts that" in (here / "feeds.yaml").read_text()
    assert load(here / "feeds.yaml").feeds.codings == USUAL_CODINGS


def test_every_key_in_a_comment_may_be_used(here: Path) -> None:
    (here / "a.md").write_text(POST)
    assert run("init", "--url", URL).exit_code == 0
    head, *lines = (here / "feeds.yaml").read_text().splitlines()
    used = [re.sub(r"^(  +)# ( *\S+:)", r"\1\2", line) for line in lines]
    assert len([line for line, old in zip(used, lines, strict=True) if line != old]) == 11
    (here / "feeds.yaml").write_text("\n".join([head, *used]))
    config = load(here / "feeds.yaml")
    assert (config.site.title, config.site.timezone) == ("My site", "Asia/Tokyo")
    assert (config.feeds.minimum, config.feeds.exclude) == (3, {"tag": ("draft",)})


FOLDERS = ("/.feeds/", "/public/")


@pytest.mark.parametrize(
    ("ignored", "directory", "named"),
    [
        ("", ".", FOLDERS),
        ("public/\n", ".", ("/.feeds/",)),
        ("/public\n.feeds\n", ".", ()),
        ("", "sub", FOLDERS),
        ("public\n", "sub", ("/.feeds/",)),
    ],
)
def test_what_builds_write_and_git_would_commit_is_named(
    here: Path, ignored: str, directory: str, named: Sequence[str]
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    (here / ".gitignore").write_text(ignored)
    (here / directory).mkdir(exist_ok=True)
    (here / directory / "a.md").write_text(POST)
    lines = run("init", directory, "--url", URL).stdout.splitlines()
    assert tuple(line.strip() for line in lines if line.startswith("    ")) == named
    place = ".gitignore" if directory == "." else "sub/.gitignore"
    heading = f"  add these folders to {place}, because builds write them:"
    assert (heading in lines) is bool(named)
    with (here / place).open("a") as rules:
        rules.writelines(f"{line}\n" for line in named)
    assert run("build", "--source", directory).exit_code == 0
    status = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=here, capture_output=True, text=True
    )
    assert "public" not in status.stdout
    assert ".feeds" not in status.stdout


def test_git_is_not_mentioned_outside_a_work_tree(here: Path) -> None:
    (here / "a.md").write_text(POST)
    assert "git" not in run("init", "--url", URL).output


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
    assert result.stderr == f"{name}: the configuration file already exists; edit it\n"
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
    assert "--generator" not in run("build").stderr


def test_a_configuration_that_cannot_be_written_whole_is_not_left(here: Path) -> None:
    """Nobody edits half of it, and the next attempt is not refused."""
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); "
    code = f"{limited}from feeds.cli import main; main(['init', '--generator', 'plain'])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr == "feeds.yaml: file too large; check that the file can be read and written\n"
    assert not (here / "feeds.yaml").exists()
