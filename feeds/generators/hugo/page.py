"""Read one page from its file, as Hugo and its RSS template do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from feeds.generators.base import LeftOut, PostError, Unpublished, leave_out
from feeds.generators.hugo import values
from feeds.generators.hugo.addresses import PageAddresses
from feeds.generators.hugo.body import PageReading, body_use
from feeds.generators.hugo.content import HTML, UNREADABLE, ContentName, inherited, normal
from feeds.generators.hugo.dates import NEVER, BadDate, DateSources, PageDates, page_dates
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.links import LinkHooks
from feeds.generators.hugo.permalinks import PERMALINKS, UnknownToken
from feeds.generators.hugo.taxonomies import (
    LANGUAGE,
    SECTION,
    PageTerms,
    build_option,
    has_own_feed,
    kind,
    page_terms,
)
from feeds.generators.hugo.values import front_matter
from feeds.generators.media import below, is_out_of_feeds, media_of
from feeds.model import Person, Post, Site, Term

_EPOCH = datetime.fromtimestamp(0, UTC)
"""The date of a page without one: Hugo writes the year 1, which few readers can show."""
_RIGHT_DATE = "write 2026-11-23 or 2026-11-23T07:26:17+08:00"
_ABSOLUTE = re.compile(r"https?://")
_OWN_FIELDS = ("categories", "tags", "authors")
"""Taxonomies that a :class:`~feeds.model.Post` has fields for."""
_CJK = re.compile(
    r"[\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


class PageRules(msgspec.Struct, frozen=True):
    """What holds for every page of one language."""

    addresses: PageAddresses
    language: str
    """The language's name; empty if it is the default one."""
    sources: DateSources
    taxonomies: tuple[str, ...]
    """Their keys in front matter."""
    cascade: object
    """What the configuration passes down to pages."""
    shows_drafts: bool
    shows_future: bool
    shows_expired: bool
    finds_letters: bool
    """``hasCJKLanguage``: pages with Chinese, Japanese or Korean letters are recognised."""
    words: int
    """The least number of words in a summary."""
    markdown: Goldmark
    hooks: LinkHooks
    names_author: bool
    """Every entry has the site's author."""


class HugoPageReader:
    """Reads one page. Raises ``PostError`` and ``Unpublished`` as every generator does."""

    def __init__(self, name: ContentName, text: str, rules: PageRules) -> None:
        self._name = name
        self._text = text
        self._rules = rules
        self._addresses = rules.addresses
        self._content = rules.addresses.content
        self._language = rules.addresses.language
        self._matter = front_matter(text)
        self._values = self._inherited()

    def _inherited(self) -> Mapping[str, Any]:
        """Return the front matter, with the values that are passed down to the page."""
        own, language = self._matter.values, self._language.name
        passed = [*self._content.cascades(language, self._name.folder), self._rules.cascade]
        cascades = [one for one in (own.get("cascade"), *passed) if one is not None]
        kind = _page_kind(self._name, self._rules.taxonomies)
        return inherited(own, cascades, self._name.path, language, kind)

    def reading(self, path: str, site: Site) -> PageReading:
        """Read the page; ``path`` is its file's in the tree."""
        self._require_readable()
        self._require_published()
        found = self._dates(site)
        link = site.url + self._path(found)
        terms = self._terms()
        if self._name.is_branch and not any(terms.terms.values()):
            raise Unpublished(LeftOut.UNLISTED)
        published = found.published or found.date or _EPOCH
        use = body_use(self._matter, self._rules.hooks)
        is_local = self._option("list") == "local"
        others = [terms.terms[one] for one in terms.terms if one not in _OWN_FIELDS]
        media = media_of(self._params(), self._placed(site))
        problems = [(self._matter.line(*keys), message) for keys, message in media.problems]
        post = Post(
            path=path,
            id=link,
            link=link,
            title=self._text_of("title"),
            published=published,
            updated=_updated(found, published),
            authors=self._authors(site),
            categories=terms.terms.get("categories", ()),
            tags=terms.terms.get("tags", ()),
            bylines=terms.terms.get("authors", ()),
            others=(*self._places(is_local), *(term for one in others for term in one)),
            on_site=not self._rules.language and not is_local and not self._name.is_branch,
            labels=terms.labels,
            image=media.image,
            enclosures=media.enclosures,
            language=None if self._language.tag == site.language else self._language.tag,
            template=use.template,
            due=None if self._rules.shows_future else found.published,
            expires=None if self._rules.shows_expired else found.expiry,
            weight=values.number(self._values.get("weight")),
            ordered_by=(found.date or NEVER).replace(microsecond=0),
            tie=self._tie(),
        )
        return PageReading(
            post,
            self._matter.body,
            problems=(*use.problems, *problems),
            values=self._values,
            body_line=self._matter.body_line,
            is_html=self._suffix() in HTML,
            markdown=self._rules.markdown,
            hooks=self._rules.hooks,
            summary=values.text(self._values.get("summary")),
            words=max(self._rules.words, 0),
            counts_letters=self._counts_letters(),
        )

    def _suffix(self) -> str:
        """Return the suffix of the page's markup."""
        return values.text(self._values.get("markup")).lower() or self._name.suffix

    def _require_readable(self) -> None:
        suffix = self._suffix()
        if suffix in UNREADABLE:
            message = f"feeds cannot read {suffix} markup; write the post in Markdown"
            raise PostError((1, message))

    def address(self, site: Site) -> str:
        """Return the URL of a page that feeds may leave out; empty if the site does not show it."""
        self._require_ready()
        hidden = values.flag(self._values.get("headless")) is True
        if hidden or self._option("render") == "never":
            return ""
        return site.url + self._path(self._dates(site))

    def _require_published(self) -> None:
        self._require_ready()
        hidden = values.flag(self._values.get("headless")) is True
        if hidden or "never" in (self._option("list"), self._option("render")):
            leave_out(LeftOut.UNPUBLISHED)
        if is_out_of_feeds(self._params().get("feed")):
            leave_out(LeftOut.NO_FEED)

    def _require_ready(self) -> None:
        draft = values.flag(self._values.get("draft"))
        published = values.flag(self._values.get("published"))
        is_draft = draft if draft is not None else published is False
        if is_draft and not self._rules.shows_drafts:
            leave_out(LeftOut.DRAFT)

    def _option(self, name: str) -> str:
        return build_option(self._values, name)

    def _dates(self, site: Site) -> PageDates:
        own = self._language.timezone
        zone = own if self._rules.language else site.timezone or own
        try:
            return page_dates(self._values, self._rules.sources, self._name.own_name, zone)
        except BadDate as error:
            given = values.text(error.value) or type(error.value).__name__
            message = f"{error.key} {given[:60]!r} is not a date; {_RIGHT_DATE}"
            raise self._matter.error(error.key, message) from error

    def _path(self, found: PageDates) -> str:
        """Return the page's path below the site, percent-encoded."""
        url = values.text(self._values.get("url"))
        if _ABSOLUTE.match(url):
            message = "url must be a path without a host; write one like /about/"
            raise self._matter.error("url", message)
        if self._name.is_branch:
            return self._addresses.branch(self._name, self._rules.taxonomies)
        given = values.text(self._values.get("slug")).strip("-")
        slug = given if "slug" in self._values else found.slug
        try:
            return self._addresses.page(self._name, self._text_of("title"), slug, found.date, url)
        except UnknownToken as error:
            message = f"the placeholder :{error} in url does not exist; see {PERMALINKS}"
            raise self._matter.error("url", message) from error
        except ValueError as error:
            message = f"url {url[:60]!r} has a % without two hex digits after it; write %25"
            raise self._matter.error("url", message) from error

    def _places(self, is_local: bool) -> list[Term]:
        """Return the section that lists the page, and its language if that is not the default."""
        found: list[Term] = []
        if self._name.is_branch:  # only terms list the pages of sections
            return found
        section = self._content.current_section(self._language.name, self._name.parent)
        branch = self._content.branch(self._language.name, section)
        shown = branch is None or has_own_feed(branch)
        folder = self._addresses.section(section) if section and shown else ""
        if folder:
            found.append(Term(kind(SECTION, self._rules.language), folder, folder))
        if self._rules.language and not is_local:
            found.append(Term(LANGUAGE, self._rules.language, self._rules.language))
        return found

    def _params(self) -> Mapping[str, Any]:
        """Return what templates see as ``.Params``."""
        params = self._values.get("params")
        return {**self._values, **params} if isinstance(params, dict) else self._values

    def _placed(self, site: Site) -> Callable[[str], str]:
        """Return what places a URL: Hugo's ``absURL``, or a bundle's own folder."""
        if self._name.is_leaf:
            return str
        return lambda url: url if url.startswith("/") else below(site.url, url)

    def _terms(self) -> PageTerms:
        return page_terms(
            self._params(), self._rules.taxonomies, self._addresses, self._rules.language
        )

    def _authors(self, site: Site) -> tuple[Person, ...]:
        """Return the site's author if Hugo's feed names one, or else the page's own."""
        if self._rules.names_author:
            return site.authors
        given = self._values.get("authors", self._values.get("author"))
        listed = given if isinstance(given, list) else [given]
        names = [values.text(values.at(one, "name")) or values.text(one) for one in listed]
        return tuple(Person(name) for name in dict.fromkeys(names) if name) or site.authors

    def _text_of(self, key: str) -> str:
        return " ".join(values.text(self._values.get(key)).split())

    def _tie(self) -> str:
        title = values.text(self._values.get("linktitle") or self._values.get("title"))
        return f"{sort_key(title, self._language.is_by_sound)}\0{self._name.sort_path}"

    def _counts_letters(self) -> bool:
        given = self._values.get("iscjklanguage")
        if given is None and self._rules.finds_letters:
            return _CJK.search(self._text) is not None
        return values.flag(given) is True


def _updated(found: PageDates, published: datetime) -> datetime:
    """Return when the page was updated; a date alone is not an update."""
    updated = found.lastmod or found.date or published
    return max(updated, published) if updated == found.date else updated


def _page_kind(name: ContentName, taxonomies: tuple[str, ...]) -> str:
    """Return the kind of a page as cascades name it."""
    if not name.is_branch:
        return "page"
    top, _, rest = normal(name.folder).partition("/")
    if top in taxonomies:
        return "term" if rest else "taxonomy"
    return "section" if name.folder else "home"


_MARKS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_LETTERS = {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"}
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "GEORGIAN", "ARMENIAN", "HEBREW", "ARABIC")
_LAST = {"HANGUL": 1, "HIRAGANA": 2, "KATAKANA": 2, "BOPOMOFO": 3, "CJK": 4}
_BY_SOUND = range(0xB0, 0xD8)
"""The rows of GB 2312 whose characters are sorted by sound."""


@lru_cache(maxsize=4096)
def sort_key(title: str, by_sound: bool = False) -> str:
    """Return a text whose bytes in UTF-8 sort titles as CLDR's root collation does.

    Hugo orders pages of the same moment that way: punctuation, then symbols, digits and letters.
    Accents and letter case only decide between titles that are otherwise the same, lower case
    first. ``by_sound`` is for simplified Chinese: common characters are sorted by pinyin.
    """
    primary, secondary, tertiary = [], [], []
    for character in unicodedata.normalize("NFD", title):
        if unicodedata.category(character) == "Mn":
            secondary.append(character)
            continue
        for letter in _LETTERS.get(character.lower(), character):
            primary.append(_primary(letter, by_sound))
            tertiary.append("1" if letter.lower() != letter else "0")
            secondary.append("!")
    whole = "\x01".join(("".join(primary), "".join(secondary), "".join(tertiary)))
    return whole.encode(errors="replace").decode()


def _primary(character: str, by_sound: bool) -> str:
    place = _MARKS.find(character)
    if place >= 0:
        return f"\x02{chr(0x20 + place)}"
    category = unicodedata.category(character)
    if category[0] in "ZPSC":
        return ("\x03" if category[0] in "ZP" else "\x04") + character
    if category[0] == "N":
        return f"\x05{unicodedata.digit(character, 10)}{character if category != 'Nd' else ''}"
    lower = character.lower()
    return chr(0x06 + _script(lower)) + (_sound(lower) if by_sound else lower)


def _sound(character: str) -> str:
    """Return a character that sorts by its sound; the same if the sound is unknown."""
    code = character.encode("gb2312", "ignore")
    if not code or code[0] not in _BY_SOUND:
        return character
    return chr(0x3400 + (code[0] << 8 | code[1]) - 0xB000)


def _script(character: str) -> int:
    """Return the position of a character's script in CLDR's order; unnamed ones come last."""
    if character.isascii():
        return 0
    name = unicodedata.name(character, "").partition(" ")[0]
    after = len(_SCRIPTS) + _LAST.get(name, 0)
    return _SCRIPTS.index(name) if name in _SCRIPTS else after
