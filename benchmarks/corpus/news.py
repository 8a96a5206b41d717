"""The newsroom's posts: 3 to 6 KB of HTML inside Markdown, one Latin category, one Chinese tag."""

from __future__ import annotations

import random
from datetime import timedelta, timezone

from benchmarks.corpus.post import Post, moment, rank

TERMS = 2000
"""Categories, and as many tags."""
_ZONE = timezone(timedelta(hours=8))
_WORDS = (
    "缆车",
    "恢复",
    "运行",
    "老街",
    "豆花",
    "步道",
    "河边",
    "图书馆",
    "周末",
    "交通",
    "新闻",
    "市民",
)


def post(number: int, terms: int = TERMS) -> Post:
    """Return the post of that number."""
    dice = random.Random(number)
    published = moment(number, _ZONE)
    return Post(
        stem=f"{published:%Y-%m-%d}-NW{number:012}",
        title=f"新闻 {number}",
        published=published,
        categories=(f"source{rank(dice, terms)}",),
        tags=(f"专题{rank(dice, terms)}",),
        body=_body(dice),
    )


def _body(dice: random.Random) -> str:
    paragraphs = (
        f"<p>{''.join(dice.choices(_WORDS, k=60))}。</p>" for _ in range(dice.randint(8, 13))
    )
    return " ".join(paragraphs) + "\n\n[返回首页](//news.example.com/)\n"
