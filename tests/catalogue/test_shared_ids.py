"""Posts that share an id: all are published, and no two entries have the same id."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.shared_ids import inherits
from feeds.errors import Fault
from feeds.model import Post
from tests.catalogue.test_catalogue import BREAD, NOW, a_post, a_spec, record, window

OLD = NOW - timedelta(days=9)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.db", "rules", NOW) as opened:
        yield opened


def marked(identity: str, path: str) -> str:
    return f"{identity}#{sha256(path.encode()).hexdigest()[:8]}"


def ids(catalogue: Catalogue) -> dict[str, str]:
    """Return the id of every post in feeds."""
    return {post.path: post.id for post in catalogue.published()}


def test_the_oldest_post_keeps_the_id_and_later_ones_get_a_hash_of_their_path(
    catalogue: Catalogue,
) -> None:
    record(
        catalogue,
        a_post("new.md", id="urn:x"),
        a_post("ä.md", OLD, id="urn:x"),
        a_post("old.md", OLD, id="urn:x"),
        a_post("other.md", id="urn:y"),
    )
    wanted = {
        "other.md": "urn:y",
        "new.md": marked("urn:x", "new.md"),
        "ä.md": marked("urn:x", "ä.md"),
        "old.md": "urn:x",
    }
    assert ids(catalogue) == wanted
    assert window(catalogue) == ["other.md", "new.md", "ä.md", "old.md"]
    assert (catalogue.posts(), catalogue.left_out()) == (4, {})
    assert catalogue.post("new.md").id == wanted["new.md"]
    assert {post.id for post in catalogue.everything()} == {"urn:x", "urn:y"}


def test_each_later_post_is_reported_with_the_oldest_in_the_same_words(
    catalogue: Catalogue,
) -> None:
    record(catalogue, *(a_post(f"{name}.md", id="urn:x") for name in "abc"), a_post("d.md"))
    first, second = catalogue.faults()
    assert (first.path, first.other, first.fatal) == ("b.md", "a.md", False)
    assert (second.path, second.other) == ("c.md", "a.md")
    assert first.message == second.message
    assert str(first.below("tree")).startswith("tree/b.md:1: an older post has the same id")
    assert str(first.below("tree")).endswith("(see also tree/a.md)")


def test_a_post_that_is_not_due_or_has_expired_does_not_keep_an_id(catalogue: Catalogue) -> None:
    early = a_post("a.md", OLD, id="urn:x", due=NOW + timedelta(days=1))
    gone = a_post("b.md", OLD, id="urn:x", expires=NOW)
    record(catalogue, early, gone, a_post("c.md", id="urn:x"))
    assert ids(catalogue) == {"c.md": "urn:x"}
    assert catalogue.faults() == []


def test_the_next_post_keeps_the_id_when_the_oldest_is_removed(catalogue: Catalogue) -> None:
    record(catalogue, *(a_post(f"{name}.md", id="urn:x") for name in "abc"))
    assert ids(catalogue)["b.md"] == marked("urn:x", "b.md")
    catalogue.forget(["a.md"])
    assert ids(catalogue) == {"b.md": "urn:x", "c.md": marked("urn:x", "c.md")}


def test_a_post_that_has_the_id_of_a_later_one_keeps_it(catalogue: Catalogue) -> None:
    own = marked("urn:x", "b.md")
    due = NOW + timedelta(days=1)
    record(catalogue, a_post("a.md", id="urn:x"), a_post("b.md", id="urn:x"))
    record(catalogue, a_post("c.md", id=own), a_post("d.md", id=own, due=due))
    found = ids(catalogue)
    assert found["c.md"] == own
    assert found["b.md"] != own
    assert found["b.md"].startswith("urn:x#")
    catalogue.forget(["c.md"])
    assert ids(catalogue) == {key: found[key] for key in ("a.md", "b.md")}


NAMES = st.sampled_from("abcdefgh")
IDS = st.sampled_from(["urn:x", marked("urn:x", "a.md"), marked("urn:x", "b.md"), "urn:y"])
IDS |= IDS.flatmap(lambda one: NAMES.map(lambda name: marked(one, f"{name}.md")))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.tuples(IDS, st.integers(-3, 3), st.booleans())))
def test_no_two_posts_ever_have_the_same_id(
    tmp_path_factory: pytest.TempPathFactory, posts: dict[str, tuple[str, int, bool]]
) -> None:
    def made(name: str) -> Post:
        identity, days, is_due = posts[name]
        due = NOW + timedelta(days=days) if is_due else None
        return a_post(f"{name}.md", NOW + timedelta(days=days), id=identity, due=due)

    file = tmp_path_factory.mktemp("state") / "catalogue.db"
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, *map(made, posts))
        found = [post.id for post in catalogue.published()]
        assert len(set(found)) == len(found)
        assert {posts[path[0]][0] for path in ids(catalogue)} <= {*found}


def test_a_hundred_thousand_posts_of_one_id_take_seconds(tmp_path: Path) -> None:
    with Catalogue(tmp_path / "catalogue.db", "rules", NOW) as catalogue:
        record(catalogue, *(a_post(f"{number}.md", id="urn:x") for number in range(100_000)))
        start = time.process_time()
        shown = catalogue.window(a_spec(BREAD, limit=200_000))
        assert time.process_time() - start < 10
    assert len({post.id for post in shown}) == 100_000


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("urn:x#0123abcd", "urn:x", True),
        ("urn:x", "urn:x#0123abcd", False),
        ("urn:x#0123abcd", "urn:y", False),
        ("#0123abcd", "urn:x", False),
        ("urn:x#0123abcde", "urn:x", False),
        ("urn:x", "urn:x", False),
    ],
)
def test_a_post_inherits_the_id_without_the_hash(old: str, new: str, wanted: bool) -> None:
    assert inherits(old, new) is wanted


def test_faults_of_one_file_do_not_name_another() -> None:
    assert str(Fault("a.md", 2, "wrong").below("tree")) == "tree/a.md:2: wrong"
