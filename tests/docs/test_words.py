"""Words and phrases that a reader whose English is weak would have to read twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support import messages
from tests.support.docs import WITH_README

BETTER = {
    r"(?<![Tt]here )\b(is|are|was|were) no (?!longer|more than)": "say 'is not'",
    r"\b(neither|nor(?! of on or)|whoever|whatever|thereof|whereby|hence)\b": "make two sentences",
    r"\bin place of\b": "instead of",
    r"\bin the course of\b": "while",
    r"\bof which\b": "begin a new sentence",
    r"(?<!odcast )\b[Dd]irector(y|ies)\b": "folder",
    r"\b(lies|stands) (in|at|there|on|below|above)\b": "is",
    r"\b(astray|mend|foreseen|hammers?)\b": "use the usual word",
    r"\b(simply|just|easily|obviously|of course)\b": "leave it out",
    r"\bplease\b": "leave it out",
}
_NOT_PROSE = re.compile(
    r"<!-- layout -->.*?<!-- end of layout -->|<!--.*?-->|^( *)(```+).*?^\1\2$|``.*?``|`[^`]*`"
    r"|\]\([^)]*\)|https?://\S+|[“\"][^”\"\n]*[”\"]",
    re.MULTILINE | re.DOTALL,
)


def hard_words(text: str) -> Iterator[str]:
    """Yield each phrase that has a plainer one, with its line, and what to do."""
    prose = _NOT_PROSE.sub(lambda found: "\n" * found[0].count("\n"), text)
    for pattern, better in BETTER.items():
        for found in re.finditer(pattern, prose):
            line = text.splitlines()[prose.count("\n", 0, found.start())]
            yield f"{found[0]}: {better}: {line.strip()}"


@pytest.mark.parametrize("name", WITH_README)
def test_pages_use_plain_words(name: str) -> None:
    assert list(hard_words(WITH_README[name].read_text(encoding="utf-8"))) == []


def test_messages_use_plain_words() -> None:
    assert [hard for text in messages.texts() for hard in hard_words(text.text)] == []


def test_a_hard_phrase_is_found_outside_code_alone() -> None:
    assert list(hard_words("This is no list\nof `nor`, nor a map.")) == [
        "is no : say 'is not': This is no list",
        "nor: make two sentences: of `nor`, nor a map.",
    ]
