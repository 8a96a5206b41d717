"""Whatever is wrong with the state directory, a build gives the bytes of one from nothing."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from feeds.catalogue.database import Checksum
from feeds.edition import read_edition, read_outcome
from feeds.errors import DamagedError, EditionError
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.survey import survey
from feeds.web import create_app
from feeds.web.settings import EditionSettings
from tests.support import ROOT
from tests.support.tree import NOW, Tree

DATABASES = ["catalogue.db", "edition.db"]
LINE = "the index in .feeds could not be used, so it was rebuilt"
_AUTHOR = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
_BUILD = [sys.executable, "-W", "error", "-m", "feeds", "build"]


def write(tree: Tree) -> None:
    """Write a small site, with something for every table."""
    for number in range(8):
        date, tags = f"2026-01-0{number + 1}", ["all", f"t{number % 3}"]
        tree.post(f"{number}.md", "Some text.", date, tags=tags, title=f"Post {number}")
    tree.post("double.md", "Some text.", "2026-01-09", id="tag:one")
    tree.post("twice.md", "Some text.", "2026-01-10", id="tag:one")
    tree.write("bad.md", "---\ntitle: [\n---\n")
    tree.feeds = {"redirects": {"/old.atom": "/feed.atom"}, "codings": ["gzip"]}


def change(tree: Tree) -> None:
    tree.post("3.md", "Other text.", "2026-01-04", tags=["all", "t0"], title="Post 3")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A site that was built once, and left alone."""
    tree = Tree(tmp_path_factory.mktemp("damage") / "site")
    write(tree)
    tree.build()
    return tree


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build from nothing publishes of the site once it is changed."""
    tree = Tree(tmp_path_factory.mktemp("expected") / "site")
    write(tree)
    change(tree)
    tree.build()
    return tree.published()


@pytest.fixture
def copy(built: Tree, tmp_path: Path) -> Tree:
    """A copy of the site as it was built, its post changed since."""
    return copied(built, tmp_path / "site")


def copied(tree: Tree, root: Path) -> Tree:
    shutil.copytree(tree.root, root)
    copy = Tree(root, tree.site, tree.feeds)
    change(copy)
    return copy


def restore(tree: Tree, built: Tree) -> None:
    """Bring state and output back to what they were when the site was built."""
    for place, source in ((tree.state, built.state), (tree.output, built.output)):
        shutil.rmtree(place)
        shutil.copytree(source, place)


def flip(file: Path, bit: int) -> None:
    content = bytearray(file.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    file.write_bytes(content)


@pytest.mark.parametrize("database", DATABASES)
def test_after_a_flipped_bit_the_index_is_rebuilt(
    copy: Tree, built: Tree, expected: dict[str, bytes], database: str
) -> None:
    """Bits of the header, and of every page."""
    chance, size = random.Random(database), (built.state / database).stat().st_size
    header = chance.sample(range(100 * 8), 6)
    pages = [8 * page + chance.randrange(4096 * 8) for page in range(0, size, 4096)]
    for bit in (*header, *pages):
        flip(copy.state / database, bit)
        report = copy.build()
        assert copy.published() == expected, bit
        assert report.remarks.count(LINE) == 1, bit
        assert copy.build().remarks.count(LINE) == 0, bit
        restore(copy, built)


@pytest.mark.parametrize("database", DATABASES)
def test_a_flipped_bit_is_found_where_size_and_time_are_set_back(copy: Tree, database: str) -> None:
    copy.build()
    time.sleep(0.05)
    copy.build()  # whose checksum says that the file need not be read
    file = copy.state / database
    found = file.stat()
    with file.open("r+b") as stream:
        stream.seek(found.st_size // 2)
        byte = stream.read(1)[0]
        stream.seek(found.st_size // 2)
        stream.write(bytes([byte ^ 1]))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert LINE in copy.build().remarks


def _truncated(file: Path, share: float) -> None:
    os.truncate(file, int(file.stat().st_size * share))


def _sqlite(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        for statement in statements:
            database.execute(statement)


def _foreign(file: Path) -> None:
    file.unlink()
    _sqlite(file, "CREATE TABLE bread (weight INTEGER)", "CREATE TABLE meta (a)")


def _older(file: Path) -> None:
    """Put the database of a build before in its place."""
    older = Tree(file.parents[1] / "older")
    older.post("old.md", "Old text.")
    older.build()
    shutil.copy(older.state / file.name, file)
    shutil.rmtree(older.root)


def _directory(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "file").write_text("something")


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _link(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


SPOILS: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: _truncated(file, 0),
    "half": lambda file: _truncated(file, 0.5),
    "a page short": lambda file: os.truncate(file, file.stat().st_size - 4096),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\0" * 4096),
    "zeros": lambda file: file.write_bytes(b"\0" * file.stat().st_size),
    "text": lambda file: file.write_text("this is no database\n" * 500),
    "foreign": _foreign,
    "older": _older,
    "of a version before": lambda file: _sqlite(file, "PRAGMA user_version = 1"),
    "of a version to come": lambda file: _sqlite(file, "PRAGMA user_version = 99"),
    "a row less": lambda file: _sqlite(file, f"DELETE FROM {_table(file)}"),
    "in another journal mode": lambda file: _sqlite(file, "PRAGMA journal_mode = WAL"),
    "a directory": _directory,
    "a pipe": _pipe,
    "a link that leads nowhere": _link,
}


def _table(file: Path) -> str:
    return "member" if file.name == "catalogue.db" else "published"


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize("database", DATABASES)
def test_a_file_that_no_build_left_is_replaced(
    copy: Tree, expected: dict[str, bytes], database: str, spoil: str
) -> None:
    SPOILS[spoil](copy.state / database)
    report = copy.build()
    assert copy.published() == expected
    assert report.remarks.count(LINE) == 1
    assert (copy.state / database).is_file()
    assert copy.build().remarks.count(LINE) == 0


def test_damage_to_both_databases_is_reported_in_one_line(
    copy: Tree, expected: dict[str, bytes]
) -> None:
    copy.configure()
    for database in DATABASES:
        flip(copy.state / database, 8000)
    ran = subprocess.run(
        _BUILD, cwd=copy.root, env=_environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert [line for line in ran.stderr.splitlines() if "index" in line] == [f"note: {LINE}"]
    assert copy.published() == expected


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def facts(place: int, value: object) -> Callable[[str], str]:
    """Return what changes one value of the list in a row."""

    def changed(text: str) -> str:
        values = json.loads(text)
        values[place] = value
        return json.dumps(values)

    return changed


ROWS: dict[str, tuple[str, str, str, Callable[[str], str]]] = {
    "facts": ("catalogue.db", "post", "facts", lambda _: "["),
    "a title": ("catalogue.db", "post", "facts", facts(3, 5)),
    "a date": ("catalogue.db", "post", "facts", facts(4, "tomorrow")),
    "a date without offset": ("catalogue.db", "post", "facts", facts(4, "2026-01-01")),
    "authors": ("catalogue.db", "post", "facts", facts(6, [["a", 5]])),
    "terms": ("catalogue.db", "post", "facts", facts(8, ["a"])),
    "a template": ("catalogue.db", "post", "facts", facts(18, 99)),
    "short facts": ("catalogue.db", "post", "facts", lambda text: f"{text[:-6]}]"),
    "places": ("catalogue.db", "placed", "place", lambda _: "{}"),
    "a format": ("catalogue.db", "placed", "place", lambda _: '[{"x": "/x"}, null]'),
    "a first use": ("catalogue.db", "placed", "place", lambda _: '[{}, ["x", "y"]]'),
    "the plan": ("catalogue.db", "meta", "value", lambda _: "nothing"),
    "faults": ("catalogue.db", "expanded", "faults", lambda _: '[["1", 2]]'),
    "moves": ("edition.db", "run", "moves", lambda _: "[[], {}]"),
    "deep moves": ("edition.db", "run", "moves", lambda _: "[" * 100_000),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_row_that_cannot_be_read_is_damage_too(
    copy: Tree, expected: dict[str, bytes], what: str
) -> None:
    """Also where the checksum holds."""
    database, table, column, spoil = ROWS[what]
    file = copy.state / database
    with closing(sqlite3.connect(file)) as connection, connection:
        if table == "expanded":
            connection.execute("INSERT INTO expanded VALUES ('x.md', 'x', '[]')")
        where = "WHERE key = 'plan'" if table == "meta" else ""
        for (text,) in connection.execute(f"SELECT {column} FROM {table} {where}").fetchall():
            changed = (spoil(text), text)
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", changed)
    Checksum(file).note()
    report = copy.build()
    assert copy.published() == expected
    assert report.remarks.count(LINE) == 1
    assert copy.build().remarks.count(LINE) == 0


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
@pytest.mark.parametrize("key", ["tree", "uncommitted"])
@pytest.mark.parametrize("value", ["", "[", "--output=x", '{"a": 1}'])
def test_git_facts_in_the_index_are_validated(
    built: Tree, tmp_path: Path, key: str, value: str
) -> None:
    """They are read before the file is checked, and passed to git."""
    copy = copied(built, tmp_path / "site")
    for words in (["init", "-q"], ["add", "-A"], [*_AUTHOR, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *words], cwd=copy.posts, check=True)
    copy.build()
    file = copy.state / "catalogue.db"
    _sqlite(file, f"UPDATE meta SET value = '{value}' WHERE key = '{key}'")
    Checksum(file).note()
    assert LINE in copy.build().remarks


def test_a_damaged_row_of_the_edition_is_rebuilt(copy: Tree, expected: dict[str, bytes]) -> None:
    file = copy.state / "edition.db"
    _sqlite(
        file,
        "UPDATE published SET codings = 'x 1; y'",
        "UPDATE signed SET signature = 'many', directory = CAST(char(0) || hex(directory) AS BLOB)",
    )
    Checksum(file).note()
    copy.build()
    assert copy.published() == expected
    assert read_edition(copy.state).files["/feed.atom"].coded


def test_a_path_that_no_build_wrote_is_damage(copy: Tree, expected: dict[str, bytes]) -> None:
    file = copy.state / "edition.db"
    _sqlite(
        file,
        "INSERT INTO published SELECT '../x', 'tag', format, digest, size, codings, "
        "modified, max_age, page, fingerprint, revision FROM published LIMIT 1",
    )
    Checksum(file).note()
    report = build(
        copy.project(),
        NOW,
        lambda *_: None,
        BuildOptions(force=True),
        copy.clock,
        copy.clock.sleep,
    )
    assert LINE in report.remarks
    assert copy.published() == expected


@pytest.mark.parametrize("place", [0, 1_999_999, 2_000_000, 3_999_999])
def test_a_changed_byte_in_a_large_file_is_found(tmp_path: Path, place: int) -> None:
    file = tmp_path / "large"
    content = bytearray(random.Random(1).randbytes(4_000_000))
    file.write_bytes(content)
    Checksum(file).note()
    assert Checksum(file).holds()
    shutil.copy(file, tmp_path / "copy")
    os.replace(tmp_path / "copy", file)
    assert Checksum(file).holds()
    content[place] ^= 1
    file.write_bytes(content)
    assert Checksum(file).holds() is False


def test_a_large_file_that_cannot_be_read_is_not_taken_for_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "large"
    file.write_bytes(bytes(4_000_000))
    Checksum(file).note()
    os.utime(file)

    def read_badly(_file: int, views: list[memoryview], at: int) -> int:
        if at < 2_000_000:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return len(views[0])

    with monkeypatch.context() as patched:
        patched.setattr(os, "preadv", read_badly)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            Checksum(file).holds()
    assert Checksum(file).holds()


def test_a_damaged_checksum_only_costs_time(copy: Tree, expected: dict[str, bytes]) -> None:
    for database, text in zip(DATABASES, ("[1, 2, 3]", "gone"), strict=True):
        (copy.state / f"{database}.checksum").write_text(text)
    copy.build()
    assert copy.published() == expected


@pytest.mark.parametrize("spoil", [_pipe, _directory])
def test_any_file_in_place_of_a_checksum_is_handled(
    copy: Tree, spoil: Callable[[Path], object], expected: dict[str, bytes]
) -> None:
    for database in DATABASES:
        spoil(copy.state / f"{database}.checksum")
    copy.build()
    assert copy.published() == expected
    assert copy.build().remarks.count(LINE) == 0


def test_a_build_without_changes_writes_no_checksum(tree: Tree) -> None:
    tree.post("a.md")
    tree.build()
    time.sleep(0.05)
    tree.build()  # notes that the files need not be read
    files = [tree.state / f"{database}.checksum" for database in DATABASES]
    before = [file.stat().st_mtime_ns for file in files]
    tree.build()
    assert [file.stat().st_mtime_ns for file in files] == before


def test_dates_and_ids_outlast_the_index(built: Tree, tmp_path: Path) -> None:
    copy = Tree(tmp_path / "site", built.site, built.feeds)
    shutil.copytree(built.root, copy.root)
    before = copy.times()
    copy.clock.now += 3600
    for database in DATABASES:
        flip(copy.state / database, 8000)
    assert copy.build().written == 0
    assert copy.times() == before


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.2])
def test_the_index_of_a_killed_build_is_not_reported_as_damaged(
    tmp_path: Path, delay: float
) -> None:
    killed, whole = Tree(tmp_path / "killed"), Tree(tmp_path / "whole")
    for place in (killed, whole):
        for number in range(60):
            place.post(f"{number}.md", "Text.", "2020-01-02", tags=[f"t{number}"])
        place.configure()
    run(killed)
    for place in (killed, whole):
        for number in range(60):
            place.post(f"{number}.md", "Other text.", "2020-01-02", tags=[f"t{number}"])
    process = subprocess.Popen(_BUILD, cwd=killed.root, env=_environment(), stderr=subprocess.PIPE)
    while (killed.state / "edition.db.checksum").exists() and process.poll() is None:
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert LINE not in run(killed).stderr
    run(whole)
    assert killed.published() == whole.published()


def run(tree: Tree) -> subprocess.CompletedProcess[str]:
    """Run a build in a process of its own."""
    return subprocess.run(
        _BUILD, cwd=tree.root, env=_environment(), capture_output=True, text=True, check=True
    )


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("spoil", ["text", "half", "a directory", "a pipe", "a row less"])
def test_commands_that_only_read_survive_damage(copy: Tree, database: str, spoil: str) -> None:
    file = copy.state / database
    SPOILS[spoil](file)
    with survey(copy.project(), NOW, lambda *_: None) as found:
        assert found.catalogue.posts() == 10
        assert len(found.entries()) == 10
    if database == "edition.db":
        with pytest.raises(EditionError, match=r"edition\.db: .* damaged .*run `feeds build`"):
            read_edition(copy.state)


@pytest.mark.parametrize("spoil", ["text", "half", "a directory", "a pipe", "a row less"])
def test_a_server_keeps_what_it_read_and_one_that_starts_waits_for_a_build(
    copy: Tree, spoil: str
) -> None:
    settings = EditionSettings(copy.output, copy.state)
    before = create_app(settings).test_client()
    assert before.get("/feed.atom").status_code == 200
    SPOILS[spoil](copy.state / "edition.db")
    started = create_app(settings).test_client()
    assert before.get("/feed.atom").status_code == 200
    assert started.get("/feed.atom").status_code == 503
    copy.build()
    assert b"Other text." in before.get("/feed.atom").data
    assert b"Other text." in started.get("/feed.atom").data


def test_a_survey_of_a_damaged_row_says_what_to_do(copy: Tree) -> None:
    file = copy.state / "catalogue.db"
    _sqlite(file, "UPDATE post SET facts = '['")
    Checksum(file).note()
    with (
        pytest.raises(DamagedError, match=r": the file is damaged .*; run `feeds build`"),
        survey(copy.project(), NOW, lambda *_: None) as found,
    ):
        found.entries()
    assert file.exists()


@pytest.mark.parametrize(
    "content",
    [
        '{"instant": "2026-01-01", "built": null, "seconds": 1}',
        '{"instant": "2026-01-01T00:00:00Z", "built": null, "seconds": "x"}',
        '{"instant": "2026-01-01T00:00:00Z", "built": null, "seconds": NaN}',
        '{"instant": "2026-01-01T00:00:00Z", "built": null, "seconds": 1, "posts": [1]}',
        '{"instant": "2026-01-01T00:00:00Z", "built": null, "seconds": 1, "kept": 1}',
        '{"instant": "2026-01-01T00:00:00Z", "built": null, "seconds": 1, "held": 5}',
        '{"instant": "2026-01-01T00:00:00Z", "built": null, "seconds": 1, "more": 1}',
        '"instant built"',
        "[" * 100_000,
    ],
)
def test_an_outcome_that_no_build_wrote_is_not_known(copy: Tree, content: str) -> None:
    (copy.state / "outcome.json").write_text(content)
    assert read_outcome(copy.state) is None


@pytest.mark.parametrize("name", ["outcome.json", "entries"])
@pytest.mark.parametrize("spoil", [_pipe, _directory, _link])
def test_any_file_in_place_of_other_state_files_is_handled(
    copy: Tree, expected: dict[str, bytes], name: str, spoil: Callable[[Path], object]
) -> None:
    (copy.state / name).touch()
    spoil(copy.state / name)
    assert name == "entries" or read_outcome(copy.state) is None
    copy.build()
    assert copy.published() == expected
    assert read_outcome(copy.state) is not None


@pytest.mark.parametrize("loss", ["damaged", "deleted"])
def test_a_lost_table_leaves_no_feed_of_a_post_that_was_withdrawn(tree: Tree, loss: str) -> None:
    tree.post("a.md", tags=["all"])
    tree.post("secret.md", tags=["secret"])
    tree.build()
    other = tree.output / "tags" / "secret" / "page.html"
    other.write_text("the site's own page")
    table = tree.state / "edition.db"
    table.write_bytes(b"nothing" * 999) if loss == "damaged" else table.unlink()
    (tree.posts / "secret.md").unlink()
    tree.build()
    assert [name for name in tree.published() if "secret" in name] == ["tags/secret/page.html"]
