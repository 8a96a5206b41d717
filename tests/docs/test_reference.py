"""The reference pages name all that the program has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import feeds.web
from feeds.web.accesslog import AccessLog, Exchange, json_line
from feeds.web.clients import Clients
from feeds.web.health import Health
from feeds.web.metrics import Metrics
from tests.support.docs import read_page

HTTP = read_page("http")
_WEB = [
    ast.parse(file.read_text(encoding="utf-8")) for file in Path(feeds.web.__path__[0]).glob("*.py")
]
_STATUSES = {status.value for status in HTTPStatus}
_REDIRECTS = {301, 308}
"""Statuses that the configuration can give to an old path."""


def _in_functions(kind: type[int] | type[str]) -> Iterator[Any]:
    """Yield every constant of this type in the functions of the web layer."""
    for tree in _WEB:
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Constant) and type(node.value) is kind:
                        yield node.value


def _rows(heading: str) -> list[str]:
    """Return the first cell of each row of the table below a heading, without its quotes."""
    section = HTTP.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `?(\w[\w-]*)", section, re.MULTILINE)[1:]


def test_the_page_on_http_has_every_status_with_its_phrase() -> None:
    sent = {number for number in _in_functions(int) if number in _STATUSES and number != 100}
    assert {200, 204, 226, 302, 304, 308, 400, 404, 405, 410, 412, 429, 500, 503} <= sent
    documented = re.findall(r"^\| (\d{3}) ([\w ]+) \|", HTTP, re.MULTILINE)
    assert {int(status) for status, _ in documented} == sent | _REDIRECTS
    for status, phrase in documented:
        assert phrase == HTTPStatus(int(status)).phrase


def test_the_page_on_http_has_every_header_that_is_sent() -> None:
    names = {"ETag", "Vary", "Link", "Location", "Allow", "IM"}
    names |= {text for text in _in_functions(str) if re.fullmatch(r"[A-Z]\w*(-[A-Z]\w*)+", text)}
    assert {"Content-Type", "Cache-Control", "Retry-After"} <= names
    for name in names:
        assert f"`{name}" in HTTP, name


def test_the_page_on_http_has_every_field_of_the_log_in_its_order() -> None:
    lines: list[dict[str, Any]] = []

    def form(facts: dict[str, Any]) -> str:
        lines.append(facts)
        return json_line(facts)

    log = AccessLog(form, Clients(), write=lambda _: None)
    log(Exchange({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, 200, [], 0.0))
    assert _rows("The log") == list(lines[0])


def test_the_page_on_http_has_every_metric(tmp_path: Path) -> None:
    text = Metrics(tmp_path)({}).get_data(as_text=True)
    counters = re.findall(r"^# TYPE (feeds_\w+) counter$", text, re.MULTILINE)
    gauges = [
        f"feeds_{node.args[0].value!s}"
        for tree in _WEB
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_gauge"
        and isinstance(node.args[0], ast.Constant)
    ]
    assert (len(counters), len(gauges)) == (3, 5)
    assert sorted(_rows("Metrics")) == sorted([*counters, *gauges])


def test_the_page_on_http_has_every_key_of_the_health_check(tmp_path: Path) -> None:
    answer = Health(tmp_path, dict)({}).get_json()
    assert _rows("Health") == [*answer, "reason"]
