from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from feeds.errors import ConfigError
from feeds.generators.base import Settings
from feeds.generators.pelican import Pelican
from feeds.generators.pelican.assignments import BrokenPython, Namespace, namespace
from feeds.model import FeedKind, Format, Person


def _read(text: str, **others: str) -> Namespace:
    files = {"conf.py": text, **{f"{name}.py": other for name, other in others.items()}}
    found = namespace(files.get, "conf.py")
    assert found is not None
    return found


def _settings(tree: Path, text: str) -> Settings:
    (tree / "pelicanconf.py").write_text(text, encoding="utf-8")
    return Pelican(tree).settings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("X = 'a'", "a"),
        ("X = Y = -1", -1),
        ("X: str = 'a'", "a"),
        ("A = 'a'\nX = A + 'b'", "ab"),
        ("A = ('a',)\nX = A + ('b',)", ("a", "b")),
        ("A = 'a'\nX = f'{A}/b'", "a/b"),
        ("X = {'a': [1, *[2, 3]], **{'b': None}}", {"a": [1, 2, 3], "b": None}),
        ("X = []\nX.append('a')\nX += ['b']\nX.extend(('c',))", ["a", "b", "c"]),
        ("X = {}\nX['a'] = {}\nX['a']['b'] = 1\nX.update({'c': 2})", {"a": {"b": 1}, "c": 2}),
        ("A, X = 1, 2", 2),
        ("if not '':\n  X = 1\nelse:\n  X = 2", 1),
        ("try:\n  X = 1\nexcept Exception:\n  X = 2", 1),
        ("from other import *\nX = A", "there"),
        ("from other import A as X", "there"),
        ("import os\nos.putenv('a', 'b')\nX = (1, 'a')[0]", 1),
        ("X = '\\d'", "\\d"),
    ],
)
def test_what_is_written_out_is_known(text: str, value: object) -> None:
    assert _read(text, other="A = 'there'\n_B = 1").values["X"] == value


@pytest.mark.parametrize(
    "text",
    [
        "X = open('x')",
        "X = os.environ['X']",
        "X = 'a' * 9",
        "X = [a for a in 'b']",
        "X = 'a'\nX = X.upper()",
        "X = 'a'\nif unknown:\n  X = 'b'",
        "X = {}\nX['a'] = unknown",
        "X = []\nX.append(unknown)",
        "X = []\nfor a in 'b':\n  X.append(a)",
        "X = f'{1:>99999999}'",
        "X = lambda: 1",
        "def X(): pass",
        "A = 'a' + unknown\nX = A",
        "from other import *",
    ],
)
def test_what_is_computed_is_not(text: str) -> None:
    found = _read(text, other="X = call()")
    assert "X" in found.unknown
    assert "X" not in found.values


def test_nothing_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    _read(f"X = open({str(mark)!r}, 'w')\n__import__('os').mkdir({str(mark)!r})\n")
    assert not mark.exists()


def test_sums_of_sums_do_not_fill_the_memory() -> None:
    found = _read("X = 'a' * 1\nX = 'aaaaaaaaaa'\n" + "X = X + X\n" * 200)
    assert "X" in found.unknown


def test_files_that_import_each_other_end() -> None:
    found = _read("from other import *\nX = 1", other="from conf import *")
    assert found.values == {"X": 1}


@given(st.text(max_size=80))
@limits(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BrokenPython):
        assert isinstance(_read(text), Namespace)


def test_broken_python_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"pelicanconf\.py:2: Python is broken"):
        _settings(tmp_path, "A = 1\nB = (\n")


def test_a_computed_setting_is_told_with_its_line(tmp_path: Path) -> None:
    faults = _settings(tmp_path, "import os\nSITENAME = os.environ['NAME']\n").faults
    assert [str(fault) for fault in faults] == [
        "pelicanconf.py:2: SITENAME is computed, and Python is never run here; write its value out"
    ]


def test_computed_settings_that_feeds_do_not_need_are_no_matter(tmp_path: Path) -> None:
    assert _settings(tmp_path, "import os\nTHEME = os.path.join('a', 'b')\n").faults == ()


@pytest.mark.parametrize(
    "text",
    [
        "TIMEZONE = 'Mars'",
        "FILENAME_METADATA = '('",
        "SLUG_REGEX_SUBSTITUTIONS = [('(', '')]",
        "SLUG_REGEX_SUBSTITUTIONS = 5",
        "PATH = '/etc'",
    ],
)
def test_a_setting_that_ids_hang_on_must_be_right(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"pelicanconf\.py:1: "):
        _settings(tmp_path, f"{text}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SITENAME = 5", "SITENAME is int, not text"),
        ("SITEURL = 'example.com'", "SITEURL 'example.com' is no absolute URL"),
        ("ARTICLE_PATHS = 'blog'", "ARTICLE_PATHS is str, not a list of texts"),
        ("FEED_MAX_ITEMS = 'all'", "FEED_MAX_ITEMS 'all' is no number"),
        ("FEED_ALL_ATOM = 'a/{slug}.xml'", "FEED_ALL_ATOM 'a/{slug}.xml' cannot be used"),
        ("CATEGORY_FEED_ATOM = 'all.xml'", "CATEGORY_FEED_ATOM 'all.xml' cannot be used"),
        ("DEFAULT_DATE = 'fs'", "takes a file's own time"),
        ("DEFAULT_LANG = '?'", "DEFAULT_LANG '?' is no language tag"),
        ("MARKDOWN = {'extensions': ['os']}", "extension 'os' is not applied"),
        ("DOCUTILS_SETTINGS = {'stylesheet': 'x'}", "stylesheet not applied"),
        ("ARTICLE_ORDER_BY = 5", "ARTICLE_ORDER_BY is no name"),
        ("SUMMARY_MAX_LENGTH = 'x'", "SUMMARY_MAX_LENGTH 'x' is no number"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(text: str, words: str, tmp_path: Path) -> None:
    faults = _settings(tmp_path, f"{text}\n").faults
    assert words in "\n".join(map(str, faults))
    assert {fault.line for fault in faults} == {1}


def test_publishconf_wins_and_may_import_the_other(tmp_path: Path) -> None:
    (tmp_path / "publishconf.py").write_text("from pelicanconf import *\nSITEURL = 'https://b.c'")
    found = _settings(tmp_path, "SITEURL = ''\nSITENAME = '<b>A</b> &amp; B'\nAUTHOR = 'Ada'\n")
    assert (found.url, found.title, found.authors) == ("https://b.c", "A & B", (Person("Ada"),))


def test_feeds_lie_where_pelican_writes_them(tmp_path: Path) -> None:
    found = _settings(tmp_path, "FEED_ALL_RSS = 'all.xml'\nAUTHOR_FEED_ATOM = None\n")
    documents = found.document_paths
    assert documents[FeedKind.SITE, Format.ATOM] == "/feeds/all.atom.xml"
    assert documents[FeedKind.SITE, Format.RSS] == "/all.xml"
    assert documents["language", Format.ATOM] == "/feeds/all-{slug}.atom.xml"
    assert found.paths[FeedKind.CATEGORY] == "/feeds/{slug}.{ext}"
    assert found.paths[FeedKind.TAG] == "/feeds/tag/{slug}.{ext}"


def test_a_format_of_ours_never_takes_the_place_of_pelicans(tmp_path: Path) -> None:
    found = _settings(tmp_path, "FEED_ALL_ATOM = 'feeds/all.rss.xml'\n")
    assert found.paths[FeedKind.SITE] == "/feeds/all.rss.xml.{ext}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TYPOGRIFY = True", "TYPOGRIFY"),
        ("PLUGINS = ['x']", "PLUGINS"),
        ("FEED_DOMAIN = 'https://feeds.example.com'", "FEED_DOMAIN"),
        ("FEED_ALL_ATOM_URL = 'feed/'", "FEED_ALL_ATOM_URL"),
        ("A = 1", "no TIMEZONE in pelicanconf.py"),
    ],
)
def test_what_is_not_done_here_is_said(text: str, words: str, tmp_path: Path) -> None:
    assert words in "\n".join(_settings(tmp_path, f"{text}\n").notes)
