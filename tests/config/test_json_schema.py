"""The JSON Schema accepts what the program accepts, and refuses what it refuses."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from feeds.cli import main
from feeds.cli.schema import SCHEMA_FILE, SCHEMA_URL
from feeds.config.schema import Config
from feeds.config.sections import ConfigSection, Wrong, read_section
from tests.support import ROOT, config_schema
from tests.support.docs import WITH_README, read_page

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


class Untold(NamedTuple):
    """A fault that the schema cannot express."""

    message: str
    """A regular expression."""
    kind: type
    """Of which values it is said."""
    example: str


ONLY_THE_PROGRAM = (
    # Several keys, or several values of one.
    Untold("would share the file", object, "{feeds: {paths: {tag: '/{slug}'}}}"),
    Untold("shortest is greater", object, "{feeds: {max_age: {shortest: 20000}}}"),
    Untold("storage is missing", object, "{serve: {limits: {address: 5/minute}}}"),
    Untold("use it in both paths", object, "{feeds: {redirects: {/a: '/{b}'}}}"),
    Untold("redirects to itself", object, "{feeds: {redirects: {/a: /a/}}}"),
    Untold("contains {a} twice", object, "{feeds: {redirects: {'/{a}/{a}': /b}}}"),
    # What other lists and libraries decide.
    Untold("is not a time zone", str, "{site: {timezone: Mars}}"),
    Untold("is not an http or https URL", str, "{site: {url: 'https://example.com:99999'}}"),
    Untold("has no valid host", str, "{site: {url: 'https://a!b'}}"),
    Untold("is not an IP address or network", str, "{serve: {trusted_proxies: 10.0.0.0/33}}"),
    Untold("is not a gitignore pattern", object, "{ignore: ['[']}"),
    # Numbers in quotes: a schema sees only their letters.
    Untold("must be a (whole )?number", str, "{serve: {port: '65536'}}"),
    Untold("is not a size", str, "{max_post_size: '-1'}"),
    # JSON has neither.
    Untold("half a character", str, r'{site: {title: "\ud800"}}'),
    Untold("must be a number from", float, "{feeds: {accept_new_ids: .nan}}"),
    # In JSON Schema 1.0 equals 1.
    Untold("must be 200, 301 or 308", float, "{feeds: {redirects: {/a: {to: /b, status: 200.0}}}}"),
    Untold("must be true or false", float, "{serve: {metrics: 1.0}}"),
)
"""What the schema accepts and the program refuses."""

ONLY_THE_SCHEMA: tuple[dict[str, Any], ...] = (
    {"dates": " git "},
    {"feeds": {"formats": [" atom "]}},
    {"feeds": {"redirects": {"no-path": None}}},
    {"serve": {"metrics": "null"}},
    {"serve": {"metrics": "-0"}},
    {"serve": {"access_log": "null"}},
)
"""What the program accepts although nobody should write it: the schema refuses it."""


def faults(values: Any) -> list[Wrong]:
    return read_section(Config, values or {})[1]


def can_only_be_told_by_the_program(fault: Wrong, values: Any) -> bool:
    for part in fault.where:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            break
    return any(
        re.search(one.message, fault.message) and isinstance(values, one.kind)
        for one in ONLY_THE_PROGRAM
    )


def agrees(values: Any) -> bool:
    """Return whether the configuration is right; fail if schema and program disagree."""
    wrong = faults(values)
    refused = [error.message for error in VALIDATOR.iter_errors(values)]
    if not refused:
        others = [one for one in wrong if not can_only_be_told_by_the_program(one, values)]
        assert not others, "the schema accepts what the program refuses"
    else:
        assert wrong, f"the schema refuses what the program accepts: {refused}"
    return not refused


def test_the_schema_of_the_package_is_that_of_the_code_and_the_documentation() -> None:
    """``python -m tests.support.config_schema`` writes it anew."""
    assert SCHEMA_FILE.read_text(encoding="utf-8") == config_schema.text()


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_feeds_schema_prints_it() -> None:
    assert json.loads(CliRunner().invoke(main, ["schema"]).stdout) == SCHEMA


def test_every_documented_key_has_its_description() -> None:
    assert {key for key, words in _described(SCHEMA) if words} >= set(
        config_schema.documented(read_page("config"))
    )


def _described(schema: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, inner in schema.get("properties", {}).items():
        yield above + key, inner.get("description", "")
        for form in (inner, *inner.get("anyOf", ())):
            yield from _described(form, f"{above}{key}.")


def test_editors_find_it_in_the_repository_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    repository = project["urls"]["Repository"].removeprefix("https://github.com/")
    place = SCHEMA_FILE.relative_to(ROOT).as_posix()
    assert f"https://raw.githubusercontent.com/{repository}/main/{place}" == SCHEMA_URL


def test_a_new_configuration_names_it_and_is_accepted(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path), "--generator", "plain"]).exit_code == 0
    text = (tmp_path / "feeds.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_URL}"
    assert agrees(yaml.safe_load(text))


def _blocks() -> Iterator[str]:
    for file in WITH_README.values():
        page = file.read_text(encoding="utf-8")
        for block in re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
            values = yaml.safe_load(block)
            if isinstance(values, dict) and values.keys() <= Config.fields().keys():
                yield block


FILES = [
    ROOT / "config.yaml",
    ROOT / "tests/golden/config.yaml",
    *ROOT.glob("examples/**/*feeds.yaml"),
]


@pytest.mark.parametrize(
    "text", [*_blocks(), *(file.read_text(encoding="utf-8") for file in FILES), "", "---\n"]
)
def test_every_example_is_accepted(text: str) -> None:
    assert agrees(yaml.safe_load(text))


ACCEPTED = """
{site: {author: Ada}}
{site: {author: {name: Ada, email: }}}
{site: {author: [Ada, {name: Bo, uri: /bo}]}}
{site: {url: " HTTPS://Example.com:8000/a/@b?# "}}
{site: {url: "https://例え.jp/блог"}}
{site: {url: "http://[::1]:80/"}}
{site: {language: zh-CN, timezone: America/Argentina/Buenos_Aires}}
{site: , feeds: , serve: {limits: }, generator: }
{max_post_size: 500}
{max_post_size: "500"}
{max_post_size: 1.5 mib}
{max_post_size: 12 Bytes}
{ignore: drafts/}
{ignore: [a, "!b"]}
{ignore: "# comment\\na\\n"}
{ignore: "\\n"}
{generator: of-another-package}
{feeds: {entries: "20", minimum: 3.0}}
{feeds: {accept_removals: yes, accept_new_ids: 0}}
{feeds: {accept_removals: "yes", accept_new_ids: "0.25"}}
{feeds: {paths: {site: "/{ext}", tag: "/t/{name}.{ext}", series: "/s/{slug}/{ext} "}}}
{feeds: {formats: [rss], paths: {site: /rss.xml}}}
{feeds: {titles: {site: "News of {site}", tag: "{term} | {site}"}}}
{feeds: {include: {tag: [bread], site: }, exclude: {author: []}}}
{feeds: {redirects: {/rss: /feed.rss, "/t/{a}/": {to: "/tags/{a}", status: "308"}}}}
{feeds: {retired: [/a/*, "/{b}/c"]}}
{feeds: {hubs: "https://hub.example/?of=a"}}
{feeds: {hubs: ["https://hub.example/", "http://a"]}}
{feeds: {max_age: {shortest: 0, longest: 31536000}}}
{serve: {metrics: on, access_log: off}}
{serve: {metrics: "Yes", access_log: "off"}}
{serve: {metrics: "TRUE", access_log: no}}
{serve: {metrics: 1, access_log: json}}
{serve: {trusted_proxies: 10.1.2.3}}
{serve: {trusted_proxies: ["fe80::1%eth0", "10.0.0.0/255.0.0.0"]}}
{serve: {limits: {storage: memory, address: 5 per MINUTE, conditional: 10/10 minutes}}}
{serve: {limits: {storage: "redis+unix:///tmp/s"}}}
{check: {ignore: [no-title, dead-link]}}
{check: {ignore: }}
"""

REFUSED = """
[site]
text
{sites: }
{site: text}
{site: {titel: A}}
{site: {titel: }}
{site: {title: 5}}
{site: {title: 2026-01-01}}
{site: {author: ""}}
{site: {author: {email: a@example.org}}}
{site: {author: {name: }}}
{site: {author: [[Ada]]}}
{site: {author: [null]}}
{site: {url: example.com}}
{site: {url: "https://ada:secret@example.com"}}
{site: {url: "https://example.com/?a=1"}}
{site: {url: "https://example.com/#top"}}
{site: {url: "https://exam ple.com"}}
{site: {language: en_GB}}
{site: {timezone: "Europe / Paris"}}
{posts: ""}
{output: "a\\0b"}
{ignore: "# comment"}
{ignore: [""]}
{ignore: 5}
{dates: svn}
{dialect: jekyll}
{max_post_size: 0}
{max_post_size: 1.5}
{max_post_size: 2 parsecs}
{max_post_size: true}
{feeds: {formats: []}}
{feeds: {formats: atom}}
{feeds: {formats: [atom, xml]}}
{feeds: {codings: [identity]}}
{feeds: {kinds: site}}
{feeds: {entries: 0}}
{feeds: {entries: 100001}}
{feeds: {entries: many}}
{feeds: {entries: true}}
{feeds: {content: Full}}
{feeds: {accept_new_ids: 1.5}}
{feeds: {accept_removals: -0.5}}
{feeds: {accept_new_ids: most}}
{feeds: {paths: {site: "/{slug}.{ext}"}}}
{feeds: {paths: {tag: "/t.{ext}"}}}
{feeds: {paths: {tag: "t/{slug}.{ext}"}}}
{feeds: {paths: {tag: "/{slugg}/{slug}.{ext}"}}}
{feeds: {paths: {tag: "/../{slug}.{ext}"}}}
{feeds: {paths: {tag: "//{slug}.{ext}"}}}
{feeds: {paths: {tag: "/{slug}.{ext}/ "}}}
{feeds: {paths: {tag: "/{slug}.{ext}.gz"}}}
{feeds: {titles: {site: "{term}"}}}
{feeds: {titles: {" site ": "{term}"}}}
{feeds: {titles: {tag: " "}}}
{feeds: {titles: {tag: "{Term}"}}}
{feeds: {include: {site: [a]}}}
{feeds: {include: {tag: a}}}
{feeds: {include: {tag: [3]}}}
{feeds: {redirects: {rss: /feed.rss}}}
{feeds: {redirects: {/rss: feed.rss}}}
{feeds: {redirects: {/rss: {to: /feed.rss, status: 302}}}}
{feeds: {redirects: {/rss: {status: 301}}}}
{feeds: {redirects: {/rss: "/feed/*"}}}
{feeds: {redirects: {/rss: "/feed?a"}}}
{feeds: {redirects: {/rss: "/{A}"}}}
{feeds: {retired: /a}}
{feeds: {retired: ["/{a}/{a}"]}}
{feeds: {retired: [/a/../b]}}
{feeds: {hubs: "ftp://hub.example/"}}
{feeds: {hubs: "https://hub.example/#a"}}
{feeds: {max_age: {longest: 31536001}}}
{feeds: {max_age: 5}}
{serve: {port: 65536}}
{serve: {port: -1}}
{serve: {workers: 65}}
{serve: {metrics: perhaps}}
{serve: {metrics: 2}}
{serve: {access_log: on}}
{serve: {access_log: TEXT}}
{serve: {trusted_proxies: proxy.example}}
{serve: {limits: {storage: postgres}}}
{serve: {limits: {storage: memory, address: 0/minute}}}
{serve: {limits: {storage: memory, address: 5}}}
{check: {ignore: no-title}}
{check: {ignore: [no-titel]}}
{check: {ignore: [left-over]}}
"""


@pytest.mark.parametrize("line", ACCEPTED.strip().splitlines())
def test_a_right_configuration_is_accepted_by_both(line: str) -> None:
    values = yaml.safe_load(line)
    assert agrees(values)
    assert not faults(values)


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_a_wrong_configuration_is_refused_by_both(line: str) -> None:
    assert not agrees(yaml.safe_load(line))


@pytest.mark.parametrize("untold", ONLY_THE_PROGRAM)
def test_the_program_refuses_what_a_schema_cannot_tell(untold: Untold) -> None:
    values = yaml.safe_load(untold.example)
    (fault,) = faults(values)
    assert re.search(untold.message, fault.message)
    assert agrees(values)


@pytest.mark.parametrize("values", ONLY_THE_SCHEMA)
def test_the_schema_is_stricter_with_spellings_that_nobody_should_use(values: Any) -> None:
    assert not faults(values)
    assert not VALIDATOR.is_valid(values)


def _leaves(values: Any) -> Iterator[Any]:
    inner = values.values() if isinstance(values, dict) else values
    for value in inner:
        if isinstance(value, dict | list):
            yield from _leaves(value)
        else:
            yield value


PARSED = [yaml.safe_load(line) for line in (ACCEPTED + REFUSED).strip().splitlines()]
TEXTS = [*dict.fromkeys(value for value in _leaves(PARSED) if isinstance(value, str))]
TEXTS += ["atom", "br", "summary", "git", "full", "1/day", "/x", "/{slug}/{ext}"]
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(TEXTS),
    st.text("/{}.#*?:%@-! \n1aé", max_size=5),
    st.integers(-1, 70_000),
    st.booleans(),
    st.floats(-1, 2),
)
KEYS = st.sampled_from(["site", "tag", "author", "/old", "/{a}", "x"])
VALUES = st.one_of(
    SCALARS,
    st.none(),
    st.lists(SCALARS, max_size=2),
    st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=2), max_size=2),
    st.fixed_dictionaries({}, optional={"name": SCALARS, "to": SCALARS, "status": SCALARS}),
)


def _mapping(section: type[ConfigSection]) -> st.SearchStrategy[dict[str, Any]]:
    keys = {
        name: _mapping(field.type) if _is_section(field.type) else VALUES
        for name, field in section.fields().items()
    }
    some = st.sets(st.sampled_from([*keys]), max_size=2)
    return some.flatmap(lambda chosen: st.fixed_dictionaries({key: keys[key] for key in chosen}))


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, ConfigSection)


@given(_mapping(Config))
def test_schema_and_program_agree_on_any_values_of_known_keys(values: dict[str, Any]) -> None:
    event("accepted" if agrees(values) else "refused")
