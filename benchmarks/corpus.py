"""Trees to measure on, made by rule: the same posts on every machine."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

_START = datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=8)))
_CONFIG = """\
title: 晨报
url: https://news.example.com
timezone: Asia/Shanghai
author: 编辑部
"""
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


def write_news(tree: Path, posts: int, terms: int = 2000) -> None:
    """Write a newsroom on Jekyll: one Latin category and one Chinese tag a post, by Zipf's law."""
    folder = tree / "_posts"
    folder.mkdir(parents=True)
    (tree / "_config.yml").write_text(_CONFIG, encoding="utf-8")
    for number in range(posts):
        write_news_post(folder, number, terms)


def write_news_post(folder: Path, number: int, terms: int = 2000) -> Path:
    """Write one post of the newsroom: 3 to 6 KB of HTML inside Markdown."""
    dice = random.Random(number)
    moment = _START + timedelta(minutes=5 * number)
    file = folder / f"{moment:%Y-%m-%d}-NW{number:012}.md"
    file.write_text(
        f"---\nlayout: post\ntitle: '新闻 {number}'\ndate: {moment:%Y-%m-%d %H:%M:%S} +0800\n"
        f"categories: source{_zipf(dice, terms)}\ntags: 专题{_zipf(dice, terms)}\n---\n"
        f"{_body(dice)}\n",
        encoding="utf-8",
    )
    return file


def _zipf(dice: random.Random, terms: int) -> int:
    """Draw a rank: the first is drawn about as often as the second and third together."""
    return int(terms ** dice.random())


def _body(dice: random.Random) -> str:
    paragraphs = (
        f"<p>{''.join(dice.choice(_WORDS) for _ in range(60))}。</p>"
        for _ in range(dice.randint(8, 14))
    )
    return " ".join(paragraphs) + "\n\n[返回首页](//news.example.com/)"
