"""Zola."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from feeds.generators.base import Generator, Html, PostError, Posts, Problem, Reading, TermPage
from feeds.generators.files import head, read_input, text_of
from feeds.generators.frontmatter import toml_keys
from feeds.generators.values import has_unidecode
from feeds.generators.zola.addresses import CONTENT, section_path
from feeds.generators.zola.config import NAMES, SECTION, load_config, settings
from feeds.generators.zola.content import Sections, ZolaPageReader, ZolaPageReading
from feeds.generators.zola.markdown import summary
from feeds.model import Channel, Site, Term
from feeds.source import walk
from feeds.urls import is_language_tag, quote_path


class Zola(Generator):
    """A site of Zola 0.22."""

    name = "zola"
    url_key = "base_url"
    source_folders = frozenset(("content", "sass", "static", "templates", "themes"))

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        own, shared = NAMES
        if (tree / own).is_file():
            return own
        # Hugo has a config.toml too, but with baseURL.
        return shared if "base_url" in toml_keys(head(tree / shared)) else None

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        config = load_config(tree)
        self._languages = config.languages
        self._naming = config.naming(self._languages)
        self._sections = Sections(config, self._naming)
        self._markdown = config.markdown
        self._base_url = config.text("base_url") or ""
        self._ignored = config.ignored
        self.settings = settings(config, self._languages)
        self._digest = config.digest
        if permalink:
            raise ValueError("is not used for Zola sites; set slug or path in each page instead")

    @property
    def inputs(self) -> str:
        return self._digest

    def descends(self, directory: str) -> bool:
        return directory == CONTENT or directory.startswith(f"{CONTENT}/")

    def is_post(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return (
            path.startswith(f"{CONTENT}/")
            and name.endswith(".md")
            and not name.startswith((".", "_index."))
            and not any(pattern.fullmatch(f"/{path}") for pattern in self._ignored)
        )

    def files_at(self, path: str) -> tuple[str, ...]:
        return f"static/{path}", f"{CONTENT}/{path}"

    @cached_property
    def templates(self) -> str:
        """A digest of every page, because links may lead to pages that no feed shows.

        It is taken when first needed; files that are read later are never older.
        """
        digest = hashlib.sha256()
        files, _ = walk(self.tree, self.descends, self.is_post, 0)
        for file in files:
            digest.update(f"{file.path}\0{self._text(file.path)}\0".encode())
        return digest.hexdigest()

    def read(self, path: str, text: str, site: Site) -> Reading:
        reading = self._reader(path, text).reading(site, self._sections, self._markdown)
        if not has_unidecode():
            _ = self.html(reading, site, list).content  # raises now what would end a build halfway
        return reading

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Markdown, in which links to files (``@/blog/post.md``) become URLs."""
        assert isinstance(reading, ZolaPageReading)
        links: dict[str, str] = {}
        if reading.post.template:
            links = {post.path: post.link for post in posts()}
        urls: dict[str, str | None] = {}

        def url_of(target: str) -> str | None:
            if target not in urls:
                urls[target] = self._url_of(links, site, target)
            return urls[target]

        def render() -> str:
            return self._markdown.html(reading.body, reading.anchor_links, url_of)

        content = render() if reading.post.template else ""
        html = Html(
            lambda: content or render(),
            (lambda: summary(html.content, reading.is_cut_within))
            if reading.post.summary_only
            else None,
            [_missing(reading, target) for target, url in urls.items() if url is None],
        )
        return html

    def _url_of(self, links: dict[str, str], site: Site, target: str) -> str | None:
        target = unquote(target)
        path = f"{CONTENT}/{target}"
        if path in links:
            return links[path]
        folder, _, name = path.rpartition("/")
        if name.startswith("_index."):
            is_shown = self._text(path) and not self._sections.drafted(folder)
            return self._section_url(path, site) if is_shown else None
        try:
            text = self._text(path)
            page = self._reader(path, text) if text else None
            address = page.address() if page and not page.is_draft(self._sections) else None
        except PostError:
            return None
        return address and site.url + quote_path(address, "%")

    def channel(self, term: Term | None, site: Site) -> Channel:
        """Return what Zola's built-in atom.xml and rss.xml say of a feed."""
        code, folder = self._place(term)
        language = next((one for one in self._languages if one.code == code), self._languages[0])
        is_default = language is self._languages[0]
        title = site.title if is_default else language.title or site.title
        tag = code if is_language_tag(code) else None
        home = self._base_url if site.url == self.settings.url else site.url
        name = "" if term is None or term.kind == code else term.name
        if folder:
            name = self._sections.title(f"{CONTENT}/{folder}", "" if is_default else code)
            home = self._section_url(f"{CONTENT}/{folder}/_index.{code}.md", site)
        return Channel(
            title=f"{title} - {name}" if name else title,
            home=home,
            language=site.language if is_default else tag,
            site_title=title,
            term_title=name,
        )

    def term_page(self, term: Term, site: Site) -> TermPage | None:
        code, folder = self._place(term)
        if folder:
            url = self._section_url(f"{CONTENT}/{folder}/_index.{code}.md", site)
        elif term.kind == code:
            return TermPage(f"{site.url}/{code}/", is_folder=True)
        elif term.kind in self.settings.schemes:
            url = f"{site.url}{quote_path(self.settings.schemes[term.kind] + term.slug)}/"
        else:
            return None
        return TermPage(url, f"{url}page/")

    def _place(self, term: Term | None) -> tuple[str, str]:
        """Return the language of a term, and the folder of a section below content."""
        default, *others = (language.code for language in self._languages)
        if term is None:
            return default, ""
        if term.kind == SECTION:
            code, _, folder = term.name.partition("/")
            return (code, folder) if code in others and folder else (default, term.name)
        code = term.kind.rpartition(".")[2]
        return code if code in others else default, ""

    def _section_url(self, path: str, site: Site) -> str:
        return site.url + quote_path(section_path(path, self._naming), "%")

    def _text(self, path: str) -> str:
        """Return a page's text; empty if it cannot be read."""
        try:
            return text_of(read_input(self.tree, path))
        except (OSError, ValueError, PostError):
            return ""

    def _reader(self, path: str, text: str) -> ZolaPageReader:
        return ZolaPageReader(path, text, self._naming, self._languages)


def _missing(reading: ZolaPageReading, target: str) -> Problem:
    at = reading.body.find(f"@/{target}")
    line = reading.first_line + reading.body.count("\n", 0, at) if at >= 0 else 0
    return line, "a link that begins with @/ does not lead to a page in content; correct it"
