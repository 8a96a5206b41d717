"""Values that are written out in Python are known; nothing is ever run."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from feeds.generators.pelican.assignments import BrokenPython, Namespace, namespace


def _read(text: str, **others: str) -> Namespace:
    files = {"conf.py": text, **{f"{name}.py": other for name, other in others.items()}}
    found = namespace(files.get, "conf.py")
    assert found is not None
    return found


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
        ("X = dict(html=None)", {"html": None}),
        ("A = {'a': 1}\nX = dict(A, b=dict(c=2), **{'d': 3})", {"a": 1, "b": {"c": 2}, "d": 3}),
        ("X = dict([('a', 1)])", {"a": 1}),
        ("X = list(('a', *tuple(['b'])))", ["a", "b"]),
        ("X = set()", []),
    ],
)
def test_values_that_are_written_out_are_known(text: str, value: object) -> None:
    assert _read(text, other="A = 'there'\n_B = 1").values["X"] == value


@pytest.mark.parametrize(
    "path",
    [
        "os.path.join('blog', 'content')",
        "os.path.join(os.path.dirname(__file__), 'blog/content')",
        "join(dirname(os.path.abspath(__file__)), 'blog', 'content')",
        "os.path.join(os.path.realpath(os.curdir), 'blog/content/')",
        "str(Path(__file__).resolve().parent / 'blog' / 'content')",
        "Path('blog') / 'content'",
        "pathlib.Path('blog/x', '../content').as_posix()",
        "os.path.join(os.getcwd(), 'blog', 'content')",
        "path.normpath('blog/content')",
    ],
)
def test_paths_that_functions_put_together_are_those_of_the_tree(path: str) -> None:
    assert _read(f"import os\nX = {path}").values["X"] == "blog/content"


def test_a_path_above_the_tree_is_seen_to_be() -> None:
    assert _read("X = os.path.dirname(os.path.dirname(__file__))").values["X"] == ".."


@pytest.mark.parametrize(
    "text",
    [
        "X = open('x')",
        "X = ','.join('ab')",
        "X = '/'.join(['a', 'b'])",
        "X = str(5)",
        "X = dict(1)",
        "X = dict({}, {})",
        "X = dict(['ab'])",
        "X = dict([([], 1)])",
        "X = list('a', 'b')",
        "X = list(1)",
        "X = os.path.join(unknown, 'a')",
        "X = os.path.join('a', 1)",
        "X = os.path.exists('a')",
        "X = os.path.dirname(1)",
        "X = 2 / 1",
        "X = date.today().year",
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
def test_computed_values_are_unknown(text: str) -> None:
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


def test_files_that_import_each_other_are_read_once() -> None:
    found = _read("from other import *\nX = 1", other="from conf import *")
    assert found.values == {"X": 1}


@given(st.text(max_size=80))
@limits(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BrokenPython):
        assert isinstance(_read(text), Namespace)
