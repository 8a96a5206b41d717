"""The room of docutils: reStructuredText as Pelican sets it up, unable to read any file.

Directives and roles of plugins are not there. What they hold is kept, and named.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from docutils import nodes
from docutils.languages import get_language
from docutils.parsers.rst import Directive, directives, roles
from docutils.utils import Reporter, unescape

_DIRECTIVE = re.compile(r"^\s*(?:\|[^|\n]+\|\s+)?\.\. (?:\|[^|\n]+\| )?([\w.+:-]+?)::", re.M)
_ROLE = re.compile(r":([a-zA-Z][\w.+:-]{0,99}?):`|`:([a-zA-Z][\w.+:-]{0,99}?):(?!\w)")
_EXPLANATION = re.compile(r"\((.*)\)$", re.DOTALL)
_OPTIONS: Mapping[str, type | tuple[type, ...]] = {
    "language_code": str,
    "raw_enabled": bool,
    "smart_quotes": (bool, str),
    "smartquotes_locales": list,
    "footnote_references": str,
    "trim_footnote_reference_space": bool,
    "tab_width": int,
    "doctitle_xform": bool,
    "docinfo_xform": bool,
    "sectsubtitle_xform": bool,
    "section_numbering": bool,
    "sectnum_xform": bool,
}
"""Of DOCUTILS_SETTINGS, those that change what is read or shown, and reach no file."""


def allowed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of a site's own docutils settings that are applied."""
    return {
        name: value
        for name, value in given.items()
        if name in _OPTIONS and isinstance(value, _OPTIONS[name])
    }


def settings(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return docutils settings: Pelican's, the site's own, and what keeps files shut."""
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


Unknown = Callable[[str, int], None]
"""Told the name of each directive and role that is not there, and its line."""


@contextmanager
def registered(text: str, language: str, unknown: Unknown) -> Iterator[None]:
    """Give docutils Pelican's directives and roles, and one for each that is not there."""
    registries: list[dict[str, Any]] = [vars(directives)["_directives"], vars(roles)["_roles"]]
    known = [dict(registry) for registry in registries]
    try:
        for name in ("code-block", "sourcecode"):
            directives.register_directive(name, CodeBlock)
        roles.register_local_role("abbr", cast(Any, _abbreviation))
        _register_unknown(text, language, unknown)
        yield
    finally:
        for registry, before in zip(registries, known, strict=True):
            registry.clear()
            registry.update(before)


def _register_unknown(text: str, language: str, unknown: Unknown) -> None:
    module = get_language(_language(language))
    silent = nodes.document(None, Reporter("", 5, 5, stream=False))  # type: ignore[arg-type]
    for name in sorted({found.lower() for found in _DIRECTIVE.findall(text)}):
        if directives.directive(name, _parser_language(language), silent)[0] is None:
            directives.register_directive(name, _kept_directive(name, unknown))
    for pair in sorted(set(_ROLE.findall(text))):
        name = (pair[0] or pair[1]).lower()
        if module and roles.role(name, _parser_language(language), 0, silent.reporter)[0] is None:
            roles.register_local_role(name, _kept_role(name, unknown))


def _parser_language(language: str) -> Any:
    from docutils.parsers.rst.languages import get_language as parser_language

    return parser_language(language) or parser_language("en")


class CodeBlock(Directive):
    """Pelican's ``code-block``: its colours are lost in feeds, its text is not."""

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
        """Return the code as it stands."""
        self.assert_has_content()
        code = "\n".join(self.content)
        return [nodes.literal_block(code, code)]


class _AnyOption(dict[str, Any]):
    """Every option there could be."""

    def __bool__(self) -> bool:
        return True

    def __missing__(self, name: str) -> Callable[[str | None], str]:
        return lambda value: value or ""


def _kept_directive(name: str, unknown: Unknown) -> type[Directive]:
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
    return [nodes.inline(raw, _EXPLANATION.sub("", unescape(text)).strip())], []
