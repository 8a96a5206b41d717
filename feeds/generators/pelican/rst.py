"""Metadata of a reStructuredText article: its title, and the fields below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.utils import Reporter

from feeds.generators.base import PostError
from feeds.generators.pelican.documents import registered, settings
from feeds.generators.pelican.effort import require_bearable_rst
from feeds.generators.pelican.metadata import Source, Value, processed

_SHUT = re.compile("disabled|deactivated")
"""What docutils says where a directive wants a file."""


def read_rst(text: str, formatted: frozenset[str], options: Mapping[str, Any]) -> Source:
    """Read what a document says of itself; the whole of it stays the body.

    Raises :class:`~feeds.generators.base.PostError` with all that docutils warns of, for
    Pelican then leaves the article out.
    """
    require_bearable_rst(text)
    remarks: list[tuple[int, str]] = []

    def unknown(what: str, line: int) -> None:
        message = f"{what} is not known here, only its text is kept; a plugin may have it"
        remarks.append((line, message))

    try:
        with registered(text, str(options.get("language_code", "en")), unknown):
            document = publish_doctree(text, settings_overrides=settings(options))
    except Exception as error:
        # docutils trips over odd input in ways of its own; one post is no reason to stop.
        reason = str(error).splitlines() or [type(error).__name__]
        raise PostError((1, f"reStructuredText is broken ({reason[0]}); mend it")) from error
    remarks += _judged(document)
    fields = dict(_fields(document, formatted))
    summary = fields.pop("summary", None) if "summary" in formatted else None
    fields.setdefault("title", _title(document))
    lines = {name: _line(text, name) for name in fields}
    return Source(
        processed(fields.items()),
        lines,
        text,
        summary if isinstance(summary, str) else None,
        "rst",
        tuple(remarks),
    )


def _judged(document: nodes.document) -> Iterator[tuple[int, str]]:
    """Yield remarks; raise where Pelican would have stopped."""
    wrong = []
    messages = [*document.findall(nodes.system_message), *document.transform_messages]
    for message in messages:
        if message["level"] < Reporter.WARNING_LEVEL:
            continue
        words = message.astext().splitlines()[0].rstrip(".").rpartition("(WARNING/2) ")[2]
        words = re.sub(r"^.*?\((?:WARNING|ERROR|SEVERE)/\d\)\s*", "", words)
        line = int(message.get("line", 1))
        if _SHUT.search(words):
            yield line, f"{words}; files are not read here, write the text out"
        else:
            wrong.append((line, f"reStructuredText: {words}; mend it, Pelican stops here too"))
    if wrong:
        raise PostError(*sorted(set(wrong)))


def _title(document: nodes.document) -> str:
    title = document.first_child_matching_class(nodes.title)
    return "" if title is None else escape(document.children[title].astext(), quote=False)


def _fields(document: nodes.document, formatted: frozenset[str]) -> Iterator[tuple[str, Value]]:
    for docinfo in document.findall(nodes.docinfo):
        for element in docinfo.children:
            if isinstance(element, nodes.field):
                name, body = element.children
                key = name.astext().lower()
                raw = str(vars(body)["rawsource"]).strip()
                yield key, raw if key in formatted else body.astext()
            elif isinstance(element, nodes.authors):
                yield "authors", [author.astext() for author in element.children]
            else:
                yield type(element).__name__, element.astext()


def _line(text: str, name: str) -> int:
    found = re.search(rf"^:{re.escape(name)}:", text, re.M | re.I)
    return 1 + text.count("\n", 0, found.start()) if found else 1
