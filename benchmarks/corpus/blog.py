"""A blog's posts: English Markdown with headings, lists, links and code."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC

from benchmarks.corpus.post import Post, moment, rank

_CATEGORIES, _TAGS = 40, 800
_VOCABULARY = (
    "the a of and to in that when with from over after release cache index parser query server"
    " branch commit latency queue thread buffer socket table schema record value reader writer"
    " request response header stream build test deploy module package function type error change"
    " measure remove replace write read keep hold send wait start small large slow fast simple"
)
_WORDS = _VOCABULARY.split()


def post(number: int) -> Post:
    """Return the post of that number."""
    dice = random.Random(number)
    published = moment(number, UTC)
    categories = dict.fromkeys(rank(dice, _CATEGORIES + 1) for _ in range(dice.randint(1, 2)))
    tags = dict.fromkeys(rank(dice, _TAGS + 1) for _ in range(dice.randint(1, 6)))
    return Post(
        stem=f"{published:%Y-%m-%d}-post-{number}",
        title=f"{_words(dice, 5).capitalize()} {number}",
        published=published,
        categories=tuple(f"topic{each}" for each in categories),
        tags=tuple(f"tag{each}" for each in tags),
        body="\n\n".join(_blocks(dice)) + "\n",
    )


def _blocks(dice: random.Random) -> Iterator[str]:
    yield _paragraph(dice)
    for _ in range(dice.randint(2, 4)):
        yield f"## {_words(dice, 4).capitalize()}"
        yield _paragraph(dice)
        yield dice.choice((_list, _steps, _code, _quote))(dice)
        yield _paragraph(dice)


def _paragraph(dice: random.Random) -> str:
    return " ".join(_sentence(dice) for _ in range(dice.randint(3, 6)))


def _sentence(dice: random.Random) -> str:
    marked = dice.choice(("*{}*", "**{}**", "`{}`", "[{}](https://docs.example.org/{})", "{}"))
    word = dice.choice(_WORDS)
    shown = marked.format(word, word)
    return f"{_words(dice, 6).capitalize()} {shown} {_words(dice, 5)}."


def _list(dice: random.Random) -> str:
    return "\n".join(f"- {_sentence(dice)}" for _ in range(4))


def _steps(dice: random.Random) -> str:
    return "\n".join(f"{step}. {_sentence(dice)}" for step in range(1, 5))


def _quote(dice: random.Random) -> str:
    return f"> {_sentence(dice)}"


def _code(dice: random.Random) -> str:
    name, other = dice.sample(_WORDS, 2)
    lines = (
        f"def {name}_{other}(items):",
        "    for item in items:",
        f'        yield "{other}", item',
    )
    return "\n".join(("```python", *lines, "```"))


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(_WORDS, k=count))
