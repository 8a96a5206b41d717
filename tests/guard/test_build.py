"""A build that would show readers every post again writes nothing, and says the way out."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.edition import EditionWriter
from feeds.errors import NewIdsError
from feeds.pipeline.build import build
from tests.support.live import running
from tests.support.tree import NOW, Tree


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def ids(tree: Tree, name: str = "feed.json") -> list[str]:
    return [item["id"] for item in json.loads((tree.output / name).read_bytes())["items"]]


@pytest.fixture
def blog(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Five posts on http, published; and then the site's address begins with https."""
    tree.site["url"] = "http://example.com/blog"
    for day in range(1, 6):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}", tags=["all"])
    tree.build()
    tree.site["url"] = "https://example.com/blog"
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


def test_a_build_that_changes_every_id_is_refused_and_writes_nothing(blog: Tree) -> None:
    before, times = blog.published(), blog.times()
    for _ in range(2):
        result = run("build")
        assert (result.exit_code, result.stdout) == (1, "")
    assert (blog.published(), blog.times()) == (before, times)


@pytest.mark.usefixtures("blog")
def test_the_refusal_names_a_feed_an_entry_and_what_to_do() -> None:
    words = run("build").stderr
    for wanted in (
        "nothing was written",
        "/feed.atom",
        "5 of 5",
        "Post 5",
        "http://example.com/blog/5.html",
        "https://example.com/blog/5.html",
        "`feeds adopt`",
        "feeds build --accept-new-ids",
    ):
        assert wanted in words


def test_the_refusal_can_be_overruled_once(blog: Tree) -> None:
    assert run("build", "--accept-new-ids").exit_code == 0
    assert ids(blog)[0] == "https://example.com/blog/5.html"
    assert run("build").exit_code == 0


@pytest.mark.parametrize(("share", "code"), [(True, 0), (1, 0), (0.99, 1), (False, 1)])
def test_the_configuration_says_how_much_may_change(blog: Tree, share: float, code: int) -> None:
    blog.feeds["accept_new_ids"] = share
    blog.configure()
    assert run("build").exit_code == code


def test_the_server_refuses_such_a_build_and_serves_the_last_edition(blog: Tree) -> None:
    pytest.importorskip("granian")
    with running(blog) as live:
        live.says("the feeds did not change: nothing was written")
    assert ids(blog)[0] == "http://example.com/blog/5.html"


@pytest.mark.parametrize("lost", [".feeds", "public/feed.atom"])
def test_known_ids_are_read_from_published_documents(blog: Tree, lost: str) -> None:
    """Neither the state directory nor any single format is needed for it."""
    place = blog.root / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    assert run("build").exit_code == 1


@pytest.mark.parametrize("left", ["nothing", "feeds with the new ids"])
def test_known_ids_survive_a_generator_that_empties_the_output_folder(
    blog: Tree, left: str
) -> None:
    """As ``jekyll build`` does; then jekyll-feed writes its own feed at the same path."""
    old = ids(blog)
    shutil.rmtree(blog.output)
    if left != "nothing":
        run("build", "--output", "new", "--state", "other")
        blog.output.mkdir()
        shutil.copy(blog.root / "new" / "feed.atom", blog.output)
    before = blog.published()
    refused = run("build")
    assert (refused.exit_code, blog.published()) == (1, before)
    assert "5 of 5 posts in /feed.atom" in refused.stderr
    assert "To keep the ids, run `feeds adopt` with the same options" in refused.stderr
    assert run("adopt").stdout.startswith("5 ids adopted")
    assert run("build").exit_code == 0
    assert ids(blog) == old


def test_known_ids_survive_new_names_of_all_files_and_an_empty_output_folder(tree: Tree) -> None:
    for day in range(1, 6):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}")
    tree.build()
    shutil.rmtree(tree.output)
    for day in range(1, 6):
        (tree.posts / f"{day}.md").rename(tree.posts / f"post-{day}.md")
    with pytest.raises(NewIdsError, match=r"5 of 5 posts in /feed\.atom"):
        tree.build()


def test_new_ids_that_were_accepted_are_known_after_the_output_folder_is_emptied(
    blog: Tree,
) -> None:
    assert run("build", "--accept-new-ids").exit_code == 0
    shutil.rmtree(blog.output)
    blog.post("6.md", title="Post 6", date="2026-01-06", tags=["all"])
    assert run("build").exit_code == 0


def test_an_edited_feed_is_repaired_even_with_other_ids(
    tree: Tree,
) -> None:
    for day in range(1, 6):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}")
    tree.build()
    before = tree.published()
    for name, content in before.items():
        (tree.output / name).write_bytes(content.replace(b"example.com", b"example.net"))
    tree.build()
    assert tree.published() == before


@pytest.mark.parametrize("spared", [".gz", ""])
def test_editing_published_files_does_not_allow_new_ids(blog: Tree, spared: str) -> None:
    """A minifier may have gone over the output."""
    for file in blog.output.rglob("*.*"):
        if not spared and file.suffix in (".gz", ".br", ".zst"):
            file.unlink()
        elif file.suffix in (".atom", ".rss", ".json"):
            file.write_bytes(file.read_bytes() + b"\n")
    assert run("build").exit_code == 1


def test_a_feed_of_another_generator_counts_too(tree: Tree) -> None:
    items = ""
    for day in range(1, 6):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}")
        items += f"<item><guid>old-{day}</guid><title>Post {day}</title></item>"
    tree.output.mkdir(parents=True)
    feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
    (tree.output / "feed.rss").write_text(feed, encoding="utf-8")
    with pytest.raises(NewIdsError):
        tree.build()
    assert (tree.output / "feed.rss").read_text(encoding="utf-8") == feed


@pytest.mark.parametrize("kept", [True, False], ids=["state kept", "nothing kept"])
def test_a_generator_may_write_its_own_ids_again_before_each_build(tree: Tree, kept: bool) -> None:
    """As in CI: the site's generator fills an empty folder, then feeds replaces its feed."""
    identities = []
    items = ""
    for day in range(1, 6):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}")
        identities.append(f"{day}.md: 'http://old.example/{day}'\n")
        items += f"<item><guid>https://example.com/{day}</guid><title>Post {day}</title></item>"
    tree.write("_feeds-ids.yaml", "".join(identities))
    generated = f"<rss version='2.0'><channel>{items}</channel></rss>"
    for _ in range(3):
        shutil.rmtree(tree.output, ignore_errors=True)
        tree.output.mkdir(parents=True)
        (tree.output / "feed.rss").write_text(generated, encoding="utf-8")
        tree.build()
        assert ids(tree)[0] == "http://old.example/5"
        if not kept:
            shutil.rmtree(tree.state)


def test_adopting_ids_that_subscribers_do_not_have_is_refused(tree: Tree) -> None:
    for day in range(1, 6):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}")
    tree.build()
    tree.write("_feeds-ids.yaml", "".join(f"{day}.md: 'urn:{day}'\n" for day in range(1, 6)))
    with pytest.raises(NewIdsError):
        tree.build()


def test_a_document_without_entries_does_not_hide_other_formats(blog: Tree) -> None:
    (blog.output / "feed.atom").write_text("<feed xmlns='http://www.w3.org/2005/Atom'/>", "utf-8")
    shutil.rmtree(blog.output / "tags")
    assert run("build").exit_code == 1


def test_undoing_the_change_after_a_refusal_changes_nothing(blog: Tree) -> None:
    before, times = blog.published(), blog.times()
    assert run("build").exit_code == 1
    blog.site["url"] = "http://example.com/blog"
    assert blog.build().written == 0
    assert (blog.published(), blog.times()) == (before, times)


def permalinks(tree: Tree, days: range) -> None:
    for day in days:
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}", permalink=f"/new/{day}")


@pytest.mark.parametrize(
    ("posts", "changed", "refused"),
    [(2, 2, False), (3, 3, True), (6, 3, False), (5, 3, True), (9, 4, False)],
)
def test_only_over_half_of_the_ids_and_at_least_three_are_refused(
    tree: Tree, posts: int, changed: int, refused: bool
) -> None:
    permalinks(tree, range(1, posts + 1))
    tree.build()
    for day in range(1, changed + 1):
        tree.post(f"{day}.md", title=f"Post {day}", date=f"2026-01-0{day}", permalink=f"/x/{day}")
    if refused:
        with pytest.raises(NewIdsError):
            tree.build()
    else:
        tree.build()


def test_many_new_posts_are_not_new_ids(tree: Tree) -> None:
    """Every entry of the feed is replaced, titles come back, and all is well."""
    tree.feeds["entries"] = 3
    for day in range(1, 10):
        tree.post(f"{day}.md", title=("Morning", "Noon", "Night")[day % 3], date=f"2026-01-0{day}")
        if day % 3 == 0:
            tree.build()
    assert ids(tree) == [f"https://example.com/blog/{day}.html" for day in (9, 8, 7)]


def test_removed_posts_are_not_new_ids(blog: Tree) -> None:
    blog.site["url"] = "http://example.com/blog"
    for post in blog.posts.iterdir():
        post.unlink()
    blog.post("other.md", title="Other")
    blog.build(accept_removals=True)
    assert ids(blog) == ["http://example.com/blog/other.html"]


def test_a_file_that_is_not_a_feed_does_not_stop_a_build(tree: Tree) -> None:
    tree.post("a.md", title="A")
    tree.output.mkdir(parents=True)
    (tree.output / "feed.atom").write_text("<html>", encoding="utf-8")
    (tree.output / "feed.rss").mkdir()
    (tree.output / "feed.rss").rmdir()
    tree.build()
    assert ids(tree) == ["https://example.com/blog/a.html"]


def test_only_changed_feeds_are_compared(blog: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post in one feed of many must not cost the reading of all."""
    blog.site["url"] = "http://example.com/blog"
    blog.post("new.md", title="New", date="2026-02-01", tags=["new"])
    read: list[str] = []

    def document(_: EditionWriter, path: str) -> None:
        read.append(path)

    monkeypatch.setattr(EditionWriter, "document", document)
    build(blog.project(), NOW, lambda *_: None)
    assert {path for path in read if path.endswith(".atom")} == {
        "/feed.atom",
        "/tags/new/feed.atom",
    }
    read.clear()
    build(blog.project(), NOW, lambda *_: None)
    assert read == []
