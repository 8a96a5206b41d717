"""Find the page that ``ref``, ``relref`` or a link names.

It is what Hugo's page finder does for ``ref``, ``relref`` and links (hugolib/pagecollections.go).
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from feeds.generators.hugo import values
from feeds.generators.hugo.addresses import PageAddresses
from feeds.generators.hugo.content import SUFFIXES, ContentName, normal
from feeds.generators.hugo.taxonomies import kind
from feeds.model import Post, Term

Placed = Callable[[str], "tuple[str, ContentName] | None"]
"""From the path of a file to its language and name; None if it is not a page."""


class LanguagePages(msgspec.Struct, frozen=True):
    """What decides where one language's pages are, besides its posts."""

    site_url: str
    addresses: PageAddresses
    taxonomies: tuple[str, ...]
    language: str
    """Its name; empty if it is the default one."""
    languages: Collection[str]
    """Every name of a language that a file's name may hold."""


class References(msgspec.Struct, frozen=True):
    """The pages of one language."""

    links: dict[str, str]
    """URLs by logical path."""
    named: dict[str, set[str]]
    """Logical paths by their last part."""
    feeds: Mapping[str, str]
    """The feeds of sections and terms, by the URLs of their pages."""
    languages: Collection[str]
    """Every name of a language that a file's name may hold."""

    @classmethod
    def of(
        cls,
        posts: Sequence[Post],
        others: Mapping[str, str],
        placed: Placed,
        rules: LanguagePages,
    ) -> References:
        """Collect the pages of a language: posts, and the pages of sections and terms.

        ``others`` are the URLs of pages that are not posts, by the paths of their files.
        """
        own = rules.addresses.language.name
        links, feeds = dict[str, str](), dict[str, str]()
        for folder in _branches(posts, rules):
            _add_branch(links, feeds, folder, rules)
        for path, link in (*others.items(), *((post.path, post.link) for post in posts)):
            found = placed(path)
            if found and found[0] == own:
                section = found[1].section
                if section and f"/{section}" not in links:
                    _add_branch(links, feeds, section, rules)
                links[found[1].path] = link
        named: dict[str, set[str]] = defaultdict(set)
        for path in links:
            named[path.rpartition("/")[2]].add(path)
        return cls(links, dict(named), feeds, rules.languages)

    def find(self, reference: str, page: ContentName, by_name: bool) -> str:
        """Return the URL of the page that a page refers to; empty if there is none.

        ``by_name`` also takes the name of a page anywhere, if no other has it.
        """
        given = reference.rstrip("/")
        path = given or "/"
        if "." in path.rpartition("/")[2]:
            return self._find(path, given, page, True, by_name)
        if path == "/":
            return self._find("/_index.md", given, page, False, by_name)
        endings = ("/index.md", ".md") if path.endswith("/index") else (".md",)
        tries = (self._find(path + end, given, page, False, by_name) for end in endings)
        return next(filter(None, tries), "")

    def _find(self, path: str, given: str, page: ContentName, named: bool, by_name: bool) -> str:
        if not path.startswith("/"):
            own = page.is_branch or (named and path.startswith("../"))
            folder = page.folder if own else page.parent
            near, _ = self._logical(posixpath.normpath(f"/{folder}/{path}"))
            if near in self.links:
                return self.links[near]
        if path.startswith("."):
            return ""
        rooted, name = self._logical(path if path.startswith("/") else f"/{path}")
        if rooted in self.links:
            return self.links[rooted]
        if by_name and "/" not in given:
            alone = self.named.get(name, set())
            return self.links[next(iter(alone))] if len(alone) == 1 else ""
        return ""

    def _logical(self, path: str) -> tuple[str, str]:
        """Return the logical path of a file, and the name of its page."""
        folder, _, file = normal(path).rpartition("/")
        stem, dot, suffix = file.rpartition(".")
        if not dot or suffix not in SUFFIXES:
            return f"{folder}/{file}" if file else "/", file.partition(".")[0]
        base, dot, language = stem.rpartition(".")
        stem = base if dot and language in self.languages else stem
        if stem in ("index", "_index"):
            return folder or "/", folder.rpartition("/")[2]
        return f"{folder}/{stem}", stem


def _branches(posts: Sequence[Post], rules: LanguagePages) -> Iterator[str]:
    """Yield the folders of the front page, of sections, taxonomies and terms."""
    own = rules.addresses.language.name
    plurals = {kind(plural, rules.language): plural for plural in rules.taxonomies}
    yield from ("", *rules.taxonomies)
    yield from (folder for name, folder in rules.addresses.content.branches if name == own)
    for term in {term for post in posts for term in _terms(post) if term.kind in plurals}:
        yield f"{plurals[term.kind]}/{term.name}"


def _terms(post: Post) -> Iterator[Term]:
    for terms in (post.categories, post.tags, post.bylines, post.others):
        yield from terms


def _add_branch(
    links: dict[str, str], feeds: dict[str, str], folder: str, rules: LanguagePages
) -> None:
    """Add the page of a section or term and its feed, unless its author did not publish it."""
    addresses = rules.addresses
    given = addresses.content.branch(addresses.language.name, folder) or {}
    if f"/{folder}" not in links and values.flag(given.get("draft")) is not True:
        page = addresses.list_page(folder, rules.taxonomies)
        links[f"/{folder}"] = link = (addresses.language.host or rules.site_url) + page
        name = ContentName(folder, "_index", "md", "")
        feeds[link] = f"{rules.site_url}{addresses.branch(name, rules.taxonomies)}index.xml"
