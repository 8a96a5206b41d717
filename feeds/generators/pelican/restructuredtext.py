"""reStructuredText articles, rendered with docutils.

docutils cannot read any file here. Directives and roles of plugins do not exist: their
content is kept, and each is a problem of the post. This module is imported only for sites
with such articles, because docutils takes 50 ms to import.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from typing import Any, cast

from docutils import nodes
from docutils.core import publish_doctree, publish_parts
from docutils.languages import get_language
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import get_language as get_parser_language
from docutils.utils import Reporter, unescape
from docutils.writers import html4css1

from feeds.generators.base import PostError, Problem
from feeds.generators.pelican.metadata import Source, Value, processed

_DIRECTIVE = re.compile(r"^\s*(?:\|[^|\n]+\|\s+)?\.\. (?:\|[^|\n]+\| )?([\w.+:-]+?)::", re.M)
_ROLE = re.compile(r":([a-zA-Z][\w.+:-]{0,99}?):`|`:([a-zA-Z][\w.+:-]{0,99}?):(?!\w)")
_EXPLANATION = re.compile(r"\((.*)\)$", re.DOTALL)
_NO_FILES = re.compile("disabled|deactivated")
"""In the message of docutils about a directive that reads a file."""

Unknown = Callable[[str, int], None]
"""Called with each unknown directive or role, and its line."""


def read_rst(text: str, formatted: frozenset[str], options: Mapping[str, Any]) -> Source:
    """Return a document's title and fields as metadata; the whole text is the body.

    ``formatted`` are the fields in reStructuredText; ``options`` are docutils settings. Raises
    :class:`~feeds.generators.base.PostError` with every warning of docutils, because Pelican
    leaves the article out.
    """
    problems: list[Problem] = []

    def unknown(what: str, line: int) -> None:
        message = f"the {what} is not known, so only its text is shown; use standard markup"
        problems.append((line, message))

    try:
        with _registered(text, str(options.get("language_code", "en")), unknown):
            document = publish_doctree(text, settings_overrides=_settings(options))
    except Exception as error:  # odd input raises exceptions of many types in docutils
        reason = str(error).splitlines() or [type(error).__name__]
        message = f"the reStructuredText is not valid ({reason[0]}); correct it"
        raise PostError((1, message)) from error
    problems += _problems(document)
    fields = dict(_fields(document, formatted))
    summary = fields.pop("summary", None) if "summary" in formatted else None
    fields.setdefault("title", _title(document))
    return Source(
        metadata=processed(fields.items()),
        lines={name: _line(text, name) for name in fields},
        body=text,
        summary=summary if isinstance(summary, str) else None,
        kind="rst",
        problems=tuple(problems),
    )


def rst_html(text: str, options: Mapping[str, Any]) -> str:
    """Render a document's body, without its title and fields.

    Messages of docutils are not shown. A document that docutils cannot render is shown as its
    text. ``options`` are docutils settings.
    """
    return _html(json.dumps(options, sort_keys=True, default=str), text)


@lru_cache(maxsize=4)
def _html(options: str, text: str) -> str:
    own = json.loads(options)
    overrides = {**_settings(own), "report_level": 5}
    try:
        with _registered(text, str(own.get("language_code", "en")), lambda *_: None):
            parts = publish_parts(text, writer=_Writer(), settings_overrides=overrides)
    except Exception:  # odd input raises exceptions of many types in docutils
        return f"<pre>{escape(text)}</pre>"
    return str(parts["body"])


def _problems(document: nodes.document) -> Iterator[Problem]:
    """Yield the problems of a document; raise ``PostError`` for those that stop Pelican."""
    wrong = []
    messages = [*document.findall(nodes.system_message), *document.transform_messages]
    for message in messages:
        if message["level"] < Reporter.WARNING_LEVEL:
            continue
        words = message.astext().splitlines()[0].rstrip(".").rpartition("(WARNING/2) ")[2]
        words = re.sub(r"^.*?\((?:WARNING|ERROR|SEVERE)/\d\)\s*", "", words)
        line = int(message.get("line", 1))
        if _NO_FILES.search(words):
            yield line, f"feeds does not include files ({words}); write the text in the post"
        else:
            wrong.append((line, f"the reStructuredText is not valid ({words}); correct it"))
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


def _settings(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return docutils settings: Pelican's, then the site's, then those that forbid files."""
    return {
        "initial_header_level": "2",
        "syntax_highlight": "short",
        **own,
        "_disable_config": True,
        "embed_stylesheet": False,
        "file_insertion_enabled": False,
        "halt_level": Reporter.SEVERE_LEVEL + 1,
        "input_encoding": "unicode",
        "language_code": _language(str(own.get("language_code", "en"))),
        "output_encoding": "unicode",
        "record_dependencies": None,
        "warning_stream": io.StringIO(),
    }


def _language(code: str) -> str:
    return code if get_language(code) else "en"


@contextmanager
def _registered(text: str, language: str, unknown: Unknown) -> Iterator[None]:
    """Register Pelican's directives and roles, and one for each that ``text`` lacks."""
    registries: list[dict[str, Any]] = [vars(directives)["_directives"], vars(roles)["_roles"]]
    known = [dict(registry) for registry in registries]
    try:
        for name in ("code-block", "sourcecode"):
            directives.register_directive(name, _CodeBlock)
        roles.register_local_role("abbr", cast(Any, _abbreviation))
        _register_unknown(text, language, unknown)
        yield
    finally:
        for registry, before in zip(registries, known, strict=True):
            registry.clear()
            registry.update(before)


def _register_unknown(text: str, language: str, unknown: Unknown) -> None:
    module = get_language(_language(language))
    parser_language = cast(Any, get_parser_language(language) or get_parser_language("en"))
    silent = nodes.document(None, Reporter("", 5, 5, stream=False))  # type: ignore[arg-type]
    for name in sorted({found.lower() for found in _DIRECTIVE.findall(text)}):
        if directives.directive(name, parser_language, silent)[0] is None:
            directives.register_directive(name, _kept_directive(name, unknown))
    for pair in sorted(set(_ROLE.findall(text))):
        name = (pair[0] or pair[1]).lower()
        if module and roles.role(name, parser_language, 0, silent.reporter)[0] is None:
            roles.register_local_role(name, _kept_role(name, unknown))


class _CodeBlock(Directive):
    """Pelican's ``code-block``, without its colours, which feeds do not keep."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {  # noqa: RUF012
        "anchorlinenos": directives.flag,
        "classprefix": directives.unchanged,
        "hl_lines": directives.unchanged,
        "lineanchors": directives.unchanged,
        "linenos": directives.unchanged,
        "linenospecial": directives.nonnegative_int,
        "linenostart": directives.nonnegative_int,
        "linenostep": directives.nonnegative_int,
        "lineseparator": directives.unchanged,
        "linespans": directives.unchanged,
        "nobackground": directives.flag,
        "nowrap": directives.flag,
        "tagsfile": directives.unchanged,
        "tagurlformat": directives.unchanged,
    }
    has_content = True

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        code = "\n".join(self.content)
        return [nodes.literal_block(code, code)]


class _AnyOption(dict[str, Any]):
    """Accepts every option."""

    def __bool__(self) -> bool:
        return True

    def __missing__(self, name: str) -> Callable[[str | None], str]:
        return lambda value: value or ""


def _kept_directive(name: str, unknown: Unknown) -> type[Directive]:
    """Return a directive that shows its content, or its text if the content is not valid."""

    class Kept(Directive):
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = _AnyOption()
        has_content = True

        def run(self) -> list[nodes.Node]:
            unknown(f"directive {name!r}", self.lineno)
            container = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, container)
            if any(container.findall(nodes.system_message)):
                code = "\n".join(self.content)
                return [nodes.literal_block(code, code)]
            return list(container.children)

    return Kept


def _kept_role(name: str, unknown: Unknown) -> Any:
    def role(
        _role: str, raw: str, text: str, line: int, *_: object, **__: object
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        unknown(f"role {name!r}", line)
        return [nodes.inline(raw, unescape(text))], []

    return role


def _abbreviation(
    _role: str, raw: str, text: str, _line: int, *_: object, **__: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    text = unescape(text)
    found = _EXPLANATION.search(text)
    explanation = {"explanation": found[1]} if found else {}
    return [nodes.abbreviation(raw, _EXPLANATION.sub("", text).strip(), **explanation)], []


class _Translator(html4css1.HTMLTranslator):
    """Writes explanations of abbreviations, and no text for images without one, as Pelican does."""

    def visit_abbreviation(self, node: nodes.abbreviation) -> None:
        title = {"title": node["explanation"]} if node.hasattr("explanation") else {}
        self.body.append(self.starttag(node, "abbr", "", **title))

    def depart_abbreviation(self, node: nodes.abbreviation) -> None:
        del node
        self.body.append("</abbr>")

    def visit_image(self, node: nodes.image) -> None:
        node["alt"] = node.get("alt", "")
        super().visit_image(node)


class _Writer(html4css1.Writer):
    def __init__(self) -> None:
        super().__init__()
        self.translator_class = _Translator
