"""``feeds list``: one row for each feed, with whole addresses, selected and sorted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from feeds.cli import main
from tests.support import terminal
from tests.support.terminal import uncoloured
from tests.support.tree import Tree

BASE = "https://example.com/blog"
ENDINGS = ("atom", "rss", "json")
LONG = "a term of many words that goes on for longer than a column"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["list", *arguments], catch_exceptions=False)


def fields(*arguments: str) -> list[list[str]]:
    """Return the fields of each line that a pipe gets."""
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.split("\t") for line in result.stdout.splitlines()]


def terms(*arguments: str) -> list[str]:
    return [term for _, term, *_ in fields(*arguments)]


def on_terminal(directory: Path, columns: int, *arguments: str) -> list[str]:
    """Return the lines that a terminal of this width gets, without the codes for bold."""
    return uncoloured(terminal.on_terminal(directory, columns, "list", *arguments)).splitlines()


@pytest.fixture
def here(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A site of three tags, and its directory the working directory."""
    tree.post("a.md", date="2026-01-02", tags=["bread", "技术"])
    tree.post("b.md", date="2026-01-03", tags=["Apple", "技术"])
    tree.post("c.md", date="2026-01-04 05:06", tags=["bread"], category="bread")
    tree.post("d.md", date="2026-01-01", tags=["bread"])
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


def urls(folder: str) -> list[str]:
    return [f"{BASE}{folder}/feed.{ending}" for ending in ENDINGS]


@pytest.mark.usefixtures("here")
def test_a_pipe_gets_one_line_of_five_fields_for_each_feed() -> None:
    newest = "2026-01-04T05:06:00+00:00"
    site, category, apple, *_ = fields()
    assert site == ["site", "", "4", newest, " ".join(urls(""))]
    assert category == ["category", "bread", "1", newest, " ".join(urls("/categories/bread"))]
    assert apple[:4] == ["tag", "Apple", "1", "2026-01-03T00:00:00+00:00"]
    assert len(fields()) == 5


def test_a_site_without_posts_has_an_empty_date(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.project()
    monkeypatch.chdir(tree.root)
    assert fields() == [["site", "", "0", "", " ".join(urls(""))]]
    site, first, *_ = on_terminal(tree.root, 80)[1:]
    assert (site.split(), first.strip()) == (["site", "0", *ENDINGS], urls("")[0])


@pytest.mark.parametrize("term", ["with\ttab", "two\nlines", "\x1b[31mred", "a  b", "a\u2028b"])
def test_a_term_never_breaks_its_line_or_its_fields(here: Tree, term: str) -> None:
    here.post("e.md", tags=[term])
    lines = fields("--kind", "tag")
    assert len(lines) == 4
    assert {len(line) for line in lines} == {5}
    assert all(character.isprintable() for line in lines for character in "".join(line))


@pytest.mark.usefixtures("here")
def test_json_has_every_feed_with_its_title_home_and_language() -> None:
    rows = json.loads(run("--json").stdout)
    assert [(row["kind"], row["term"], row["posts"]) for row in rows] == [
        ("site", None, 4),
        ("category", "bread", 1),
        ("tag", "Apple", 1),
        ("tag", "bread", 3),
        ("tag", "技术", 2),
    ]
    assert list(rows[0]["urls"].items()) == list(zip(ENDINGS, urls(""), strict=True))
    assert rows[4]["title"] == f"{rows[0]['title']} | 技术"
    assert (rows[4]["home"], rows[4]["language"]) == (f"{BASE}/", None)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--kind", "site"), [""]),
        (("--kind", "tag"), ["Apple", "bread", "技术"]),
        (("--kind", "tag", "--kind", "site"), ["", "Apple", "bread", "技术"]),
        (("--term", "bread"), ["bread", "bread"]),
        (("--term", "bread", "--kind", "category"), ["bread"]),
        (("--term", "技术", "--term", "Apple"), ["Apple", "技术"]),
        (("--sort", "kind"), ["", "bread", "Apple", "bread", "技术"]),
        (("--sort", "term"), ["", "Apple", "bread", "bread", "技术"]),
        (("--sort", "posts"), ["", "bread", "技术", "bread", "Apple"]),
        (("--sort", "newest"), ["", "bread", "bread", "Apple", "技术"]),
        (("--sort", "posts", "--kind", "tag"), ["bread", "技术", "Apple"]),
    ],
)
@pytest.mark.usefixtures("here")
def test_feeds_are_selected_and_sorted(options: tuple[str, ...], expected: list[str]) -> None:
    assert terms(*options) == expected
    rows = json.loads(run(*options, "--json").stdout)
    assert [row["term"] or "" for row in rows] == expected


@pytest.mark.parametrize("term", ["apple", "brea", "nothing"])
@pytest.mark.usefixtures("here")
def test_a_term_must_be_the_exact_name(term: str) -> None:
    result = run("--term", term)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "note: no feed matches\n")
    assert json.loads(run("--term", term, "--json").stdout) == []


@pytest.mark.usefixtures("here")
def test_a_kind_without_feeds_is_not_wrong() -> None:
    assert run("--kind", "author").stderr == "note: no feed matches\n"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("tags", "the site has no feeds of the kind 'tags'; did you mean tag?"),
        ("zzz", "the site has no feeds of the kind 'zzz'; use one of site, category, tag, author"),
    ],
)
@pytest.mark.usefixtures("here")
def test_an_unknown_kind_is_refused_with_the_known_ones(kind: str, words: str) -> None:
    result = run("--kind", "tag", "--kind", kind)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--kind: {words}" in result.stderr


def test_a_taxonomy_of_the_site_is_a_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "config.toml": """
            base_url = "https://example.com"
            taxonomies = [{name = "places", feed = true}]
        """,
        "content/a.md": """+++
            title = "A"
            date = 2026-01-01
            [taxonomies]
            places = ["Rome"]\n+++\nText.
        """,
    }
    (tmp_path / "content").mkdir()
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert terms("--kind", "places") == ["Rome"]
    assert "did you mean places?" in run("--kind", "place").stderr


@pytest.mark.parametrize("columns", [20, 80])
def test_a_narrow_terminal_has_each_address_on_a_line_of_its_own(here: Tree, columns: int) -> None:
    here.post("e.md", tags=[LONG])
    heading, *lines = on_terminal(here.root, columns)
    assert heading.split() == ["kind", "term", "posts", "newest", "(UTC)", "formats"]
    rows, addresses = lines[::4], [line for line in lines if line.startswith("    ")]
    assert rows[0].split() == ["site", "5", "2026-01-04", "05:06", *ENDINGS]
    expected = [url for *_, several in fields() for url in several.split()]
    assert [address.strip() for address in addresses] == expected
    assert (len(rows), len(lines)) == (6, 24)
    assert any(LONG in row for row in rows)


def test_a_wide_terminal_has_addresses_beside_the_row(here: Tree) -> None:
    heading, *lines = on_terminal(here.root, 140)
    column = heading.index("URLs")
    expected = [url for *_, several in fields() for url in several.split()]
    assert [line.split()[-1] for line in lines] == expected
    # 技术 takes two cells for each character.
    starts = {cell_len(line[: line.index("https:")]) for line in lines}
    assert starts == {column}


def test_the_width_at_which_addresses_move_below_cuts_none(here: Tree) -> None:
    wide = on_terminal(here.root, 400)
    needed = max(map(cell_len, wide))
    assert on_terminal(here.root, needed) == wide
    below = on_terminal(here.root, needed - 1)
    assert len(below) == 1 + 5 + 15


def test_a_terminal_gets_selected_feeds_in_order(here: Tree) -> None:
    lines = on_terminal(here.root, 400, "--kind", "tag", "--sort", "posts")
    assert [line.split()[1] for line in lines[1::3]] == ["bread", "技术", "Apple"]


def test_posts_left_out_because_of_faults_are_noted(here: Tree) -> None:
    here.write("e.md", "---\ntitle: [\n---\n")
    note = "note: left out 1 post with faults; run `feeds check` to see why\n"
    assert run().stderr == note
    assert run("--quiet").stderr == ""
