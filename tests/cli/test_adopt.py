"""``feeds adopt``: posts keep the ids that readers know, from a file in the tree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.guard import IDS_FILE
from feeds.guard.feed_reader import read_feed
from feeds.pipeline.survey import survey
from tests.support.tree import NOW, Tree


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def ids(tree: Tree, name: str) -> list[str]:
    feed = read_feed((tree.output / name).read_bytes())
    assert feed
    return [entry.id for entry in feed.entries]


@pytest.fixture
def blog(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Four posts, published; and then the site moves to another address."""
    for day in range(1, 5):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}", tags=["t"])
    tree.build()
    tree.site["url"] = "https://elsewhere.example"
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


OLD_IDS = [f"https://example.com/blog/{day}.html" for day in (4, 3, 2, 1)]
FEEDS = [f"{stem}.{form}" for stem in ("feed", "tags/t/feed") for form in ("atom", "rss", "json")]


@pytest.mark.parametrize("old", ["public", "public/feed.atom", "public/tags/t/feed.rss"])
def test_adopted_ids_are_those_of_every_feed_in_every_format(blog: Tree, old: str) -> None:
    assert run("build").exit_code == 1
    result = run("adopt", old)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "4 ids adopted, 0 already the same, 0 unclear, 0 without a post.\n"
    assert run("build").exit_code == 0
    assert {name: ids(blog, name) for name in FEEDS} == dict.fromkeys(FEEDS, OLD_IDS)
    item = json.loads((blog.output / "feed.json").read_bytes())["items"][0]
    assert item["url"] == "https://elsewhere.example/4.html"


def test_adopting_again_changes_nothing(blog: Tree) -> None:
    run("adopt", "public")
    file = blog.posts / IDS_FILE
    before = file.read_bytes()
    assert "4 already the same" in run("adopt", "public").stdout
    assert file.read_bytes() == before


def test_ids_that_are_replaced_are_counted(blog: Tree) -> None:
    """Subscribers of the feed that was adopted first know the replaced ids."""
    link = "https://elsewhere.example"
    items = [{"id": f"old-{day}", "url": f"{link}/{day}.html"} for day in (1, 2)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    (blog.root / "first.json").write_text(json.dumps(feed), encoding="utf-8")
    assert run("adopt", "first.json").stderr == ""
    note = f"note: replaced 2 earlier ids in {IDS_FILE}\n"
    assert run("adopt", "public").stderr == note


def test_ids_adopted_before_stay_when_more_come(blog: Tree) -> None:
    run("adopt", "public")
    items = [{"id": "five", "url": "https://elsewhere.example/5"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    (blog.root / "more.json").write_text(json.dumps(feed), encoding="utf-8")
    blog.post("5.md", title="Post 5", date="2026-01-05")
    assert run("adopt", "more.json").exit_code == 0
    assert run("build").exit_code == 0
    assert ids(blog, "feed.atom") == ["five", *OLD_IDS]


def test_the_catalogue_holds_the_adopted_id(blog: Tree) -> None:
    """An id is double, or not, by what is published."""
    run("adopt", "public")
    with survey(blog.project(), NOW, lambda *_: None) as found:
        assert found.catalogue.post("4.md").id == OLD_IDS[0]
    blog.post("new.md", title="New", date="2026-03-01", id=OLD_IDS[0])
    assert "posts/new.md:1: an older post has the same id" in run("check").stdout


def test_what_is_not_sure_is_listed_and_left_alone(blog: Tree) -> None:
    blog.post("a.md", title="Twin", date="2026-02-01")
    blog.post("b.md", title="Twin", date="2026-02-01")
    items = [
        {"id": "twin", "title": "Twin", "date_published": "2026-02-01T00:00:00Z"},
        {"id": "gone", "title": "Gone", "date_published": "2019-02-01T00:00:00Z"},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    (blog.root / "old.json").write_text(json.dumps(feed), encoding="utf-8")
    result = run("adopt", "old.json")
    assert result.stderr.splitlines() == [
        "not adopted: Twin, 2026-02-01 (twin) could be a.md, b.md",
        "no post found for Gone, 2019-02-01 (gone)",
    ]
    assert result.stdout == "0 ids adopted, 0 already the same, 1 unclear, 1 without a post.\n"
    assert not (blog.posts / IDS_FILE).exists()


def test_many_entries_without_a_post_are_counted(blog: Tree) -> None:
    items = [{"id": f"gone-{number}", "title": f"Gone {number}"} for number in range(5)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    (blog.root / "old.json").write_text(json.dumps(feed), encoding="utf-8")
    lines = run("adopt", "old.json").stderr.splitlines()
    assert lines[2:] == [
        "no post found for Gone 2 (gone-2)",
        "no post found for 2 more (--verbose lists all)",
    ]
    assert len(run("adopt", "old.json", "--verbose").stderr.splitlines()) == 5


def test_a_renamed_post_is_named_before_its_id_is_lost(blog: Tree) -> None:
    run("adopt", "public")
    (blog.posts / "4.md").rename(blog.posts / "four.md")
    result = run("check")
    assert result.exit_code == 1
    assert f"posts/{IDS_FILE}:6: the post 4.md does not exist; write its new name" in result.stdout


def test_a_wrong_file_of_ids_is_told_with_its_line(blog: Tree) -> None:
    blog.write(IDS_FILE, "1.md: x\n2.md: x\n")
    result = run("build")
    assert result.exit_code == 2
    assert f"posts/{IDS_FILE}:2: 1.md already has the id x" in result.stderr


@pytest.mark.parametrize("kind", ["link", "directory"])
def test_a_file_of_ids_is_read_from_inside_the_tree_only(
    blog: Tree, tmp_path: Path, kind: str
) -> None:
    file = blog.posts / IDS_FILE
    if kind == "link":
        (tmp_path / "outside.yaml").write_text("1.md: x\n", encoding="utf-8")
        file.symlink_to(tmp_path / "outside.yaml")
    else:
        file.mkdir()
    result = run("check")
    assert result.exit_code == 2
    assert f"posts/{IDS_FILE}: " in result.stderr


def test_front_matter_takes_the_ids_by_choice(blog: Tree) -> None:
    before = (blog.posts / "4.md").read_text(encoding="utf-8")
    assert run("adopt", "public", "--front-matter").stdout.startswith("4 ids adopted")
    assert not (blog.posts / IDS_FILE).exists()
    line = f'---\nid: "{OLD_IDS[0]}"\n'
    assert (blog.posts / "4.md").read_text(encoding="utf-8") == line + before.removeprefix("---\n")
    assert sorted(file.name for file in blog.posts.iterdir()) == [f"{d}.md" for d in range(1, 5)]
    assert run("build").exit_code == 0
    assert ids(blog, "feed.atom") == OLD_IDS


def test_an_id_in_front_matter_is_its_authors(blog: Tree) -> None:
    blog.post("4.md", title="Post 4", date="2026-01-04", id="own")
    result = run("adopt", "public", "--front-matter")
    assert result.stdout.startswith("3 ids adopted")
    assert (
        f"posts/4.md:1: the id cannot be added to the front matter; add id: {OLD_IDS[0]} by hand"
        in (result.stderr)
    )


@pytest.mark.parametrize(
    "content",
    [
        '{"title": "Post 4", "date": "2026-01-04"}\n',
        '+++\ntitle = "Post 4"\ndate = 2026-01-04\n+++\n',
    ],
    ids=["json", "toml"],
)
def test_front_matter_that_is_not_yaml_is_not_changed(blog: Tree, content: str) -> None:
    (blog.posts / "4.md").write_text(content, encoding="utf-8")
    result = run("adopt", "public", "--front-matter")
    assert result.stdout.startswith("3 ids adopted")
    assert "posts/4.md:1: the id cannot be added to the front matter" in result.stderr
    assert (blog.posts / "4.md").read_text(encoding="utf-8") == content


def test_only_generators_that_read_ids_take_one_in_front_matter(tmp_path: Path, blog: Tree) -> None:
    site = tmp_path / "jekyll"
    shutil.copytree(blog.posts, site / "_posts")
    result = run(
        "adopt", "public", "--front-matter", "--source", site, "--url", "https://a.example"
    )
    assert result.exit_code == 2
    assert "Jekyll does not read ids from front matter" in result.stderr


@pytest.mark.usefixtures("blog")
def test_wrong_use_exits_with_2_in_words() -> None:
    for arguments in (["missing"], ["posts"], ["public", "surplus"], ["ftp://example.com/"]):
        result = run("adopt", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.strip()


def test_without_a_feed_posts_get_the_ids_of_the_last_build(blog: Tree) -> None:
    """Also a post whose file has another name now, and posts that no feed shows."""
    blog.feeds["entries"] = 2
    blog.configure()
    (blog.posts / "4.md").rename(blog.posts / "four.md")
    (blog.posts / "1.md").unlink()
    blog.post("new.md", title="New", date="2026-01-09")
    result = run("adopt")
    assert result.stdout == "3 ids adopted, 0 already the same, 0 unclear, 1 without a post.\n"
    assert f"no post found for Post 1, 2026-01-01 ({OLD_IDS[3]})" in result.stderr
    assert run("build").exit_code == 0
    assert ids(blog, "feed.atom") == ["https://elsewhere.example/new.html", OLD_IDS[0]]


def test_the_ids_of_the_last_build_can_be_adopted_after_a_refused_build(blog: Tree) -> None:
    assert run("build").exit_code == 1
    assert run("adopt").stdout.startswith("4 ids adopted")
    assert run("build").exit_code == 0
    assert ids(blog, "feed.atom") == OLD_IDS
    assert run("adopt").stdout.startswith("0 ids adopted, 4 already the same")


def test_without_a_feed_and_a_last_build_one_line_says_what_to_name(blog: Tree) -> None:
    shutil.rmtree(blog.state)
    result = run("adopt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a feed that subscribers have: feeds adopt OLD" in result.stderr


def test_a_link_left_in_the_tree_is_not_written_through(blog: Tree, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (blog.posts / f".{IDS_FILE}.part").symlink_to(outside)
    assert run("adopt", "public").stdout.startswith("4 ids adopted")
    assert not outside.exists()
