"""Front matter is split off and read, and every problem has its line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.base import PostError
from feeds.generators.frontmatter import (
    AS_WRITTEN,
    Yaml,
    key_line,
    load_json,
    load_toml,
    load_yaml,
    nested_key_line,
    parse,
    toml_keys,
    yaml_key_lines,
)
from feeds.generators.yaml_values import Timestamp
from tests.support.yaml import MULTIPLYING


def value(yaml: str, format: Yaml | None = None) -> Any:
    return parse(f"---\nkey: {yaml}\n---\n", format or Yaml()).values["key"]


def faults_of(text: str, format: Yaml | None = None) -> tuple[tuple[int, str], ...]:
    try:
        parse(text, format or Yaml())
    except PostError as error:
        return error.faults
    return ()


def fault(text: str) -> tuple[int, str]:
    (found,) = faults_of(text)
    return found


@pytest.mark.parametrize(
    "text", ["", "body", "body\n---\na: 1\n---\n", "----\n", " ---\na: 1\n---\n"]
)
def test_a_file_without_front_matter_is_all_body(text: str) -> None:
    matter = parse(text)
    assert (matter.values, matter.body) == ({}, text)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\na: 1\n---\nbody", "body"),
        ("---\na: 1\n---", ""),
        ("--- \t\na: 1\n---  \nbody\n", "body\n"),
        ("---\na: 1\n...\nbody", "body"),
        ("---\na: 1\n---\n\n    code\n", "\n    code\n"),
        ("---\na: 1\n---\ntext\n---\nmore", "text\n---\nmore"),
        ("---\na: 1\n--- \n---\n", "---\n"),
    ],
)
def test_front_matter_ends_at_the_first_closing_line_and_the_body_is_unchanged(
    text: str, body: str
) -> None:
    matter = parse(text)
    assert (matter.values, matter.body) == ({"a": 1}, body)


@pytest.mark.parametrize("text", ["---\n---\nbody", "---\n# only a comment\n---\nbody"])
def test_front_matter_may_be_empty(text: str) -> None:
    matter = parse(text)
    assert (matter.values, matter.body) == ({}, "body")


@pytest.mark.parametrize("text", ["---\n", "---\ntitle: x\n", "---\na: 1\nbody\n ---\n"])
def test_front_matter_that_is_not_closed_is_a_fault(text: str) -> None:
    assert fault(text) == (1, "front matter is not closed; end it with the line ---")


@pytest.mark.parametrize(
    ("matter", "line", "words"),
    [
        (
            "title: One: two",
            2,
            'put a value that contains a colon in quotes, as in title: "One: two"',
        ),
        ("a: 1\ntitle: [x\nb: 2", 4, "close the open quote or bracket"),
        ("tags:\n\t- a", 3, "indent with spaces"),
        ("a: 1\n\tb: 2", 3, "indent with spaces"),
        ("title: @me", 2, "put a value that begins with a special character in quotes"),
        ("a: 1\ntitle: a\x01b", 3, "remove the control character"),
        ("title: *bold* words", 2, "put a value that begins with * in quotes"),
        ("title: !important", 2, "put a value that begins with ! in quotes"),
        ("a: 1\n? [b]\n: c", 3, "the YAML is not valid"),
        ("just words", 2, "front matter must be a mapping; write lines like title: My post"),
        ("- a\n- b", 2, "front matter must be a mapping; write lines like title: My post"),
    ],
)
def test_a_message_about_broken_yaml_has_its_line_and_a_remedy(
    matter: str, line: int, words: str
) -> None:
    found = fault(f"---\n{matter}\n---\n")
    assert found[0] == line
    assert words in found[1]


@pytest.mark.parametrize(
    "yaml", ["!!bool x", "!!int ''", "!!float ''", "!!int x", "!!float " + "1:" * 400 + "1.0"]
)
def test_a_value_that_yaml_cannot_read_is_a_fault_unless_it_stays_as_written(yaml: str) -> None:
    line, message = fault(f"---\nkey: {yaml}\n---\n")
    assert line >= 1
    assert message.endswith("put it in quotes")
    assert isinstance(value(yaml, AS_WRITTEN), str)


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("[" * 100_000, 2),
        ("{" * 100_000, 2),
        ("[" * 100_000 + "]" * 100_000, 2),
        ("[']', " * 100_000, 2),
        ("\n" + "- " * 100_000, 3),
        ("\n" + "? " * 100_000, 3),
        ("\n" + "\n".join(" " * depth + "a:" for depth in range(1, 2_000)), 1_002),
    ],
)
def test_endless_nesting_is_a_fault_and_not_a_crash(yaml: str, line: int) -> None:
    assert fault(f"---\nkey: {yaml}\n---\n") == (
        line,
        "the YAML is nested more than 1000 levels deep; use fewer levels",
    )


@pytest.mark.parametrize(
    "yaml", ["[" * 999 + "]" * 999, "{a: " * 999 + "}" * 999, "\n" + "- " * 999 + "a"]
)
def test_nesting_below_the_limit_is_read(yaml: str) -> None:
    assert value(yaml)


@pytest.mark.parametrize("yaml", ["\n" + "- a\n" * 20_000, f"[{'[a], ' * 20_000}]"])
def test_a_long_flat_list_is_not_deep(yaml: str) -> None:
    assert len(value(yaml)) == 20_000


def test_aliases_are_shared_and_not_multiplied() -> None:
    values = parse(f"---\n{MULTIPLYING}---\n").values
    assert values["a10"][0] is values["a10"][8]


def test_a_list_may_hold_itself() -> None:
    endless = value("&a [*a]")
    assert endless[0] is endless


@pytest.mark.parametrize(
    ("yaml", "typed", "written"),
    [
        ("3.10", 3.1, "3.10"),
        ("017", 15, "017"),
        ("12:30:45", 45045, "12:30:45"),
        ("1_000", 1000, "1_000"),
        ("NO", False, "NO"),
        ("on", True, "on"),
        (".inf", float("inf"), ".inf"),
        ("=", "=", "="),
        ("'1'", "1", "1"),
        ("null", None, None),
        ("", None, None),
        ("~", None, None),
        ("[1, yes, ~, a]", [1, True, None, "a"], ["1", "yes", None, "a"]),
        ("{1: 2}", {1: 2}, {"1": "2"}),
    ],
)
def test_scalars_are_typed_or_stay_as_written(yaml: str, typed: object, written: object) -> None:
    assert (value(yaml), value(yaml, AS_WRITTEN)) == (typed, written)


@pytest.mark.parametrize(
    ("yaml", "is_timestamp"),
    [
        ("2026-11-23 07:26:17", True),
        ("2026-11-23T07:26:17Z", True),
        ("2026-11-23 7:26:17.5 +08:00", True),
        ("'2026-11-23 07:26:17'", False),
        ("2026-11-23", False),
        ("2026-11-23 07:26", False),
        ("2026-13-45 99:99:99", True),
    ],
)
def test_dates_stay_text_and_show_whether_they_were_quoted(yaml: str, is_timestamp: bool) -> None:
    found = value(yaml)
    assert found == yaml.strip("'")
    assert isinstance(found, Timestamp) is is_timestamp


def test_keys_are_strings() -> None:
    values = parse("---\n1: a\n2026-01-01: b\nno: c\n~: d\n---\n").values
    assert values == {"1": "a", "2026-01-01": "b", "False": "c", "None": "d"}


def test_the_last_of_a_key_written_twice_counts() -> None:
    matter = parse("---\ntitle: one\na: 1\ntitle: two\n---\n")
    assert (matter.values["title"], matter.line("title")) == ("two", 4)


@pytest.mark.parametrize(
    ("key", "line"), [("a", 2), ("b", 5), ("c d", 6), ("Tags", 7), ("nested", 1), ("none", 1)]
)
def test_the_line_of_a_key_is_that_of_the_file(key: str, line: int) -> None:
    text = "---\na:\n  nested: 1\n  x: b\n'b': 1\n\"c d\" : 2\ntags: 1\n---\nnone: 1\n"
    assert parse(text).line(key) == line


def test_configuration_is_read_by_the_same_rules_with_lines_from_one() -> None:
    assert load_yaml("a: 2026-01-01\nb: 3.10") == {"a": "2026-01-01", "b": 3.1}
    with pytest.raises(PostError) as caught:
        load_yaml("a: b: c")
    assert caught.value.faults[0][0] == 1


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([Yaml(), AS_WRITTEN]))
def test_any_text_is_front_matter_or_a_fault(matter: str, format: Yaml) -> None:
    found = faults_of(f"---\n{matter}\n---\nbody", format)
    assert all(line >= 1 and message for line, message in found)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_body_is_unchanged(body: str) -> None:
    assert parse(f"---\na: 1\n---\n{body}").body == body


def test_the_body_has_its_line() -> None:
    assert parse("---\na: 1\n\n---\nbody").body_line == 5
    assert parse("body").body_line == 1


def test_toml_values_keep_their_types() -> None:
    assert load_toml('a = 1\n[b]\nc = ["x"]\n') == {"a": 1, "b": {"c": ["x"]}}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\n\n[b\n", 3), ('a = """\nx\n', 2), ("a = " + "[" * 9999, 1)],
)
def test_a_message_about_broken_toml_has_its_line(text: str, line: int) -> None:
    with pytest.raises(PostError) as raised:
        load_toml(text)
    assert raised.value.faults[0][0] == line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"a": 1,\n"b": }', 2, "the JSON is not valid"),
        ("[" * 100_000, 1, "the JSON is nested too deeply"),
    ],
)
def test_a_message_about_broken_json_has_its_line(text: str, line: int, words: str) -> None:
    assert load_json("[1]") == [1]
    with pytest.raises(PostError) as raised:
        load_json(text)
    assert raised.value.faults[0][0] == line
    assert raised.value.faults[0][1].startswith(words)


@pytest.mark.parametrize(
    ("keys", "line"), [(["a"], 1), (["a", "b"], 3), (["a", "b", "x"], 3), (["c"], 5), (["x"], 0)]
)
def test_a_nested_key_has_its_line_or_that_of_the_nearest_key_above(
    keys: list[str], line: int
) -> None:
    assert nested_key_line("a:\n  b: 1\n  b: 2\n\nc: [1]\n", keys) == line
    assert nested_key_line('[a]\n\n"b" = 1\n\n[c]\nd = 1\n', keys, is_toml=True) == line


@pytest.mark.parametrize(
    ("key", "first", "last", "indented"), [("a", 1, 4, 1), ("B", 0, 0, 3), ("c.d", 0, 0, 0)]
)
def test_a_key_is_found_by_its_line_in_every_format(
    key: str, first: int, last: int, indented: int
) -> None:
    text = '"a" = 1\n{\n  "b": 2,\nA : 3\nc-d: 4\n'
    assert key_line(text, key) == first
    assert key_line(text, key, last=True) == last
    assert key_line(text, key, indented=True) == indented


def test_all_top_level_keys_of_yaml_have_lines_repeated_ones_too() -> None:
    assert yaml_key_lines("a: 1\nb:\n  c: 2\na: 3\n") == [("a", 1), ("b", 2), ("a", 4)]
    assert yaml_key_lines("") == []


def test_the_top_level_keys_of_toml_are_found_even_if_it_is_broken() -> None:
    assert toml_keys('a = 1\n"b" = \n[c]\nd = 1\n') == {"a", "b"}
