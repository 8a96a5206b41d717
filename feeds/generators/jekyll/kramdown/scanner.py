"""The reading of one sentence: what nests in it, and what is text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from feeds.generators.jekyll.kramdown import links
from feeds.generators.jekyll.kramdown.punctuation import QUOTE, SYMBOL, SYMBOLS, quote
from feeds.markup.cuttings import Cuttings

# It begins with a set of characters, which the regular expressions' engine finds fastest.
SPECIAL = re.compile(
    r"[\"'\\*_`<\[\]&$~{!>.-](?:(?<=[\"'\\*_`<\[\]&])|(?<=\$)\$|(?<=~)~|(?<=\{):|(?<=!)\["
    r"|(?<=>)>|(?<=-)-|(?<=\.)\.\.)"
)
_EMPHASIS = re.compile(r"\*\*?|__?")
_BEFORE_UNDERSCORE = re.compile(r"[^\W\d_]-?[^\W\d_]*\Z")
SPACES = frozenset(" \t\r\n\f\v")
"""White space to Ruby's patterns."""
_MOST_DEPTH = 20
_SPARE = 50_000
_LITERAL = {
    "*": "\\*",
    "_": "\\_",
    "`": "\\`",
    "[": "\\[",
    "]": "\\]",
    "<": "&lt;",
    "\\": "\\\\",
    "&": "&amp;",
    "|": "\\|",
    "#": "\\#",
}


class Scanner:
    """Goes through a sentence once; the rules of a character stand in ``rules``."""

    rules: ClassVar[Mapping[str, Callable[[Any], bool]]]

    def __init__(
        self, source: str, cuttings: Cuttings, names: links.Names, quotes: dict[int, str]
    ) -> None:
        self._cuttings = cuttings
        self._targets = links.Targets(source, names)
        self._quotes = quotes
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._after_text = True
        self._open: list[str] = []
        self._hopeless: set[tuple[str, ...]] = set()
        self._fuel = min(8 * len(source), len(source) + _SPARE)

    def whole(self) -> str:
        self._spans(None)
        self._text(len(self._source))
        return "".join(self._pieces)

    def _spans(self, stops: Callable[[], bool] | None) -> bool:
        """Go on to where ``stops`` says, and say whether it did."""
        while found := SPECIAL.search(self._source, self._at):
            self._text(self._begin(found.start()))
            if stops and stops():
                return True
            self._fuel -= 1
            self._special()
        return False

    def _begin(self, at: int) -> int:
        """A quote takes the character before it, a guillemet a space, if those are free."""
        if at == self._at:
            return at
        character, before = self._source[at], self._source[at - 1]
        takes = before == " " if character == ">" else character in "\"'" and before != "\\"
        return at - 1 if takes else at

    def _text(self, end: int) -> None:
        if end > self._at:
            self._pieces.append(self._source[self._at : end])
            self._at = end
            self._after_text = True

    def _special(self) -> None:
        rule = self.rules.get(self._source[self._at])
        if rule is not None and rule(self):
            return
        if QUOTE.match(self._source, self._at):
            self._quote()
        elif found := SYMBOL.match(self._source, self._at):
            self._symbol(found[0])
        else:
            self._literal(self._source[self._at])

    def _literal(self, text: str) -> None:
        """Text that must not be read as anything else."""
        self._pieces.append("".join(_LITERAL.get(character, character) for character in text))
        self._at += len(text)
        self._after_text = True

    def _element(self, piece: str, end: int) -> bool:
        self._pieces.append(piece)
        self._at = end
        self._after_text = False
        return True

    def _kept(self, html: str, end: int) -> bool:
        return self._element(self._cuttings.keep(html), end)

    def _quote(self) -> None:
        found = quote(self._source, self._at)
        if found is None:
            self._literal(self._source[self._at])
            return
        if found.before:
            self._literal(found.before)
        self._element(found.set.translate(self._quotes), found.end)

    def _symbol(self, symbol: str) -> None:
        self._element(SYMBOLS[symbol], self._at + len(symbol))

    def _emphasis(self) -> bool:
        source, begin = self._source, self._at
        found = _EMPHASIS.match(source, begin)
        mark = found[0] if found else ""
        kind = "strong" if len(mark) == 2 else "em"
        inside = mark[0] == "_" and _BEFORE_UNDERSCORE.search(source[max(0, begin - 60) : begin])
        blank = source[begin + len(mark) : begin + len(mark) + 1] in SPACES
        if inside or blank or kind in self._open or not self._may_try():
            self._literal(mark)
            return True
        done = self._emphasised(mark, kind)
        if not done and kind == "strong" and (not self._open or self._open[-1] != "em"):
            done = self._emphasised(mark[0], "em")
        if not done:
            self._literal(mark)
        return True

    def _may_try(self) -> bool:
        return self._fuel > 0 and len(self._open) < _MOST_DEPTH

    def _emphasised(self, mark: str, kind: str) -> bool:
        state = self._at, len(self._pieces)
        context = (mark, kind, *self._open)
        if context in self._hopeless:
            return False
        self._at += len(mark)
        self._pieces.append(f"<{kind}>")
        self._after_text = True
        first = len(self._pieces)
        self._open.append(kind)
        found = self._spans(lambda: self._closes(mark, kind, first))
        self._open.pop()
        if found:
            return self._element(f"</{kind}>", self._at + len(mark))
        self._hopeless.add(context)
        self._at, pieces = state
        del self._pieces[pieces:]
        return False

    def _closes(self, mark: str, kind: str, first: int) -> bool:
        source, at = self._source, self._at
        if not source.startswith(mark, at) or len(self._pieces) == first:
            return False
        after = source[at + len(mark) : at + len(mark) + 1]
        if source[at - 1] in SPACES or (mark[0] == "_" and after.isalnum()):
            return False
        double = mark * 2
        return kind != "em" or not (
            source.startswith(double, at) and not source.startswith(mark * 3, at)
        )

    def _find(self, mark: str, start: int) -> int:
        """Where a mark stands next; once it stands nowhere, it is not looked for again."""
        if (mark,) in self._hopeless:
            return -1
        end = self._source.find(mark, start)
        if end < 0:
            self._hopeless.add((mark,))
        return end

    def _bracket(self) -> bool:
        """A link or an image; what is neither is text."""
        source, begin = self._source, self._at
        image = source[begin] == "!"
        start = begin + image + 1
        if image and source[begin + 1] != "[":
            return False
        if source.startswith("[^", begin):
            if mark := links.FOOTNOTE_MARK.match(source, begin):
                return self._element(mark[0], mark.end())
        elif (image or "a" not in self._open) and self._may_try():
            kind = "img" if image else "a"
            if self._link(kind, start):
                return True
        self._literal(source[begin:start])
        return True

    def _link(self, kind: str, start: int) -> bool:
        state = self._at, len(self._pieces)
        if self._find("]", start) < 0:
            return False
        self._pieces.append(self._source[self._at : start])
        self._at, self._after_text = start, True
        self._open.append(kind)
        depth = [1]
        found = self._spans(lambda: self._bracket_closes(depth))
        self._open.pop()
        target = self._targets.at(self._at, start) if found else None
        if target is None:
            self._at, pieces = state
            del self._pieces[pieces:]
            return False
        return self._element(target.markdown, target.end)

    def _bracket_closes(self, depth: list[int]) -> bool:
        character = self._source[self._at]
        if character == "]":
            depth[0] -= 1
        elif character == "[":
            depth[0] += 1
        return depth[0] == 0
