"""The index of posts, kept between builds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.catalogue.catalogue import Catalogue, ShownPost, TermCount
from feeds.catalogue.database import Checksum
from feeds.catalogue.rows import FileRow, decode_post, encode_post, post_row
from feeds.errors import DamagedError, EditionError, Fault
from feeds.model import Enclosure, FeedKind, FeedSpec, Person, Post, Template, Term
from feeds.zones import zone

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BREAD = Term(FeedKind.TAG, "Bread", "bread")
SITE = Term(FeedKind.SITE, "", "")


def a_post(
    path: str,
    published: datetime = NOW - timedelta(days=1),
    id: str = "",
    tags: tuple[Term, ...] = (BREAD,),
    due: datetime | None = None,
    expires: datetime | None = None,
    template: Template = Template.NONE,
) -> Post:
    return Post(
        path=path,
        id=id or f"https://example.com/{path}",
        link=f"https://example.com/{path}",
        title=path,
        published=published,
        updated=published,
        tags=tags,
        due=due,
        expires=expires,
        template=template,
    )


def record(catalogue: Catalogue, *posts: Post) -> None:
    catalogue.record(
        FileRow(post.path, f"stamp of {post.path}", f"version of {post.path}", post_row(post))
        for post in posts
    )


def a_spec(term: Term | None, limit: int = 20, ties_ascend: bool = False) -> FeedSpec:
    kind = term.kind if term else FeedKind.SITE
    return FeedSpec(kind, term, "", "", None, {}, {}, limit, ties_ascend=ties_ascend)


def window(catalogue: Catalogue, limit: int = 20, ties_ascend: bool = False) -> list[str]:
    shown = catalogue.window(a_spec(BREAD, limit, ties_ascend))
    return [post.path for post in shown]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "catalogue.db"


@pytest.fixture
def catalogue(file: Path) -> Iterator[Catalogue]:
    with Catalogue(file, "rules", NOW) as opened:
        yield opened


def test_a_window_shows_the_newest_first_and_no_more_than_its_limit(catalogue: Catalogue) -> None:
    record(catalogue, *(a_post(f"{day}.md", NOW - timedelta(days=day)) for day in (3, 1, 4, 2)))
    assert window(catalogue, limit=3) == ["1.md", "2.md", "3.md"]
    assert catalogue.window(a_spec(None, limit=1)) == [ShownPost("1.md", "version of 1.md")]


def test_posts_of_one_instant_come_by_path_downwards_or_upwards(catalogue: Catalogue) -> None:
    record(catalogue, *(a_post(path) for path in ("b.md", "ä.md", "a.md", "B.md")))
    assert window(catalogue, ties_ascend=True) == ["B.md", "a.md", "b.md", "ä.md"]
    assert window(catalogue) == ["ä.md", "b.md", "a.md", "B.md"]


def test_instants_are_compared_not_the_dates_as_written(catalogue: Catalogue) -> None:
    in_china = datetime(2026, 5, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    record(catalogue, a_post("china.md", in_china), a_post("utc.md", in_china.replace(tzinfo=UTC)))
    assert window(catalogue) == ["utc.md", "china.md"]


@pytest.mark.parametrize(
    ("due", "expires", "shown"),
    [
        (None, None, True),
        (NOW, None, True),
        (NOW + timedelta(microseconds=1), None, False),
        (None, NOW, False),
        (None, NOW + timedelta(microseconds=1), True),
    ],
)
def test_the_publication_instant_decides_what_is_due_and_what_expired(
    catalogue: Catalogue, due: datetime | None, expires: datetime | None, shown: bool
) -> None:
    record(catalogue, a_post("a.md", due=due, expires=expires))
    assert bool(window(catalogue)) is shown
    assert bool(catalogue.terms()) is shown
    assert catalogue.posts() == shown


def test_a_post_becomes_due_in_an_unchanged_catalogue(file: Path) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, a_post("a.md", due=NOW + timedelta(hours=1)))
        assert catalogue.left_out() == {"future": 1}
    with Catalogue(file, "rules", NOW + timedelta(hours=1)) as later:
        assert window(later) == ["a.md"]
        assert later.left_out() == {}


def test_a_term_counts_its_published_posts_and_knows_the_newest(catalogue: Catalogue) -> None:
    cake = Term(FeedKind.TAG, "bread", "bread")
    record(
        catalogue,
        a_post("a.md", NOW - timedelta(days=3), tags=(BREAD, cake)),
        a_post("b.md", NOW - timedelta(days=2)),
        a_post("c.md", NOW - timedelta(days=1), due=NOW + timedelta(days=1)),
    )
    assert catalogue.terms() == [
        TermCount(SITE, 2, NOW - timedelta(days=2)),
        TermCount(BREAD, 2, NOW - timedelta(days=2)),
        TermCount(cake, 1, NOW - timedelta(days=3)),
    ]
    assert catalogue.oldest(BREAD) == (NOW - timedelta(days=3), "a.md")


def test_a_post_under_one_term_twice_is_counted_once(catalogue: Catalogue) -> None:
    record(catalogue, a_post("a.md", tags=(BREAD, BREAD)))
    assert [count.posts for count in catalogue.terms()] == [1, 1]


def test_recording_a_file_again_replaces_everything_about_it(catalogue: Catalogue) -> None:
    fault = Fault("a.md", 3, "wrong", fatal=False)
    template = a_post("a.md", template=Template.ALONE)
    catalogue.record([FileRow("a.md", "1", "v1", post_row(template), faults=(fault,))])
    assert (catalogue.faults(), catalogue.templates()) == ([fault], 1)
    catalogue.record([FileRow("a.md", "2", "v2", None, left_out="draft")])
    assert (catalogue.faults(), catalogue.templates(), window(catalogue)) == ([], 0, [])
    assert catalogue.left_out() == {"draft": 1}
    assert catalogue.seen.stamps() == {"a.md": "2"}
    with pytest.raises(KeyError):
        catalogue.post("a.md")


def test_nothing_is_left_of_a_removed_file(catalogue: Catalogue) -> None:
    record(catalogue, a_post("a.md"))
    catalogue.forget(["a.md"])
    assert catalogue.seen.stamps() == {}
    assert catalogue.terms() == []
    assert catalogue.seen.version("a.md") is None


def test_files_and_posts_are_counted_through_changes(file: Path) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, a_post("a.md"), a_post("b.md"), a_post("c.md"))
        record(catalogue, a_post("a.md"))
        catalogue.record([FileRow("b.md", "stamp", "version", None, "draft")])
        catalogue.forget(["c.md", "none.md"])
        assert (catalogue.seen.files(), catalogue.posts()) == (2, 1)
    with Catalogue(file, "rules", NOW) as again:
        assert (again.seen.files(), again.posts()) == (2, 1)


def _content(file: Path) -> dict[str, list[object]]:
    """Return the rows of every table, and the definitions of tables and indexes."""
    with closing(sqlite3.connect(file)) as database:
        definitions = database.execute("SELECT name, sql FROM sqlite_schema ORDER BY name")
        found: dict[str, list[object]] = {"": definitions.fetchall()}
        tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (name,) in tables:
            found[name] = sorted(database.execute(f"SELECT * FROM {name}"), key=repr)
        return found


def test_files_can_be_recorded_all_at_once_or_one_by_one(tmp_path: Path) -> None:
    posts = [
        a_post(f"{n}.md", id=f"urn:{n % 240}", tags=(Term("tag", str(n % 7), ""), BREAD))
        for n in range(250)
    ]
    with Catalogue(tmp_path / "at once.db", "rules", NOW) as catalogue:
        record(catalogue, *posts)
    with Catalogue(tmp_path / "one by one.db", "rules", NOW) as catalogue:
        for post in posts:
            record(catalogue, post)
    assert _content(tmp_path / "at once.db") == _content(tmp_path / "one by one.db")


def test_a_first_build_that_fails_while_it_reads_leaves_an_empty_catalogue(file: Path) -> None:
    def read() -> Iterator[FileRow]:
        for number in range(250):
            yield FileRow(f"{number}.md", "", "", post_row(a_post(f"{number}.md")))
        raise ZeroDivisionError

    with Catalogue(file, "rules", NOW):
        pass
    empty = _content(file)
    with pytest.raises(ZeroDivisionError), Catalogue(file, "rules", NOW) as catalogue:
        catalogue.record(read())
    assert _content(file) == empty


def test_a_touched_file_keeps_its_version(catalogue: Catalogue) -> None:
    record(catalogue, a_post("a.md"))
    catalogue.seen.touch("a.md", "later")
    assert catalogue.seen.stamps() == {"a.md": "later"}
    assert catalogue.seen.version("a.md") == "version of a.md"


texts = st.text(max_size=20)
maybe_text = st.none() | texts
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(
    datetime(1000, 1, 2, tzinfo=UTC).replace(tzinfo=None),
    datetime(9999, 12, 30, tzinfo=UTC).replace(tzinfo=None),
    timezones=offsets,
)
people = st.lists(st.builds(Person, texts, maybe_text, maybe_text), max_size=2).map(tuple)
terms = st.lists(
    st.builds(Term, st.sampled_from(FeedKind) | texts, texts, texts), max_size=3, unique=True
).map(tuple)
posts = st.builds(
    Post,
    path=texts,
    id=texts,
    link=texts,
    title=texts,
    published=moments,
    updated=moments,
    authors=people,
    categories=terms,
    tags=terms,
    bylines=terms,
    others=terms,
    on_site=st.booleans(),
    labels=terms,
    summary=maybe_text,
    summary_only=st.booleans(),
    image=maybe_text,
    enclosures=st.lists(st.builds(Enclosure, texts, texts, st.integers(0)), max_size=2).map(tuple),
    language=maybe_text,
    template=st.sampled_from(Template),
    due=st.none() | moments,
    expires=st.none() | moments,
    weight=st.integers(-5, 5),
    ordered_by=st.none() | moments,
    tie=texts,
)


@given(post=posts)
@settings(max_examples=100, deadline=None)
def test_any_post_is_equal_after_encoding_and_decoding(post: Post) -> None:
    back = decode_post(encode_post(post))
    assert back == post
    assert back.published.utcoffset() == post.published.utcoffset()


def test_a_date_of_a_named_zone_keeps_its_offset_to_the_second() -> None:
    """Zones had local mean time before they had standard time."""
    post = a_post("a.md", datetime(1850, 1, 1, tzinfo=zone("Asia/Shanghai")))
    back = decode_post(encode_post(post)).published
    assert back.isoformat() == "1850-01-01T00:00:00+08:05:43"


@given(post=posts)
@settings(max_examples=30, deadline=None)
def test_any_post_can_be_recorded_and_found_again(post: Post) -> None:
    with Catalogue(Path("never-written.db"), "rules", NOW, keep=False) as catalogue:
        catalogue.record([FileRow(post.path, "stamp", "version", post_row(post))])
        assert catalogue.post(post.path) == post
        names = {(term.kind, term.name) for term in (SITE, *post.terms)}
        assert all((count.term.kind, count.term.name) in names for count in catalogue.terms())


def test_recorded_posts_are_there_the_next_time(file: Path) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, a_post("a.md"))
    with Catalogue(file, "rules", NOW) as again:
        assert window(again) == ["a.md"]


def test_under_other_rules_the_catalogue_is_empty(file: Path) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, a_post("a.md"))
    with Catalogue(file, "other rules", NOW) as other:
        assert other.seen.stamps() == {}
        assert other.posts() == 0


def test_a_block_that_fails_keeps_only_what_was_committed(file: Path) -> None:
    def fail() -> None:
        with Catalogue(file, "rules", NOW) as catalogue:
            record(catalogue, a_post("a.md"))
            catalogue.commit()
            record(catalogue, a_post("b.md"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with Catalogue(file, "rules", NOW) as again:
        assert window(again) == ["a.md"]


def _foreign(file: Path) -> None:
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE bread (weight INTEGER)")
    database.commit()
    database.close()


def _garbage(file: Path) -> None:
    file.write_bytes(b"not a database" * 400)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("spoil", [_foreign, _garbage, _cut, _empty])
def test_a_damaged_or_foreign_file_is_rebuilt(file: Path, spoil: object) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, a_post("a.md"))
    if spoil is _foreign:
        file.unlink()
    assert callable(spoil)
    spoil(file)
    with Catalogue(file, "rules", NOW) as again:
        assert again.seen.stamps() == {}
        record(again, a_post("b.md"))
    with Catalogue(file, "rules", NOW) as kept:
        assert window(kept) == ["b.md"]


def test_damage_found_during_a_build_is_repaired_by_the_next(file: Path) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, *(a_post(f"{number}.md") for number in range(200)))
    page = 4096
    content = file.read_bytes()
    file.write_bytes(content[: 2 * page] + b"\xff" * (len(content) - 2 * page))
    Checksum(file).note()

    def use() -> None:
        with Catalogue(file, "rules", NOW) as damaged:
            record(damaged, a_post("new.md"))
            damaged.terms()

    with pytest.raises(DamagedError, match=r"catalogue\.db: the file is damaged"):
        use()
    assert list(file.parent.iterdir()) == []
    with Catalogue(file, "rules", NOW) as again:
        assert again.seen.stamps() == {}


def test_without_keep_nothing_is_written(file: Path) -> None:
    with Catalogue(file, "rules", NOW, keep=False) as catalogue:
        record(catalogue, a_post("a.md"))
        assert window(catalogue) == ["a.md"]
    assert not file.parent.exists()


@pytest.mark.parametrize("rules", ["rules", "other rules"])
def test_without_keep_a_catalogue_is_read_and_not_changed(file: Path, rules: str) -> None:
    with Catalogue(file, "rules", NOW) as catalogue:
        record(catalogue, a_post("a.md"))
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    with Catalogue(file, rules, NOW, keep=False) as copy:
        assert bool(window(copy)) is (rules == "rules")
        record(copy, a_post("b.md"))
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    names = [found.name for found in sorted(file.parent.iterdir())]
    assert names == [file.name, f"{file.name}.checksum"]


def test_an_unwritable_directory_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, no directory")
    with pytest.raises(EditionError, match="a file exists where a folder must be; remove it"):
        Catalogue(tmp_path / "state" / "catalogue.db", "rules", NOW)


def test_posts_with_a_weight_come_first_the_lightest_before_all(catalogue: Catalogue) -> None:
    for name, weight in (("none", 0), ("heavy", 7), ("light", 1)):
        record(catalogue, replace(a_post(f"{name}.md"), weight=weight))
    assert window(catalogue) == ["light.md", "heavy.md", "none.md"]


def test_the_tie_of_posts_of_one_moment_comes_before_their_paths(
    catalogue: Catalogue,
) -> None:
    record(catalogue, replace(a_post("a.md"), tie="second"))
    record(catalogue, replace(a_post("b.md"), tie="first"))
    assert window(catalogue) == ["b.md", "a.md"]


def test_a_post_may_be_sorted_by_another_moment_than_its_publication(catalogue: Catalogue) -> None:
    record(catalogue, a_post("a.md"))
    record(catalogue, replace(a_post("b.md"), ordered_by=NOW - timedelta(days=9000)))
    assert window(catalogue) == ["a.md", "b.md"]


def test_the_newest_post_is_the_last_published_in_any_order(catalogue: Catalogue) -> None:
    old, new = NOW - timedelta(days=3), NOW - timedelta(days=2)
    record(
        catalogue,
        replace(a_post("a.md", old, tags=(BREAD,)), ordered_by=NOW + timedelta(days=9000)),
        replace(a_post("b.md", new, tags=(BREAD,)), ordered_by=NOW - timedelta(days=9000)),
    )
    assert window(catalogue) == ["a.md", "b.md"]
    assert catalogue.terms() == [TermCount(SITE, 2, new), TermCount(BREAD, 2, new)]
    assert catalogue.count(BREAD) == TermCount(BREAD, 2, new)
    assert catalogue.oldest(BREAD) == (NOW - timedelta(days=9000), "b.md")


def test_a_post_can_be_only_in_the_feeds_of_its_terms(catalogue: Catalogue) -> None:
    record(catalogue, replace(a_post("a.md"), on_site=False))
    assert catalogue.window(a_spec(None)) == []
    assert window(catalogue) == ["a.md"]


def test_the_next_change_is_when_the_next_post_becomes_due_or_expires(file: Path) -> None:
    hour = timedelta(hours=1)

    def after(*posts: Post) -> datetime | None:
        with Catalogue(file, "rules", NOW, keep=False) as catalogue:
            record(catalogue, *posts)
            return catalogue.next_change()

    assert after(a_post("ever.md"), a_post("past.md", due=NOW, expires=NOW)) is None
    due = a_post("due.md", due=NOW + 2 * hour)
    gone = a_post("gone.md", expires=NOW + 3 * hour)
    assert after(due, gone) == NOW + 2 * hour
    assert after(gone, a_post("never.md", due=NOW + hour, expires=NOW + hour)) == NOW + 3 * hour
    assert after(a_post("both.md", due=NOW + hour, expires=NOW + 2 * hour)) == NOW + hour
