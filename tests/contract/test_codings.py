"""Codings"""

from __future__ import annotations

import pytest

from .reading import CODINGS, agrees, coded, coding
from .servers import Server

PATH = "/feed.atom"
PACKED = "gzip br zstd"

Lines = tuple[str | bytes, ...]


def choices() -> list[object]:
    """What Accept-Encoding says, and the codings of which the smallest must be chosen."""
    rows: dict[str, tuple[str, str]] = {
        "12.5.3 empty": ("", "identity"),
        "gzip": ("gzip", "gzip"),
        "br": ("br", "br"),
        "zstd": ("zstd", "zstd"),
        "identity": ("identity", "identity"),
        "8.4.1.3 x-gzip": ("x-gzip", "gzip"),
        "8.4.1 upper case": ("GZIP", "gzip"),
        "8.4.1 mixed case": ("Br", "br"),
        "8.4.1 x-gzip, mixed case": ("X-GZip", "gzip"),
        "unknown alone": ("deflate", "identity"),
        "unknown ones": ("compress, sdch, x-compress", "identity"),
        "unknown beside known": ("deflate, gzip, sdch", "gzip"),
        "a tie of three": ("gzip, br, zstd", PACKED),
        "a browser": ("gzip, deflate, br, zstd", PACKED),
        "requests": ("gzip, deflate", "gzip"),
        "a tie of two": ("br;q=0.8, gzip;q=0.8", "gzip br"),
        "a tie with identity": ("identity, gzip, br", "identity gzip br"),
        "12.4.2 gzip first": ("gzip;q=0.9, br;q=0.8, zstd;q=0.7", "gzip"),
        "12.4.2 br first": ("gzip;q=0.1, br;q=0.2, zstd;q=0.1", "br"),
        "12.4.2 zstd first": ("gzip;q=0.1, br;q=0.1, zstd", "zstd"),
        "12.4.2 identity first": ("gzip;q=0.5, identity", "identity"),
        "12.4.2 identity second": ("gzip;q=0.5, identity;q=0.4", "gzip"),
        "12.4.2 a thousandth": ("gzip;q=0.001", "gzip"),
        "12.4.2 a thousandth more": ("gzip;q=0.500, br;q=0.501", "br"),
        "12.4.2 q upper case": ("gzip;Q=0.1, br;Q=0.9", "br"),
        "12.4.2 q of one": ("gzip;q=1.000", "gzip"),
        "12.4.2 refused": ("gzip;q=0", "identity"),
        "12.4.2 refused at length": ("gzip;q=0.000", "identity"),
        "12.4.2 one refused": ("gzip;q=0, br", "br"),
        "12.5.3 all refused": ("gzip;q=0, br;q=0, zstd;q=0", "identity"),
        "12.5.3 any": ("*", f"identity {PACKED}"),
        "12.5.3 any but gzip": ("gzip;q=0, *", "identity br zstd"),
        "12.5.3 any, a little": ("*;q=0.1", f"identity {PACKED}"),
        "12.5.3 gzip, any a little": ("gzip, *;q=0.1", "gzip"),
        "12.5.3 any before gzip": ("*;q=0.1, gzip", "gzip"),
        "12.5.3 identity refused": ("identity;q=0, gzip", "gzip"),
        "12.5.3 identity refused, any": ("identity;q=0, *", PACKED),
        "12.5.3 any refused but gzip": ("*;q=0, gzip", "gzip"),
        "12.5.3 any refused but identity": ("*;q=0, identity", "identity"),
        "5.6.3 spaces": (" gzip ; q=0.1 ,\tbr ; q=0.9 ", "br"),
        "5.6.1 empty elements": (",, gzip,,", "gzip"),
        "a hundred names": (", ".join(f"x{n}" for n in range(100)) + ", gzip", "gzip"),
    }
    return [pytest.param(*row, id=id) for id, row in rows.items()]


@pytest.mark.parametrize(("accepted", "candidates"), choices())
def test_the_most_wanted_is_sent_and_of_equals_the_smallest(
    server: Server, accepted: str, candidates: str
) -> None:
    sizes = {name: len(coded(server, PATH, name).body) for name in candidates.split()}
    answer = server.get(PATH, f"Accept-Encoding: {accepted}")
    assert (answer.status, coding(answer)) == (200, min(sizes, key=sizes.__getitem__))
    agrees(answer)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b",,,", id="commas"),
        pytest.param(b",;,;,", id="commas and semicolons"),
        pytest.param(b";q=1", id="a weight of nothing"),
        pytest.param(b"gzip;q=much", id="a word for a weight"),
        pytest.param(b"gzip;q=-1", id="less than nothing"),
        pytest.param(b"gzip;q=2", id="more than all"),
        pytest.param(b"gzip;q=nan", id="not a number"),
        pytest.param(b"gzip;q=inf", id="infinity"),
        pytest.param(b'"gzip', id="an open quote"),
        pytest.param(b"gz ip", id="two words"),
        pytest.param(b"\xe7\xa7\x91\xff\xfe", id="no ASCII"),
        pytest.param(b"gzipgzip/../../etc/passwd", id="a path"),
        pytest.param(b"%67zip", id="an escape"),
    ],
)
def test_nonsense_means_identity(server: Server, line: bytes) -> None:
    answer = server.get(PATH, b"Accept-Encoding: " + line)
    assert (answer.status, coding(answer)) == (200, "identity")
    agrees(answer)


@pytest.mark.parametrize(
    "line", ["identity;q=0", "*;q=0", "identity;q=0, gzip;q=0, br;q=0, zstd;q=0"]
)
def test_where_nothing_is_acceptable_the_feed_is_sent_all_the_same(
    server: Server, line: str
) -> None:
    """12.5.3 lets a server disregard the field: a feed is worth more than a 406."""
    answer = server.get(PATH, f"Accept-Encoding: {line}")
    assert answer.status == 200
    agrees(answer)


def test_whoever_accepts_nothing_gets_identity_12_5_3(server: Server) -> None:
    assert coding(server.get(PATH)) == "identity"


@pytest.mark.parametrize("name", CODINGS)
def test_http_1_0_gets_what_it_asks_for(server: Server, name: str) -> None:
    answer = server.get(PATH, f"Accept-Encoding: {name}", version="1.0")
    assert (answer.status, coding(answer)) == (200, name)
    agrees(answer)


def test_several_lines_are_one_list_5_3(server: Server) -> None:
    lines = "Accept-Encoding: deflate", "Accept-Encoding: br;q=0.1", "Accept-Encoding: gzip"
    assert coding(server.get(PATH, *lines)) == "gzip"


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
@pytest.mark.parametrize("name", CODINGS)
def test_every_coding_decodes_to_the_same_feed(server: Server, name: str, format: str) -> None:
    path = f"/feed.{format}"
    assert agrees(coded(server, path, name)) == server.site.builds[-1][path].body
