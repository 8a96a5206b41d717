"""All mistakes are reported in one run: of options, the configuration, and the tree."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.cli.options import Where, project_at
from feeds.errors import ConfigError, Fault

NOTHING_GIVEN = Where(None, None, None, None, None, None, None)
RIGHT = {
    "site": {"url": "https://example.com", "timezone": "UTC"},
    "posts": "posts",
    "generator": "plain",
}
IDS = "posts/_feeds-ids.yaml"
POST = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"


class Mistake(msgspec.Struct, frozen=True):
    """One mistake, and where it must be reported."""

    place: str
    """The file or the option."""
    message: str
    """What the message begins with: a key of the configuration, or the problem."""
    set: Mapping[str, Any] = {}
    """Keys of the configuration, by their dotted names, with wrong values."""
    options: Mapping[str, Any] = {}
    files: Mapping[str, str] = {}
    on: str = ""
    """What the line in the configuration contains."""


def in_config(key: str, value: Any, message: str = "", on: str = "") -> Mistake:
    on = on or f"{key.rpartition('.')[2]}:"
    return Mistake("feeds.yaml", message or f"{key}: ", {key: value}, on=on)


def in_option(name: str, value: Any, message: str) -> Mistake:
    return Mistake(f"--{name}", message, options={name: value})


INDEPENDENT = [
    # the type or form of a value
    in_config("site.language", "no such language"),
    in_config("site.author", [{"name": ""}], "site.author.0.name: is empty", "name:"),
    in_config("site.icon", ["a"]),
    in_config("site.titel", "x", "unknown key site.titel"),
    in_config("feeds.minimum", 0),
    in_config("feeds.hubs", ["https://hub.example", "hub"], "feeds.hubs.1: ", "- hub"),
    in_config("max_post_size", "much"),
    in_config("ignore", ["["]),
    in_config("serve.port", 70_000),
    # keys that do not fit each other
    in_config("feeds.paths", {"tag": "/tags/{slug}"}),
    in_config("feeds.max_age", {"shortest": 9, "longest": 1}),
    in_config("serve.limits.address", "10/minute", "serve.limits: storage is missing", "limits:"),
    # directories
    in_config("state", 5),
    # the generator
    in_config("permalink", "no slash"),
    in_config("dates", "git"),
    in_config("feeds.kinds", ["site", "tga"]),
    in_config("feeds.titles", {"sectoin": "{term}"}),
    # files of the tree
    Mistake(IDS, "'a.md' and its id", files={IDS: "a.md: 1\n"}),
    # options
    in_option("timezone", "Mars/Phobos", "'Mars/Phobos' is not a time zone"),
    in_option("url", "example.com", "'example.com' is not an http or https URL"),
    in_option("output", Path(), "the output folder contains the posts"),
]


@contextmanager
def site(mistakes: Iterable[Mistake]) -> Iterator[Where]:
    """Write a site with these mistakes, and make its directory the current one."""
    config: dict[str, Any] = deepcopy(RIGHT)
    where, files = NOTHING_GIVEN, {"posts/a.md": POST}
    for one in mistakes:
        for key, value in one.set.items():
            *above, last = key.split(".")
            section = config
            for name in above:
                section = section.setdefault(name, {})
            section[last] = value
        where = msgspec.structs.replace(where, **one.options)
        files |= one.files
    with tempfile.TemporaryDirectory(prefix="mistakes-") as folder:
        for name, text in {"feeds.yaml": yaml.safe_dump(config), **files}.items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_text(text)
        before = Path.cwd()
        os.chdir(folder)
        try:
            yield where
        finally:
            os.chdir(before)


def reported(where: Where) -> list[Fault]:
    try:
        project_at(where)
    except ConfigError as error:
        return list(error.faults)
    return []


def matches(fault: Fault, mistake: Mistake) -> bool:
    return fault.path == mistake.place and fault.message.startswith(mistake.message)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(range(len(INDEPENDENT)))))
def test_any_mistakes_are_all_reported_and_nothing_else(chosen: set[int]) -> None:
    mistakes = [INDEPENDENT[number] for number in chosen]
    with site(mistakes) as where:
        faults = reported(where)
        lines = Path("feeds.yaml").read_text().splitlines()
    assert len(faults) == len(mistakes), faults
    for one in mistakes:
        (fault,) = (fault for fault in faults if matches(fault, one))
        assert one.on in lines[fault.line - 1], fault


@pytest.mark.parametrize("mistake", INDEPENDENT, ids=lambda one: one.place + " " + one.message)
def test_each_of_them_is_a_mistake(mistake: Mistake) -> None:
    with site([mistake]) as where:
        assert [matches(fault, mistake) for fault in reported(where)] == [True]


def messages(files: Mapping[str, str], where: Where = NOTHING_GIVEN) -> list[str]:
    """Return what is reported of a directory with these files."""
    with site([Mistake("", "", files={"posts/a.md": POST, **files})]):
        if "feeds.yaml" not in files:
            Path("feeds.yaml").unlink()
        return list(map(str, reported(where)))


def test_the_sites_own_configuration_is_read_beside_a_wrong_one() -> None:
    found = messages(
        {
            "_config.yml": "title: x\nurl: https://example.com\ntimezone: Mars\n",
            "_feeds-ids.yaml": "a.md: 1\n",
            "_posts/2026-01-01-a.md": POST,
            "feeds.yaml": "output: .\nfeeds:\n  minimum: 0\nserve: {port: x}\n",
        }
    )
    assert [line.partition(": ")[0] for line in found] == [
        "_config.yml:3",
        "_feeds-ids.yaml:1",
        "feeds.yaml:1",
        "feeds.yaml:3",
        "feeds.yaml:4",
    ]


def test_wrong_options_are_reported_beside_a_broken_file() -> None:
    where = msgspec.structs.replace(
        NOTHING_GIVEN, source=Path("missing"), generator="hgo", url="x y", timezone="Mars"
    )
    found = messages({"feeds.yaml": "site: ["}, where)
    assert [line.partition(": ")[0] for line in found] == [
        "--generator",
        "--source",
        "--timezone",
        "--url",
        "feeds.yaml:1",
    ]


SITE = "site: {url: https://example.com}\n"
PLAIN = "posts: posts\ngenerator: plain\n"
NO_FOLLOW_UPS = {
    "a wrong URL is not missing too": (
        f"site: {{url: x y}}\n{PLAIN}",
        "feeds.yaml:1: site.url: 'x y' is not an http or https URL",
    ),
    "a misspelt URL is not missing too": (
        f"site: {{urll: https://example.com}}\n{PLAIN}",
        "feeds.yaml:1: unknown key site.urll; did you mean url?",
    ),
    "a misspelt section is not missing too": (
        f"sites: {{url: https://example.com}}\n{PLAIN}",
        "feeds.yaml:1: unknown key sites; did you mean site?",
    ),
    "nothing is said of a tree that is not known": (
        f"{SITE}post: posts\n",
        "feeds.yaml:2: unknown key post; did you mean posts?",
    ),
    "a folder that is missing has no generator": (
        "posts: nowhere\npermalink: x\ndates: git\n",
        "feeds.yaml:1: posts: the folder 'nowhere' does not exist",
    ),
    "an old name of a key hides what it was for": (
        f"{SITE}dialect: hugo\nposts: posts\nfeeds: {{kinds: [genre]}}\n",
        "feeds.yaml:2: unknown key dialect; it is now called generator",
    ),
    "rates that need a wrong storage are not wrong too": (
        f"{SITE}{PLAIN}serve: {{limits: {{storage: x, address: 1/day}}}}\n",
        "feeds.yaml:4: serve.limits.storage: must be memory",
    ),
    "an author whose name is misspelt has a name": (
        f"site: {{url: https://example.com, author: {{nmae: A}}}}\n{PLAIN}",
        "feeds.yaml:1: unknown key site.author.0.nmae; did you mean name?",
    ),
    "an output that contains the posts may contain the state": (
        f"{SITE}{PLAIN}output: .\n",
        "feeds.yaml:4: output: the output folder contains the posts",
    ),
    "a state in the output": (
        f"{SITE}{PLAIN}state: public/state\n",
        "feeds.yaml:4: state: the state folder is inside the output folder, which is published",
    ),
}


@pytest.mark.parametrize(("config", "beginning"), NO_FOLLOW_UPS.values(), ids=NO_FOLLOW_UPS)
def test_a_mistake_is_reported_once(config: str, beginning: str) -> None:
    (found,) = messages({"feeds.yaml": config, "_config.yml": "[", "hugo.toml": "baseURL='x'"})
    assert found.startswith(beginning)


def test_an_option_replaces_a_wrong_key_whose_fault_is_still_reported() -> None:
    where = msgspec.structs.replace(NOTHING_GIVEN, url="https://example.com", source=Path("posts"))
    found = messages({"feeds.yaml": "site: {url: x y}\nposts: [a]\ngenerator: plain\n"}, where)
    assert [line.partition(": ")[0] for line in found] == ["feeds.yaml:1", "feeds.yaml:2"]


@pytest.mark.parametrize("change", [lambda: None, lambda: Path("_feeds.yaml").write_text("[")])
def test_two_configurations_are_one_mistake(change: Callable[[], object]) -> None:
    with site([Mistake("", "", files={"_feeds.yaml": "posts: posts\n"})]) as where:
        change()
        assert [fault.path for fault in reported(where)] == ["feeds.yaml"]
