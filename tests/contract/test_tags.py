"""If-None-Match"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .reading import agrees, coded, version
from .servers import Server

PATH = "/feed.atom"
OTHER = '"00000000000000000000000000000000"'

Fill = Callable[[str], str]


@pytest.fixture
def fill(server: Server) -> Fill:
    """Put this version's tags into a line: ``{tag}``, ``{hash}``, and each coding's, ``{br}``."""

    def filled(line: str) -> str:
        for name in re.findall(r"{(gzip|br|zstd)}", line):
            line = line.replace(f"{{{name}}}", coded(server, PATH, name)["ETag"])
        plain = server.get(PATH)
        return line.replace("{tag}", plain["ETag"]).replace("{hash}", version(plain))

    return filled


def named(*rows: tuple[str, str]) -> list[object]:
    return [pytest.param(value, id=id) for id, value in rows]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "tags",
    named(
        ("13.1.2 exact", "{tag}"),
        ("13.1.2 any", "*"),
        ("13.1.2 any, spaces", "  * \t"),
        ("13.1.2 in a list", f"{OTHER}, {{tag}}"),
        ("13.1.2 first in a list", f"{{tag}}, {OTHER}"),
        ("13.1.2 list without spaces", f'{OTHER},{{tag}},"x"'),
        ("5.6.1 list with empty elements", f",, {OTHER},,{{tag}},"),
        ("8.8.3 a comma within a tag", '"a, b", {tag}'),
        ("8.8.3.2 weak", "W/{tag}"),
        ("8.8.3.2 weak in a list", f'W/{OTHER}, W/{{tag}}, W/"x"'),
        ("mod_deflate -gzip", '"{hash}-gzip"'),
        ("mod_deflate -gzip, weak", 'W/"{hash}-gzip"'),
        ("mod_deflate -gzip, in a list", f'{OTHER}, "{{hash}}-gzip"'),
        ("mod_brotli -br", '"{hash}-br"'),
        ("jetty --gzip", '"{hash}--gzip"'),
        ("a proxy -gz", '"{hash}-gz"'),
        ("a proxy ;gzip", '"{hash};gzip"'),
        ("a proxy ;br", '"{hash};br"'),
        ("a proxy :br", '"{hash}:br"'),
        ("a proxy :gzip", '"{hash}:gzip"'),
        ("a proxy -zstd", '"{hash}-zstd"'),
        ("a client without quotes", "{hash}"),
    ),
)
def test_the_version_held_is_named(server: Server, fill: Fill, tags: str, method: str) -> None:
    answer = server.get(PATH, f"If-None-Match: {fill(tags)}", method=method)
    assert (answer.status, answer.body) == (304, b"")
    assert answer["ETag"] == fill("{tag}")


@pytest.mark.parametrize(
    "tags",
    named(
        ("13.1.2 another", OTHER),
        ("13.1.2 a list of others", f'{OTHER}, "x", W/"y"'),
        ("13.1.2 nothing", ""),
        ("8.8.3 an empty tag", '""'),
        ("8.8.3 any, but quoted", '"*"'),
        ("8.8.3.2 a part of it", '"{hash:-1}"'),
        ("8.8.3.2 one digit more", '"{hash}0"'),
        ("8.8.3.2 a word more", '"{hash}gzip"'),
        ("8.8.3.2 the end of another", '"0{hash}"'),
        ("8.8.3.2 in another case", '"{HASH}"'),
        ("an open quote", '"'),
        ("a thousand others", ", ".join(f'"{n:032x}"' for n in range(100))),
    ),
)
def test_another_version_is_named(server: Server, fill: Fill, tags: str) -> None:
    hash = fill("{hash}")
    line = tags.replace("{hash:-1}", hash[:-1]).replace("{HASH}", hash.upper())
    answer = server.get(PATH, f"If-None-Match: {fill(line)}")
    assert answer.status == 200
    agrees(answer)


@pytest.mark.parametrize(
    ("tags", "accepted", "echoed"),
    [
        pytest.param("{gzip}", "gzip", "{gzip}", id="gzip, gzip selected"),
        pytest.param("{br}", "br", "{br}", id="br, br selected"),
        pytest.param("{zstd}", "zstd", "{zstd}", id="zstd, zstd selected"),
        pytest.param("{gzip}", "gzip, br;q=0.5, zstd;q=0.5", "{gzip}", id="gzip, preferred"),
        pytest.param("{gzip}", "gzip;q=0.5, br", "{gzip}", id="gzip, br selected"),
        pytest.param("{br}", "gzip, br;q=0.5", "{br}", id="br, gzip selected"),
        pytest.param("{zstd}", "zstd;q=0.5, gzip", "{zstd}", id="zstd, gzip selected"),
        pytest.param("W/{gzip}", "gzip;q=0.5, br", "{gzip}", id="gzip weak, br selected"),
        pytest.param("{gzip}", "identity, gzip;q=0.1", "{gzip}", id="gzip, identity selected"),
        pytest.param("{gzip}", "*", "{gzip}", id="gzip, any accepted"),
        pytest.param("{gzip}", "x-gzip", "{gzip}", id="gzip, x-gzip accepted"),
        pytest.param("{tag}", "gzip", "{tag}", id="identity, gzip selected"),
        pytest.param("{tag}", "gzip, identity;q=0.1", "{tag}", id="identity, hardly accepted"),
        pytest.param("{tag}, {gzip}", "gzip", "{gzip}", id="both, gzip selected"),
        pytest.param("{gzip}, {br}", "br;q=0.5, gzip", "{gzip}", id="two, gzip selected"),
        pytest.param("{gzip}, {br}", "br, gzip;q=0", "{br}", id="two, gzip refused"),
    ],
)
def test_a_copy_in_an_accepted_coding_is_still_good_rfc_9111_4_3_4(
    server: Server, fill: Fill, tags: str, accepted: str, echoed: str
) -> None:
    lines = f"If-None-Match: {fill(tags)}", f"Accept-Encoding: {accepted}"
    answer = server.get(PATH, *lines)
    assert (answer.status, answer["ETag"]) == (304, fill(echoed))


@pytest.mark.parametrize(
    ("tags", "lines"),
    [
        pytest.param("{gzip}", (), id="gzip, nothing accepted"),
        pytest.param("{gzip}", ("Accept-Encoding: identity",), id="gzip, identity accepted"),
        pytest.param("{gzip}", ("Accept-Encoding: br",), id="gzip, br accepted"),
        pytest.param("{gzip}", ("Accept-Encoding: gzip;q=0, *",), id="gzip, refused"),
        pytest.param("{br}", ("Accept-Encoding: gzip",), id="br, gzip accepted"),
        pytest.param("{zstd}", ("Accept-Encoding: gzip, br",), id="zstd, others accepted"),
        pytest.param("{tag}", ("Accept-Encoding: gzip, identity;q=0",), id="identity, refused"),
        pytest.param("{tag}", ("Accept-Encoding: gzip, *;q=0",), id="identity, all else refused"),
    ],
)
def test_a_copy_in_another_coding_is_sent_again_13_1_2(
    server: Server, fill: Fill, tags: str, lines: tuple[str, ...]
) -> None:
    answer = server.get(PATH, f"If-None-Match: {fill(tags)}", *lines)
    assert answer.status == 200
    assert answer["ETag"] != fill(tags)
    agrees(answer)


@pytest.mark.parametrize(
    "tags",
    named(
        ("mod_deflate -gzip", '"{hash}-gzip"'),
        ("a proxy ;gzip", '"{hash};gzip"'),
        ("upon our own mark", "{gzip-}-gzip"),
        ("of another compressor", '"{hash}-gz.00000000000000000000000000000000"'),
    ),
)
def test_a_tag_marked_on_its_way_names_its_version_also_with_gzip(
    server: Server, fill: Fill, tags: str
) -> None:
    gzip = coded(server, PATH, "gzip")
    line = fill(tags).replace("{gzip-}-gzip", f'{gzip["ETag"][:-1]}-gzip"')
    answer = server.get(PATH, f"If-None-Match: {line}", "Accept-Encoding: gzip")
    assert answer.status == 304
    assert version(answer) == version(gzip)


def test_several_lines_are_one_list_5_3(server: Server, fill: Fill) -> None:
    lines = f"If-None-Match: {OTHER}", f"If-None-Match: {fill('{tag}')}", 'If-None-Match: "x"'
    assert server.get(PATH, *lines).status == 304


def test_two_lines_are_never_taken_for_a_version_that_is_not_held(
    server: Server, fill: Fill
) -> None:
    """nginx refuses them, Caddy reads the first."""
    lines = f"If-None-Match: {OTHER}", f"If-None-Match: {fill('{tag}')}"
    expected = {"nginx": 400, "caddy": 200}.get(server.host.name, 304)
    assert server.get(PATH, *lines).status == expected
    other = 'If-None-Match: "x"'
    assert server.get(PATH, other, other).status == (400 if expected == 400 else 200)


def test_a_field_s_name_has_no_case_5_1(server: Server, fill: Fill) -> None:
    assert server.get(PATH, f"iF-nOnE-mAtCh: {fill('{tag}')}").status == 304
