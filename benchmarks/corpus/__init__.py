"""Trees to measure on, made by rule: the same posts on every machine."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.corpus import blog, layouts, news
from benchmarks.corpus.layouts import HUGO, JEKYLL, PELICAN, ZOLA, Layout
from benchmarks.corpus.post import Post, Shape

__all__ = [
    "BLOG",
    "HUGO",
    "JEKYLL",
    "NEWS",
    "PELICAN",
    "SHAPES",
    "ZOLA",
    "Layout",
    "Post",
    "Shape",
    "write_news",
    "write_news_post",
]

NEWS = Shape("news", "晨报", "https://news.example.com", "Asia/Shanghai", "zh", news.post)
BLOG = Shape("blog", "Notes", "https://blog.example.com", "UTC", "en", blog.post)
SHAPES = {shape.name: shape for shape in (NEWS, BLOG)}


def write_news(tree: Path, posts: int, terms: int = news.TERMS) -> None:
    """Write a newsroom on Jekyll, with so many categories and so many tags at most."""
    shape = NEWS._replace(post=partial(news.post, terms=terms))
    for path, text in layouts.files(JEKYLL, shape, posts):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")


def write_news_post(folder: Path, number: int, terms: int = news.TERMS) -> Path:
    """Write one post of the newsroom into the folder of its posts."""
    post = news.post(number, terms)
    file = folder / f"{post.stem}.md"
    file.write_text(JEKYLL.text(post), encoding="utf-8")
    return file
