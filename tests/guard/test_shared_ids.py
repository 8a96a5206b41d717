"""Posts that share an id do subscribers no harm, whether they come, go, or were always there."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner, Result

from feeds.cli import main
from feeds.errors import LostPostsError
from tests.support.tree import Tree


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def pairs(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Six ids, each of an old post and a new one; the site's feed shows the new ones alone."""
    tree.feeds = {"entries": 6, "formats": ["json"]}
    for number in range(6):
        for age, year in (("old", 2024), ("new", 2025)):
            identity, date = f"tag:{number}", f"{year}-01-0{number + 1}"
            title = f"Post {number}"
            tree.post(f"{age}{number}.md", title=title, date=date, id=identity, tags=["all"])
    tree.configure()
    monkeypatch.chdir(tree.root)
    return tree


def items(tree: Tree) -> list[dict[str, str]]:
    found = json.loads((tree.output / "feed.json").read_bytes())["items"]
    assert isinstance(found, list)
    return found


def publish(tree: Tree, *entries: tuple[str, str]) -> None:
    """Write a feed as another program publishes it: ids and links of its entries."""
    made = [
        {"id": identity, "url": link, "title": link, "date_published": "2025-01-01T00:00:00Z"}
        for identity, link in entries
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Example", "items": made}
    tree.output.mkdir(exist_ok=True)
    (tree.output / "feed.json").write_text(json.dumps(feed), encoding="utf-8")


def link(name: str) -> str:
    return f"https://example.com/blog/{name}.html"


def test_posts_that_were_hidden_before_appear_without_refusal(pairs: Tree) -> None:
    publish(pairs, *((f"tag:{number}", link(f"old{number}")) for number in range(6)))
    pairs.build()
    assert {item["url"] for item in items(pairs)} == {link(f"new{number}") for number in range(6)}


def test_a_feed_with_one_id_many_times_can_be_taken_over(pairs: Tree) -> None:
    publish(pairs, *((f"tag:{number}", link(f"new{number}")) for number in range(6)))
    assert run("compare", "public").exit_code == 0
    adopted = run("adopt", "public")
    assert "0 ids adopted" in adopted.stdout
    pairs.build()
    hashed = sha256(b"new0.md").hexdigest()[:8]
    assert items(pairs)[-1]["id"] == f"tag:0#{hashed}"


def test_all_oldest_posts_may_go_at_once(pairs: Tree) -> None:
    pairs.build()
    for number in range(6):
        (pairs.posts / f"old{number}.md").unlink()
    pairs.build()
    assert [item["id"] for item in items(pairs)] == [f"tag:{number}" for number in range(5, -1, -1)]


def test_most_posts_of_one_id_may_not_go_at_once(tree: Tree) -> None:
    for number in range(10):
        tree.post(f"{number}.md", title=f"Post {number}", id="tag:one")
    tree.build()
    for number in range(1, 9):
        (tree.posts / f"{number}.md").unlink()
    with pytest.raises(LostPostsError, match="8 of 10"):
        tree.build()
    tree.build(accept_removals=True)


def test_a_hash_in_an_id_can_be_kept_in_front_matter(pairs: Tree) -> None:
    pairs.build()
    before = items(pairs)
    name = before[0]["url"].rpartition("/")[2].removesuffix(".html")
    post = pairs.posts / f"{name}.md"
    text = post.read_text(encoding="utf-8")
    post.write_text(text.replace("id: tag:5", f"id: {before[0]['id']}"), encoding="utf-8")
    report = pairs.build()
    assert items(pairs) == before
    assert f"{name}.md" not in {fault.path for fault in report.faults}
