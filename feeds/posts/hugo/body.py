"""A page's body: what its markup is, what stands for the whole, which shortcodes it holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from feeds.model import Reading
from feeds.posts.dialect import PostError
from feeds.posts.hugo import embedded, shortcodes, summary
from feeds.posts.hugo.data import Matter
from feeds.posts.hugo.embedded import Context
from feeds.posts.hugo.shortcodes import Shortcode

_SAFE, _UNSAFE = "goldmark", "goldmark:unsafe"
_REFERRING = frozenset(("ref", "relref"))


@dataclass(slots=True)
class Body:
    """What is known of a body before its shortcodes are worked off.

    Raises :class:`~feeds.posts.dialect.PostError` for a shortcode that never ends.
    """

    matter: Matter
    is_html: bool
    is_unsafe: bool
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
            self.refers = any(code.name in _REFERRING for code in found)
            self._name_unknown(found)

    @property
    def text(self) -> str:
        return self.matter.body

    @property
    def markup(self) -> str:
        if self.is_html:
            return "html"
        return _UNSAFE if self.is_unsafe or self.has_shortcodes else _SAFE

    @property
    def excerpt(self) -> str:
        """The part that stands for the whole, as far as can be told before shortcodes are."""
        return excerpt(self.matter.body, self, self.is_unsafe)

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


def excerpt(body: str, page: Body, raw: bool) -> str:
    """Return what stands for the whole: before ``<!--more-->``, as given, or by words."""
    divided = summary.divided(body)
    if divided is None and page.summary:
        return page.summary
    words, letters = page.words, page.counts_letters
    if divided is None and page.is_html:
        return summary.cut_html(body, words, letters)
    found = summary.cut(body, words, letters, raw) if divided is None else divided
    return summary.with_numbers(found, body)


def expanded(reading: Reading, body: Body, context: Context) -> Reading:
    """Work off the shortcodes of a body, and find its excerpt again."""

    def work(code: Shortcode, inner: str) -> str:
        known = embedded.render(code, inner, context)
        return inner if known is None else known

    text = shortcodes.worked_off(shortcodes.parsed(body.text), work)
    found = excerpt(text, body, raw=True)
    return replace(reading, body=text, excerpt=embedded.without_frames(found))
