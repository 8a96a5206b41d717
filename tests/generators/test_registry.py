"""Which generator a tree belongs to, by its own files, and what is said of all other trees."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.errors import ConfigError
from feeds.generators import generator_named, recognise, recognise_site
from feeds.generators.registry import BUILT_IN

URL, ZONE = "https://example.com", "UTC"
HEXO_PACKAGE = '{"name": "hexo-site", "dependencies": {"hexo": "^7.0.0"}}'
FRONT_END = '{"name": "site", "devDependencies": {"postcss": "^8", "hexo-util": "1", "astro": "5"}}'
HEXO_CONFIG = "title: H\nurl: https://h.example\n"

SUPPORTED: dict[str, tuple[str, dict[str, str]]] = {
    "Jekyll": ("jekyll", {"_config.yml": "title: T\n"}),
    "Jekyll, YAML by its long ending": ("jekyll", {"_config.yaml": "title: T\n"}),
    "Jekyll in TOML": ("jekyll", {"_config.toml": 'title = "T"\n'}),
    "Jekyll without a configuration": ("jekyll", {"_posts/2026-01-01-a.md": "a"}),
    "Jekyll with front-end tools": ("jekyll", {"_config.yml": "", "package.json": FRONT_END}),
    "Jekyll with a package.json that is no JSON": (
        "jekyll",
        {"_config.yml": "", "package.json": '{"hexo": '},
    ),
    "Jekyll with a package.json that is a list": (
        "jekyll",
        {"_config.yml": "", "package.json": '["hexo"]'},
    ),
    "Jekyll with more configurations": (
        "jekyll",
        {"_config.yml": "theme: minima\n", "_config.dev.yml": "url: http://localhost\n"},
    ),
    "Octopress": ("jekyll", {"_config.yml": "source: source\n", "source/_posts/a.md": ""}),
    "Jekyll with a collections_dir": (
        "jekyll",
        {"_config.yml": "collections_dir: source\n", "source/_posts/a.md": ""},
    ),
    "Jekyll with one of Hexo's keys": (
        "jekyll",
        {"_config.yml": "public_dir: x\n", "_posts/2026-01-01-a.md": ""},
    ),
    "Jekyll beside MkDocs": ("jekyll", {"_config.yml": "", "mkdocs.yml": ""}),
    "Jekyll beside our configuration": (
        "jekyll",
        {"_config.yml": "", "config.yaml": "posts: .\n", "content/a.md": ""},
    ),
    "Hugo": ("hugo", {"hugo.toml": "baseURL = 'https://h.example/'\n", "content/a.md": ""}),
    "Hugo without content yet": ("hugo", {"hugo.yml": "title: H\n"}),
    "Hugo in config.toml": ("hugo", {"config.toml": "baseurl = 'https://h.example/'\n"}),
    "Hugo in config.yaml": ("hugo", {"config.yaml": "baseURL: https://h.example/\n"}),
    "Hugo in config.yaml with a key of ours": (
        "hugo",
        {"config.yaml": "BaseURL: https://h.example/\nsite: x\noutput: y\n"},
    ),
    "Hugo in config.yaml without baseURL": (
        "hugo",
        {"config.yaml": "title: H\nparams: {a: b}\n", "content/a.md": ""},
    ),
    "Hugo in config.json": ("hugo", {"config.json": '{"baseURL": "https://h.example/"}'}),
    "Hugo in a folder": ("hugo", {"config/_default/hugo.toml": "", "content/a.md": ""}),
    "Hugo with _posts": ("hugo", {"hugo.toml": "", "_posts/2026-01-01-a.md": ""}),
    "Hugo with Hexo's package.json": ("hugo", {"hugo.toml": "", "package.json": HEXO_PACKAGE}),
    "Pelican": ("pelican", {"pelicanconf.py": "", "content/a.md": ""}),
    "Pelican, only published": ("pelican", {"publishconf.py": ""}),
    "Eleventy": ("eleventy", {"eleventy.config.js": ""}),
    "Eleventy as a module": ("eleventy", {"eleventy.config.mjs": ""}),
    "Eleventy for CommonJS": ("eleventy", {"eleventy.config.cjs": ""}),
    "Eleventy in TypeScript": ("eleventy", {"eleventy.config.ts": ""}),
    "Eleventy's older name": ("eleventy", {".eleventy.js": ""}),
    "Eleventy with _posts": ("eleventy", {".eleventy.js": "", "_posts/a.md": ""}),
    "Zola": ("zola", {"config.toml": "base_url = 'https://z.example'\n", "content/a.md": ""}),
    "Zola's own name": ("zola", {"zola.toml": ""}),
    "Zola, broken": ("zola", {"config.toml": "base_url = 'https://z.example'\nx = [\n"}),
    "Hugo with Zola's key in a table": (
        "hugo",
        {"config.toml": "title = 'H'\n[params]\nbase_url = 'x'\n", "content/a.md": ""},
    ),
    "plain": ("plain", {"a.md": "a"}),
    "plain with our config.yaml beside content": (
        "plain",
        {"config.yaml": "site: {title: x}\n", "content/a.md": ""},
    ),
    "plain with Sphinx's conf.py": ("plain", {"conf.py": "project = 'x'\n", "a.md": ""}),
    "plain with another program's files": (
        "plain",
        {"config.toml": "[tool]\nbase_url = 'x'\n", "config.json": '{"api": {"baseURL": "x"}}'},
    ),
    "the posts folder of a Hexo site": ("plain", {"hello.md": "---\ntitle: H\n---\n"}),
}
UNSUPPORTED: dict[str, tuple[str, str, str | None, dict[str, str]]] = {
    "Hexo by package.json": (
        "Hexo",
        "package.json",
        "source/_posts",
        {"_config.yml": HEXO_CONFIG, "package.json": HEXO_PACKAGE, "source/_posts/a.md": ""},
    ),
    "Hexo by its own key in package.json": (
        "Hexo",
        "package.json",
        None,
        {"package.json": '{"hexo": {"version": "7.3.0"}}'},
    ),
    "Hexo by its configuration": (
        "Hexo",
        "_config.yml",
        None,
        {"_config.yml": f"{HEXO_CONFIG}new_post_name: :title.md\n"},
    ),
    "Hexo by its theme": (
        "Hexo",
        "_config.next.yml",
        None,
        {"_config.yml": f"{HEXO_CONFIG}theme: next\n", "_config.next.yml": ""},
    ),
    "Hexo by its posts": (
        "Hexo",
        "source/_posts",
        "source/_posts",
        {"_config.yml": HEXO_CONFIG, "source/_posts/a.md": ""},
    ),
    "Hexo by its posts, its configuration empty": (
        "Hexo",
        "source/_posts",
        "source/_posts",
        {"_config.yml": "", "source/_posts/a.md": ""},
    ),
    "Docusaurus": (
        "Docusaurus",
        "docusaurus.config.ts",
        "blog",
        {"docusaurus.config.ts": "", "blog/a.md": ""},
    ),
    "Gatsby": (
        "Gatsby",
        "gatsby-config.js",
        "content/blog",
        {"gatsby-config.js": "", "content/blog/a.md": "", "src/pages/a.js": ""},
    ),
    "Gatsby's pages": (
        "Gatsby",
        "gatsby-config.mjs",
        "src/pages",
        {"gatsby-config.mjs": "", "src/pages/a.md": ""},
    ),
    "VitePress": (
        "VitePress",
        ".vitepress",
        "posts",
        {".vitepress/config.mts": "", "posts/a.md": ""},
    ),
    "VitePress below docs": (
        "VitePress",
        "docs/.vitepress",
        "docs",
        {"docs/.vitepress/config.js": "", "docs/a.md": ""},
    ),
    "Astro": (
        "Astro",
        "astro.config.mjs",
        "src/content/blog",
        {"astro.config.mjs": "", "src/content/blog/a.md": ""},
    ),
    "Nikola": (
        "Nikola",
        "conf.py",
        "posts",
        {"conf.py": 'BLOG_TITLE = "N"\n', "posts/a.md": ""},
    ),
    "Lektor": (
        "Lektor",
        "blog.lektorproject",
        "content",
        {"blog.lektorproject": "[project]\n", "content/contents.lr": ""},
    ),
    "MkDocs": (
        "MkDocs",
        "mkdocs.yml",
        "docs/blog/posts",
        {"mkdocs.yml": "", "docs/blog/posts/a.md": "", "docs/index.md": ""},
    ),
    "MkDocs with _posts": (
        "MkDocs",
        "mkdocs.yml",
        None,
        {"mkdocs.yml": "", "_posts/a.md": ""},
    ),
}
PAIRS: dict[str, tuple[tuple[str, str], tuple[str, str], dict[str, str]]] = {
    "Jekyll and Hugo": (
        ("Jekyll (_config.yml)", "jekyll"),
        ("Hugo (hugo.toml)", "hugo"),
        {"_config.yml": "", "hugo.toml": ""},
    ),
    "Pelican and Zola": (
        ("Zola (config.toml)", "zola"),
        ("Pelican (pelicanconf.py)", "pelican"),
        {"pelicanconf.py": "", "config.toml": "base_url = 'x'\n", "content/a.md": ""},
    ),
    "Jekyll and Eleventy": (
        ("Jekyll (_config.yml)", "jekyll"),
        ("Eleventy (.eleventy.js)", "eleventy"),
        {"_config.yml": "", ".eleventy.js": ""},
    ),
    "Zola and Hugo in one file": (
        ("Zola (config.toml)", "zola"),
        ("Hugo (config.toml)", "hugo"),
        {"config.toml": "base_url = 'x'\nbaseURL = 'x'\n"},
    ),
}


def planted(tree: Path, files: dict[str, str]) -> Path:
    """Write the files of a tree below a folder."""
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    tree.mkdir(exist_ok=True)
    return tree


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SUPPORTED)
def test_a_tree_is_recognised_by_the_file_of_its_generator(name: str, here: Path) -> None:
    generator, files = SUPPORTED[name]
    tree = planted(here / "site", files)
    assert recognise(tree) is generator_named(generator)
    assert (recognise_site(tree) is None) is (generator == "plain")


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_an_unsupported_site_is_named_with_the_way_out(name: str, here: Path) -> None:
    site, file, posts, files = UNSUPPORTED[name]
    planted(here / "my site", files)
    result = run("build", "--source", "my site", "--url", URL)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        f"my site: the site seems to be made with {site} ({file}), which feeds cannot read; "
    )
    source = f"'my site/{posts}'" if posts else "FOLDER"
    way_out = f"feeds build --source {source} --generator plain --url URL --timezone ZONE. "
    assert way_out in result.stderr
    assert list(here.iterdir()) == [here / "my site"]


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_an_unsupported_site_in_the_current_directory_is_named_too(name: str, here: Path) -> None:
    site, file, posts, files = UNSUPPORTED[name]
    planted(here, files)
    result = run("build")
    assert result.exit_code == 2
    assert result.stderr.startswith(f".: the site seems to be made with {site} ({file}), ")
    assert f"--source {posts or 'FOLDER'} --generator plain" in result.stderr


def test_the_command_that_is_shown_builds_the_posts(here: Path) -> None:
    post = "---\ntitle: Hello\ndate: 2026-02-01 10:00:00\ntags: [a]\n---\nhi\n"
    planted(here, {"_config.yml": "", "package.json": HEXO_PACKAGE, "source/_posts/a.md": post})
    said = run("build").stderr
    shown = said.partition("run: feeds ")[2].partition(". If ")[0]
    words = shown.replace("URL", URL).replace("ZONE", ZONE)
    built = run(*shlex.split(words))
    assert (built.exit_code, built.stderr) == (0, "")
    assert (here / "public/tags/a/feed.atom").exists()


def test_the_source_folder_of_a_hexo_site_is_not_read_as_jekylls(here: Path) -> None:
    planted(here, {"_config.yml": "", "package.json": HEXO_PACKAGE, "source/_posts/a.md": ""})
    result = run("build", "--source", "source", "--url", URL)
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "source: the site seems to be made with Hexo (../package.json), "
    )
    assert "--source source/_posts --generator plain" in result.stderr
    assert recognise(here / "source/_posts") is generator_named("plain")


@pytest.mark.parametrize("name", PAIRS)
def test_a_tree_of_two_generators_is_built_once_its_generator_is_named(
    name: str, here: Path
) -> None:
    (one, first), (other, second), files = PAIRS[name]
    planted(here / "site", files)
    result = run("build", "--source", "site", "--url", URL)
    options = f"--generator {first} or --generator {second}"
    words = f"site: the folder has files of {one} and {other}; choose one with {options}\n"
    assert (result.exit_code, result.stderr) == (2, words)
    with pytest.raises(ConfigError):
        recognise_site(here / "site")
    listed = run("list", "--source", "site", "--url", URL, "--generator", second)
    assert "say which it is" not in listed.stderr


@pytest.mark.parametrize("name", ["Hexo by package.json", "MkDocs", "Lektor"])
def test_the_generator_option_wins(name: str, here: Path) -> None:
    planted(here, UNSUPPORTED[name][3])
    (here / "post.md").write_text("---\ntitle: Hi\ndate: 2026-01-01 00:00 +0000\n---\nhi\n")
    named = run("list", "--url", URL, "--generator", "plain")
    assert named.exit_code == 0, named.stderr
    (here / "feeds.yaml").write_text(f"site: {{url: '{URL}'}}\ngenerator: plain\n")
    assert run("list").exit_code == 0


def test_an_unknown_generator_is_answered_with_the_nearest(here: Path) -> None:
    result = run("build", "--source", here, "--generator", "jekyl")
    assert result.exit_code == 2
    assert "'jekyl' is not known; did you mean jekyll?" in result.stderr


def test_an_endless_file_is_not_read_to_its_end(here: Path) -> None:
    planted(here, {"_config.yml": "title: x\n"})
    os.mkfifo(here / "package.json")
    with (here / "conf.py").open("wb") as file:
        file.truncate(2**36)  # sparse
    assert recognise(here) is generator_named("jekyll")
    (here / "_config.yml").unlink()
    assert recognise(here) is generator_named("plain")


def test_every_recognised_file_is_listed(here: Path) -> None:
    """It is imported only for a tree with one of its files."""
    for generator, files in SUPPORTED.values():
        tree = planted(here / generator / str(len(list(here.rglob("*")))), files)
        found = generator_named(generator).recognised_by(tree)
        assert found is None or found in BUILT_IN[generator].files
