"""What benchmarks measure is what they say they measure."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.corpus import HUGO, JEKYLL, PELICAN, SHAPES, ZOLA, Layout, Post, Shape
from benchmarks.costs import Job, costs
from benchmarks.equality import badly_coded, different
from benchmarks.generators import build, peers
from benchmarks.ordinary import planted
from benchmarks.trees import Tree, checkout
from tests.support import ROOT

with_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
EVERY_SHAPE = pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.name)
POSTS = 60


@EVERY_SHAPE
def test_a_post_depends_on_its_number_alone(shape: Shape) -> None:
    asked = (
        "from benchmarks.corpus import SHAPES\n"
        f"print(ascii([SHAPES[{shape.name!r}].post(number) for number in range(5, 10)]))"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima", "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=elsewhere,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.strip() == ascii([shape.post(number) for number in range(5, 10)])


def test_news_are_three_to_six_kilobytes_with_one_term_of_each_kind() -> None:
    posts = [SHAPES["news"].post(number) for number in range(300)]
    sizes = [len(JEKYLL.text(post).encode()) for post in posts]
    assert min(sizes) >= 3000
    assert max(sizes) <= 6500
    assert {(len(post.categories), len(post.tags)) for post in posts} == {(1, 1)}


def test_a_blog_has_forty_categories_and_eight_hundred_tags() -> None:
    posts = [SHAPES["blog"].post(number) for number in range(6000)]
    assert {len(post.categories) for post in posts} == {1, 2}
    assert {len(post.tags) for post in posts} == {1, 2, 3, 4, 5, 6}
    assert len({name for post in posts for name in post.categories}) == 40
    assert 700 < len({name for post in posts for name in post.tags}) <= 800


def test_the_first_terms_are_far_more_frequent_than_the_last() -> None:
    names = [SHAPES["news"].post(number).categories[0] for number in range(3000)]
    assert names.count("source1") > 5 * max(names.count("source50"), 1)


@with_git
@EVERY_SHAPE
@pytest.mark.parametrize("layout", [JEKYLL, HUGO], ids=lambda layout: layout.name)
def test_every_term_gets_its_feed_in_every_layout(
    shape: Shape, layout: Layout, tmp_path: Path
) -> None:
    tree = Tree(tmp_path / "tree", shape, layout, POSTS)
    subprocess.run(build(tree.folder, tmp_path / "out"), check=True, capture_output=True)
    assert _feeds(tmp_path / "out") == 1 + _terms(shape)


@EVERY_SHAPE
@pytest.mark.parametrize("layout", [HUGO, PELICAN, ZOLA], ids=lambda layout: layout.name)
def test_a_peer_writes_a_full_feed_for_every_term_and_no_pages(
    shape: Shape, layout: Layout, tmp_path: Path
) -> None:
    peer = next(peer for peer in peers() if peer.layout is layout)
    if peer.lacks:
        pytest.skip(peer.lacks)
    tree, output = Tree(tmp_path / "tree", shape, layout, POSTS), tmp_path / "out"
    subprocess.run(peer.command(tree.folder, output), check=True, capture_output=True)
    assert _feeds(output) == 1 + _terms(shape, firsts=layout is PELICAN)
    assert not any(page.stat().st_size for page in output.rglob("*.html"))
    (feed,) = output.glob("*.xml")
    assert _ending(shape.post(POSTS - 1)) in feed.read_text(encoding="utf-8")


def test_a_program_that_does_not_run_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    false = shutil.which("false")
    assert false
    monkeypatch.setenv("FEEDS_ZOLA", false)
    (zola,) = (peer for peer in peers() if peer.layout is ZOLA)
    assert zola.lacks == f"{false} does not run on this machine"


@with_git
def test_jekyll_writes_a_feed_for_every_category_and_tag_of_a_real_site(tmp_path: Path) -> None:
    (jekyll,) = (peer for peer in peers() if peer.layout is JEKYLL)
    if jekyll.lacks:
        pytest.skip(jekyll.lacks)
    site, tree, output = tmp_path / "site", tmp_path / "tree", tmp_path / "out"
    (site / "_posts").mkdir(parents=True)
    (site / "_config.yml").write_text("url: https://example.com\nfeed: {posts_limit: 1}\n")
    for name, title in (("2020-01-01-a.md", "First"), ("2020-01-02-b.md", "Second")):
        matter = f"---\ntitle: {title}\ncategory: news\ntags: [bread, {name[-4]}]\n---\n"
        (site / "_posts" / name).write_text(matter)
    planted(site, tree, JEKYLL)
    subprocess.run(jekyll.command(tree, output), check=True, capture_output=True)
    names = {file.relative_to(output).as_posix() for file in output.rglob("*.xml")}
    tags = {f"feed/by_tag/{tag}.xml" for tag in ("bread", "a", "b")}
    assert names == {"feed.xml", "feed/news.xml"} | tags
    site_feed = (output / "feed.xml").read_text()
    assert "Second" in site_feed
    assert "First" not in site_feed


@with_git
def test_a_clone_and_a_plain_copy_hold_the_post_that_was_committed_last(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "tree", SHAPES["news"], JEKYLL, 5, folded=2)
    tree.grow()
    tree.clone(tmp_path / "clone")
    checkout(tree.folder, tmp_path / "plain")
    (newest,) = (tree.folder / "_posts/0002").glob("*000005.md")
    for copy in (tmp_path / "clone", tmp_path / "plain"):
        copied = copy / newest.relative_to(tree.folder)
        assert copied.read_bytes() == newest.read_bytes()
    assert not (tmp_path / "plain/.git").exists()


def test_other_bytes_and_missing_files_are_found(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    (one / "sub").mkdir(parents=True)
    for name in ("same", "changed", "sub/gone"):
        (one / name).write_text("text")
    shutil.copytree(one, other)
    assert different(one, other) == []
    (other / "changed").write_text("tent")
    (other / "sub/gone").unlink()
    (other / "new").touch()
    assert different(one, other) == ["changed", "new", "sub/gone"]


def test_compressed_files_that_decode_to_something_else_are_found(tmp_path: Path) -> None:
    for name, text in (("good.xml", b"text"), ("bad.xml", b"tent")):
        (tmp_path / name).write_bytes(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(b"text"))
    (tmp_path / "bad.xml.br").write_bytes(b"tent")
    assert badly_coded(tmp_path) == ["bad.xml.gz", "bad.xml.br"]


def test_memory_is_that_of_children_too() -> None:
    child = "import time; held = bytes(b'x' * 60_000_000); time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cost = costs({"a": Job([sys.executable, "-c", parent])}, 1)["a"]
    assert 60_000_000 < cost.memory < 200_000_000
    assert cost.seconds >= 0.5


def test_processor_time_is_that_of_children_too() -> None:
    child = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    waits = [sys.executable, "-c", "import time; time.sleep(0.3)"]
    took = costs({"works": Job([sys.executable, "-c", parent]), "waits": Job(waits)}, 0)
    assert took["works"].processor >= 0.3
    assert took["waits"].processor < 0.3


def test_a_command_that_fails_is_told_with_its_own_words() -> None:
    failing = Job([sys.executable, "-c", "raise SystemExit('no such luck')"])
    with pytest.raises(RuntimeError, match="no such luck"):
        costs({"a": failing}, 1)


def _terms(shape: Shape, firsts: bool = False) -> int:
    """Count the terms; of the categories only each post's first where asked."""
    posts = [shape.post(number) for number in range(POSTS)]
    categories = {name for post in posts for name in post.categories[: 1 if firsts else None]}
    return len(categories | {name for post in posts for name in post.tags})


def _ending(post: Post) -> str:
    """Return the last words of a body, which no markup interrupts."""
    link = re.search(r"\[([^]]+)\]\([^)]+\)$", post.body.rstrip())
    return link[1] if link else " ".join(post.body.split()[-4:])


def _feeds(output: Path) -> int:
    return sum(1 for _ in output.rglob("*.xml"))
