"""A page's body: what its markup is, what stands for the whole, which shortcodes it holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from feeds.generators.base import PostError
from feeds.generators.hugo import embedded, shortcodes
from feeds.generators.hugo.data import Matter
from feeds.generators.hugo.embedded import Context
from feeds.generators.hugo.shortcodes import Shortcode
from feeds.model import Post, Reading

_MORE = "<!--more-->"
_NOTHING = "\x02"
"""Stands where a shortcode shows nothing: what is around it stays one block of HTML."""
_REFERRING = frozenset(("ref", "relref"))


@dataclass(slots=True)
class Body:
    """What is known of a body before its shortcodes are worked off.

    Raises :class:`~feeds.generators.base.PostError` for a shortcode that never ends.
    """

    matter: Matter
    is_html: bool
    options: frozenset[str]
    """Those of the engine, see :mod:`feeds.generators.hugo.goldmark.engine`."""
    summary: str
    words: int
    counts_letters: bool
    has_shortcodes: bool = False
    refers: bool = False
    remarks: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if shortcodes.holds(self.matter.body):
            found = list(shortcodes.each(self._parsed()))
            self.has_shortcodes = True
            self.options |= {"unsafe"}
            self.refers = any(code.name in _REFERRING for code in found)
            self._name_unknown(found)

    @property
    def text(self) -> str:
        return self.matter.body

    @property
    def markup(self) -> str:
        return "html" if self.is_html else _named("goldmark", *sorted(self.options))

    def reading(self, post: Post, remarks: list[tuple[int, str]]) -> Reading:
        """Return what is read: the body, and as its excerpt what is to be cut, or is given."""
        found = Reading(post, self.text, remarks=tuple(sorted([*remarks, *self.remarks])))
        return self.excerpted(found)

    def excerpted(self, reading: Reading) -> Reading:
        """Put the excerpt into a reading: the body before ``<!--more-->``, as given, or cut."""
        if self.summary and _MORE not in reading.body:
            markup = _named("goldmark", *sorted(self.options))
            return replace(reading, excerpt=self.summary, excerpt_markup=markup)
        letters = ("letters",) if self.counts_letters else ()
        options = () if self.is_html else sorted(self.options)
        name = "html" if self.is_html else "goldmark"
        markup = _named(name, *options, f"words={max(self.words, 0)}", *letters)
        return replace(reading, excerpt=reading.body, excerpt_markup=markup)

    def _parsed(self) -> list[str | Shortcode]:
        try:
            return shortcodes.parsed(self.matter.body)
        except shortcodes.Unclosed as error:
            line = self.matter.first_line + self.matter.body.count("\n", 0, error.args[0])
            raise PostError((line, "a shortcode is not closed; end it with >}} or %}}")) from error

    def _name_unknown(self, found: list[Shortcode]) -> None:
        unknown = [code for code in found if code.name.lower() not in embedded.NAMES]
        if unknown:
            names = ", ".join(dict.fromkeys(code.name for code in unknown))
            line = self.matter.first_line + self.matter.body.count("\n", 0, unknown[0].start)
            message = f"shortcodes of the site's own are not run, their inner text is kept: {names}"
            self.remarks.append((line, message))


def _named(name: str, *options: str) -> str:
    return f"{name}:{','.join(options)}" if options else name


def expanded(reading: Reading, body: Body, context: Context) -> Reading:
    """Work off the shortcodes of a body, and take its excerpt from that."""

    def work(code: Shortcode, inner: str) -> str:
        known = embedded.render(code, inner, context)
        shown = inner if known is None else known
        return shown or (_NOTHING if code.mark == "<" and not body.is_html else "")

    text = shortcodes.worked_off(shortcodes.parsed(body.text), work)
    return body.excerpted(replace(reading, body=text))
