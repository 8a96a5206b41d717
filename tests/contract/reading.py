"""What stands in an answer: its tag, its dates, its coding, its entries."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import brotli  # type: ignore[import-untyped]
import zstandard
from lxml import etree

from .client import Answer
from .servers import Server

MARKS: Mapping[str, str] = {"gzip": "gz", "br": "br", "zstd": "zst"}
"""What stands for a content coding in an entity tag."""
CODINGS = ("identity", *MARKS)
FORMATS: Mapping[str, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
_TAG = re.compile(r'"([0-9a-f]{32})(?:-(gz|br|zst)\.([0-9a-f]{32}))?"')
_OWN_TAG = re.compile(r'"[0-9a-z-]+"')
_IMF_FIXDATE = "%a, %d %b %Y %H:%M:%S GMT"
_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, slots=True)
class Tag:
    """A strong entity tag of ours."""

    hash: str
    """Of the bytes before any coding."""
    mark: str | None
    coded: str | None
    """The hash of the bytes as they are sent."""


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as a reader sees it."""

    about: tuple[str | None, ...]
    """Its title, its own address and its site's."""
    entries: Mapping[str, str]
    """The text of each, by id, in the feed's order."""


def coding(answer: Answer) -> str:
    """The content coding of an answer (RFC 9110 8.4)."""
    return answer.get("Content-Encoding") or "identity"


def decoded(answer: Answer) -> bytes:
    """The body without its coding."""
    return _DECODERS[coding(answer)](answer.body)


def tag(answer: Answer) -> Tag:
    """Read the ETag; raises ``AssertionError`` for one of another form."""
    found = _TAG.fullmatch(answer["ETag"])
    assert found, answer["ETag"]
    return Tag(found[1], found[2], found[3])


def digest(content: bytes) -> str:
    """What must stand in a tag for these bytes."""
    return sha256(content).hexdigest()[:32]


def instant(answer: Answer, name: str) -> int:
    """A date field in seconds since 1970-01-01T00:00:00Z; only IMF-fixdate may be sent (5.6.7)."""
    moment = datetime.strptime(answer[name], _IMF_FIXDATE).replace(tzinfo=UTC)
    assert fixdate(int(moment.timestamp())) == answer[name]
    return int(moment.timestamp())


def fixdate(seconds: int) -> str:
    """Write a date as RFC 9110 5.6.7 wants it; the tests run in the C locale's names."""
    return datetime.fromtimestamp(seconds, UTC).strftime(_IMF_FIXDATE)


def agrees(answer: Answer) -> bytes:
    """Assert that body, length, tag and coding are of one version; return the decoded body."""
    body = decoded(answer)
    if is_of_a_static_host(answer):
        assert _OWN_TAG.fullmatch(answer["ETag"])
        return body
    named = tag(answer)
    assert answer["Content-Length"] == str(len(answer.body))
    assert named.hash == digest(body)
    assert named.mark == MARKS.get(coding(answer))
    assert named.coded == (digest(answer.body) if named.mark else None)
    return body


def is_of_a_static_host(answer: Answer) -> bool:
    """Such a host makes its own tags, of a file's time and size."""
    return (answer.get("Server") or "").startswith(("nginx", "Caddy"))


def version(answer: Answer) -> str:
    """What of a tag tells the version in any coding; of a static host's tags all of it."""
    return answer["ETag"].strip('"') if is_of_a_static_host(answer) else tag(answer).hash


def coded(server: Server, path: str, name: str) -> Answer:
    """Ask for one coding alone; raises ``AssertionError`` where another is sent."""
    answer = server.get(path, f"Accept-Encoding: {name}, identity;q=0.1")
    assert coding(answer) == name
    return answer


def document(body: bytes, format: str) -> Document:
    """Read a feed; raises where it is not well-formed or has no title, entry or id."""
    if format == "json":
        return _json_document(body)
    root = etree.fromstring(body)
    return _atom_document(root) if format == "atom" else _rss_document(root)


def _atom_document(root: etree._Element) -> Document:
    assert root.tag == f"{_ATOM}feed"
    entries = {_text(entry, f"{_ATOM}id"): _serial(entry) for entry in root.iter(f"{_ATOM}entry")}
    link = root.find(f"{_ATOM}link[@rel='self']")
    assert link is not None
    assert _text(root, f"{_ATOM}updated")
    return Document((_text(root, f"{_ATOM}title"), link.get("href")), entries)


def _rss_document(root: etree._Element) -> Document:
    channel = root.find("channel")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    assert channel is not None
    entries = {_text(item, "guid"): _serial(item) for item in channel.iter("item")}
    about = (_text(channel, "title"), _text(channel, "link"), _text(channel, "description"))
    return Document(about, entries)


def _json_document(body: bytes) -> Document:
    feed = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    entries = {item["id"]: json.dumps(item, sort_keys=True) for item in feed["items"]}
    return Document((feed["title"], feed["feed_url"], feed["home_page_url"]), entries)


def _serial(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _text(element: etree._Element, name: str) -> str:
    found = element.findtext(name)
    assert found
    return found
