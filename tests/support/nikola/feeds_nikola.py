"""Nikola: Markdown posts below ``posts``, read as ``nikola build`` reads them."""

import ast
import re
from pathlib import Path
from urllib.parse import quote

from feeds.errors import Fault
from feeds.generators import Generator, LeftOut, PostError, Reading, Settings, Unpublished
from feeds.generators.files import Inputs, head, text_of
from feeds.generators.values import parse_date, slugify
from feeds.model import FeedKind, Format, Post, Site, Term

_SETTING = re.compile(r'^(\w+) *= *"([^"\n]*)"', re.MULTILINE)
_FACT = re.compile(r"^\.\. +(\w+): *(.*)$", re.MULTILINE)


class Nikola(Generator):
    """A site of Nikola. A post's facts are in its first comment, or in a .meta file beside it."""

    name = "nikola"

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return "conf.py" if "BLOG_TITLE" in head(tree / "conf.py") else None

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        self._inputs = Inputs(tree)
        conf = self._inputs.load("conf.py") or ""
        for file in (tree / "posts").rglob("*.meta"):
            self._inputs.load(file.relative_to(tree).as_posix())
        try:
            ast.parse(conf)
        except SyntaxError as error:
            message = "Python cannot read this line; correct it"
            self._inputs.faults.append(Fault("conf.py", error.lineno or 0, message))
        self._inputs.raise_faults()
        found = dict(_SETTING.findall(conf))
        self.settings = Settings(
            title=found.get("BLOG_TITLE"),
            url=found.get("SITE_URL", "").rstrip("/") or None,
            timezone=found.get("TIMEZONE", "UTC"),
            language=found.get("DEFAULT_LANG"),
            paths={
                FeedKind.SITE: "/rss.{ext}",
                FeedKind.CATEGORY: "/categories/cat_{slug}.{ext}",
                FeedKind.TAG: "/categories/{slug}.{ext}",
            },
            extensions={Format.RSS: "xml", Format.ATOM: "atom", Format.JSON: "json"},
            entries=10,
        )

    @property
    def inputs(self) -> str:
        return self._inputs.digest

    def descends(self, directory: str) -> bool:
        return directory == "posts" or directory.startswith("posts/")

    def is_post(self, path: str) -> bool:
        return path.startswith("posts/") and path.endswith(".md")

    def read(self, path: str, text: str, site: Site) -> Reading:
        head, body = self._parts(path, text)
        facts = {key: value.strip() for key, value in _FACT.findall(head)}
        if facts.get("status") in ("draft", "private"):
            raise Unpublished(LeftOut.DRAFT)
        try:
            date = facts.get("date", "").replace("UTC+", "+").replace("UTC-", "-")
            published = parse_date(date, site.timezone)
        except ValueError as error:
            message = "the date is missing or not a date; write .. date: 2026-11-23 07:26 UTC+08:00"
            raise PostError((1, message)) from error
        slug = facts.get("slug") or slugify(path.rsplit("/", 1)[-1].removesuffix(".md"))
        folder = path.rpartition("/")[0]
        link = f"{site.url}/{quote(folder)}/{quote(slug)}/"
        tags = self._terms(FeedKind.TAG, facts.get("tags", ""))
        categories = self._terms(FeedKind.CATEGORY, facts.get("category", ""))
        post = Post(
            path=path,
            id=facts.get("guid") or link,
            link=link,
            title=facts.get("title", slug),
            published=published,
            updated=published,
            authors=site.authors,
            categories=categories,
            tags=tags,
            labels=categories + tags,
            summary=facts.get("description") or None,
            due=published,
        )
        excerpt, teaser, _ = body.partition("<!-- TEASER_END -->")
        return Reading(post, body, excerpt if teaser else "")

    def _parts(self, path: str, text: str) -> tuple[str, str]:
        head, end, body = text.partition("-->")
        if end and head.lstrip().startswith("<!--"):
            return head, body
        beside = self._inputs.read.get(path.removesuffix(".md") + ".meta", b"")
        return text_of(beside), text

    def _terms(self, kind: str, text: str) -> tuple[Term, ...]:
        names = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
        return tuple(Term(kind, name, slugify(name)) for name in names)
