"""pelicanconf.py is read without running it, and every fault in it is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.generators.base import Settings
from feeds.generators.pelican import Pelican
from feeds.model import FeedKind, Format, Person


def _settings(tree: Path, text: str) -> Settings:
    (tree / "pelicanconf.py").write_text(text, encoding="utf-8")
    return Pelican(tree).settings


def test_broken_python_is_a_fault_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"pelicanconf\.py:2: the Python code is not valid"):
        _settings(tmp_path, "A = 1\nB = (\n")


def test_a_computed_setting_is_a_fault_with_its_line(tmp_path: Path) -> None:
    faults = _settings(tmp_path, "import os\nSITENAME = os.environ['NAME']\n").faults
    assert [str(fault) for fault in faults] == [
        "pelicanconf.py:2: feeds does not run the Python that sets SITENAME; write its value"
    ]


def test_computed_settings_that_feeds_do_not_need_are_ignored(tmp_path: Path) -> None:
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
def test_a_broken_setting_that_ids_depend_on_is_fatal(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"pelicanconf\.py:1: "):
        _settings(tmp_path, f"{text}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SITENAME = 5", "SITENAME must be a string"),
        ("SITEURL = 'example.com'", "SITEURL 'example.com' is not an http or https URL"),
        ("ARTICLE_PATHS = 'blog'", "ARTICLE_PATHS must be a list of strings"),
        ("FEED_MAX_ITEMS = 'all'", "FEED_MAX_ITEMS must be a whole number of at least 1"),
        ("FEED_ALL_ATOM = 'a/{slug}.xml'", "FEED_ALL_ATOM 'a/{slug}.xml' is not a valid path"),
        ("CATEGORY_FEED_ATOM = 'all.xml'", "CATEGORY_FEED_ATOM 'all.xml' is not a valid path"),
        ("DEFAULT_DATE = 'fs'", "uses the time of the file"),
        ("DEFAULT_LANG = '?'", "DEFAULT_LANG '?' is not a language tag"),
        ("MARKDOWN = {'extensions': ['os']}", "does not apply the MARKDOWN extension 'os'"),
        ("DOCUTILS_SETTINGS = {'stylesheet': 'x'}", "does not apply stylesheet of"),
        (
            "TYPOGRIFY_OMIT_FILTERS = ['x']\nTYPOGRIFY = True",
            "'x' is not a filter; use one of amp",
        ),
        ("TYPOGRIFY_OMIT_FILTERS = 'amp'\nTYPOGRIFY = True", "TYPOGRIFY_OMIT_FILTERS must be"),
        ("TYPOGRIFY_IGNORE_TAGS = ['(']\nTYPOGRIFY = True", "TYPOGRIFY_IGNORE_TAGS is not valid"),
        ("ARTICLE_ORDER_BY = 5", "ARTICLE_ORDER_BY must be the name"),
        ("SUMMARY_MAX_LENGTH = 'x'", "SUMMARY_MAX_LENGTH must be a whole number"),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_fault(text: str, words: str, tmp_path: Path) -> None:
    faults = _settings(tmp_path, f"{text}\n").faults
    assert words in "\n".join(map(str, faults))
    assert {fault.line for fault in faults} == {1}


def test_publishconf_is_read_first_and_may_import_pelicanconf(tmp_path: Path) -> None:
    (tmp_path / "publishconf.py").write_text("from pelicanconf import *\nSITEURL = 'https://b.c'")
    found = _settings(tmp_path, "SITEURL = ''\nSITENAME = '<b>A</b> &amp; B'\nAUTHOR = 'Ada'\n")
    assert (found.url, found.title, found.authors) == ("https://b.c", "A & B", (Person("Ada"),))


def test_feeds_have_the_paths_that_pelican_writes_them_to(tmp_path: Path) -> None:
    found = _settings(tmp_path, "FEED_ALL_RSS = 'all.xml'\nAUTHOR_FEED_ATOM = None\n")
    documents = found.document_paths
    assert documents[FeedKind.SITE, Format.ATOM] == "/feeds/all.atom.xml"
    assert documents[FeedKind.SITE, Format.RSS] == "/all.xml"
    assert documents["language", Format.ATOM] == "/feeds/all-{slug}.atom.xml"
    assert found.paths[FeedKind.CATEGORY] == "/feeds/{slug}.{ext}"
    assert found.paths[FeedKind.TAG] == "/feeds/tag/{slug}.{ext}"


def test_a_format_of_ours_never_has_the_path_of_a_feed_of_pelican(tmp_path: Path) -> None:
    found = _settings(tmp_path, "FEED_ALL_ATOM = 'feeds/all.rss.xml'\n")
    assert found.paths[FeedKind.SITE] == "/feeds/all.rss.xml.{ext}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PLUGINS = ['x']", "PLUGINS"),
        ("FEED_DOMAIN = 'https://feeds.example.com'", "FEED_DOMAIN"),
        ("FEED_ALL_ATOM_URL = 'feed/'", "FEED_ALL_ATOM_URL"),
        ("A = 1", "pelicanconf.py has no TIMEZONE"),
    ],
)
def test_settings_that_are_not_applied_are_noted(text: str, words: str, tmp_path: Path) -> None:
    assert words in "\n".join(_settings(tmp_path, f"{text}\n").notes)
