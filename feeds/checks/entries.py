"""Rules about entries: links, images, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote, urldefrag

import msgspec

from feeds.assemble.references import EntryReferences, references
from feeds.checks.addresses import letters, path_on_site, shortened
from feeds.checks.lines import PostFiles
from feeds.checks.targets import Target, TargetKind, Targets
from feeds.config.values import size_text
from feeds.errors import Fault
from feeds.generators.base import Html
from feeds.markup.html import HEADING, heading_text
from feeds.model import Entry, Post
from feeds.pipeline.documents import make_entry
from feeds.pipeline.entries import LoadedEntry, Templates, Wanted, html_of, load_entry
from feeds.pipeline.project import Project
from feeds.pipeline.survey import Survey
from feeds.pipeline.tasks import Progress, Task, tracked, unchanged
from feeds.render import render_in_each

LARGEST_ENTRY = 512 * 1024
"""Bytes. FeedBurner refused feeds over 512 KB (support.google.com/feedburner/answer/79009), so a
larger entry is too much for such services even if the feed shows no other."""
LARGEST_FEED = 1024 * 1024
"""Bytes. Twice that limit: most feed readers accept this, but download it again and again."""

_FRAME = 2_048
"""Bytes of a feed around its entries, about."""
_COST = 0.002
"""Seconds that one entry takes."""
_MOST_TARGETS = 200
_MOST_FRAGMENTS = 20
_MOST_NAMED = 3
_OF_LAYOUT = re.compile(
    r"$|[/!:_]|top$|main|content|header|footer|nav|menu|toc|table-of|sidebar|search|share|related|"
    r"author|respond|repl|discuss|disqus|giscus|utterances|isso|comment|subscribe|newsletter",
    re.IGNORECASE,
)
"""Fragments that usually lead to a part of the page around a post, or are read by scripts."""

_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""")


class _Inspected(msgspec.Struct, frozen=True):
    """What a rendered entry contains, as far as the rules need it."""

    sizes: tuple[int, ...]
    """Bytes in each format of the configuration, in its order."""
    targets: tuple[Target, ...] = ()
    lost_fragments: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = ()


def entry_faults(found: Survey, progress: Progress) -> Iterator[Fault]:
    """Render every entry that a feed shows, and yield what is wrong in it.

    What is wrong in the templates of posts is noted in the catalogue.
    """
    project, files, targets = found.project, PostFiles(found.project), Targets(found)
    sizes: dict[Wanted, tuple[int, ...]] = {}
    seen: set[str] = set()
    templates = Templates(project, found.catalogue)
    wanted = list(_wanted(found))
    checked = _inspected(found, templates, wanted)
    for one, inspected in tracked(progress, "checking entries", checked, len(wanted)):
        if inspected is None:
            continue
        sizes[one] = inspected.sizes
        if one.post.path not in seen:
            seen.add(one.post.path)
            targets.add(one.post.path, inspected.targets)
            yield from _own_faults(files, one.post.path, inspected)
    templates.complete(found.plan.specs, progress)
    yield from targets.faults(files)
    yield from _large_feeds(found, sizes)


def faults_of_entry(
    found: Survey, files: PostFiles, post: Post, html: Html, full_content: bool
) -> Iterator[Fault]:
    """Yield what is wrong in one entry, also if no feed shows it."""
    inspected = _inspect(found.project, post, html, full_content)
    yield from _own_faults(files, post.path, inspected)
    if inspected.targets:
        targets = Targets(found)
        targets.add(post.path, inspected.targets)
        yield from targets.faults(files)


def _wanted(found: Survey) -> Iterable[Wanted]:
    """Return each entry that a feed shows, once."""
    return dict.fromkeys(
        Wanted(post, spec.full_content)
        for spec in found.plan.specs
        for post in found.catalogue.window(spec)
    )


def _inspected(
    found: Survey, templates: Templates, wanted: list[Wanted]
) -> Iterator[tuple[Wanted, _Inspected | None]]:
    """Yield what each entry contains; posts with templates are rendered in this process."""
    plain = [one for one in wanted if not one.post.template]
    made = found.workers.each(Task(load_entry, _inspect_loaded, unchanged, _COST), plain)
    yield from zip(plain, made, strict=True)
    for one in wanted:
        if one.post.template:
            rendered = templates.html(one.post)
            yield one, rendered and _inspect(found.project, *rendered, one.full_content)


def _inspect_loaded(project: Project, loaded: LoadedEntry) -> _Inspected | None:
    found = html_of(project, loaded)
    return found and _inspect(project, *found, loaded.wanted.full_content)


def _inspect(project: Project, post: Post, html: Html, full_content: bool) -> _Inspected:
    entry = make_entry(project, post, html, full_content)
    fragments = render_in_each(entry, project.config.feeds.formats)
    refers = references(entry.content or entry.summary_html)
    is_whole = bool(entry.content) and not html.problems
    lost = _lost_fragments(entry, refers, html.content) if is_whole else ()
    if project.generator.settings.guesses_ids:
        lost = _without_headings(lost, refers, html.content)
    return _Inspected(
        sizes=tuple(len(fragments[format]) for format in project.config.feeds.formats),
        targets=tuple(islice(_targets(project, entry, refers), _MOST_TARGETS)),
        lost_fragments=tuple(islice(lost, _MOST_FRAGMENTS)),
        unlabelled=refers.unlabelled,
    )


def _targets(project: Project, entry: Entry, refers: EntryReferences) -> Iterator[Target]:
    """Yield what an entry refers to on its own site, except its own page."""
    own = path_on_site(project.site, entry.link)
    found = [(TargetKind.LINK, url) for url in refers.links]
    images = (*refers.media, *([entry.image] if entry.image else ()))
    found += [(TargetKind.IMAGE, url) for url in dict.fromkeys(images)]
    found += [(TargetKind.ENCLOSURE, one.url) for one in entry.enclosures]
    for kind, url in found:
        path = path_on_site(project.site, url)
        if path is not None and path != own:
            yield Target(kind, path)


def _lost_fragments(entry: Entry, refers: EntryReferences, html: str) -> Iterator[str]:
    """Yield the fragments of links within a post that lead to no id in it."""
    own, _ = urldefrag(entry.link)
    parts = (urldefrag(url) for url in refers.links)
    names = [unquote(part.fragment) for part in parts if part.url == own]
    lost = [name for name in names if name not in refers.ids and not _OF_LAYOUT.match(name)]
    # An id may be in a part of the page that feeds leave out, such as a drawing.
    left_out = {*_ID.findall(html)} if lost else set()
    return (name for name in dict.fromkeys(lost) if name not in left_out)


def _without_headings(names: Iterable[str], refers: EntryReferences, html: str) -> Iterator[str]:
    """Yield the names except those that may be of a heading, however its id is made."""
    names = list(names)
    headings = [heading_text(one[2]) for one in HEADING.finditer(html)] if names else []
    known = {letters(one) for one in (*refers.ids, *headings)}
    return (name for name in names if letters(name) not in known)


def _is_named(text: str, name: str) -> bool:
    """Say whether the source of a post gives something this id, also if feeds does not show it."""
    word = re.escape(name)
    attribute = rf"""(?:id|name)\s*[=:]\s*["']?{word}(?!\w)"""
    return bool(re.search(rf"\{{[^{{}}\n]*#{word}(?!\w)|{attribute}|_`?{word}`?:", text))


def _own_faults(files: PostFiles, path: str, inspected: _Inspected) -> Iterator[Fault]:
    """Yield what is wrong in one entry, whatever else is in the tree."""
    for name in inspected.lost_fragments:
        if _is_named(files.text(path), name):
            continue
        line = files.line_of_url(path, f"#{name}")
        message = f"the link {shortened(f'#{name}')} leads to an id that the post does not contain"
        yield Fault(path, line, f"{message}; correct it", False, rule="dead-fragment")
    if inspected.unlabelled:
        message = 'an image has no alt text; describe the image, or write alt="" for decoration'
        line = files.line_of_url(path, unquote(inspected.unlabelled[0]).partition("//")[2])
        yield Fault(path, line, message, False, rule="no-alt-text")
    largest = max(inspected.sizes, default=0)
    if largest > LARGEST_ENTRY:
        message = f"the entry is {size_text(largest)}, but some services refuse feeds over"
        remedy = "split the post, or set feeds.content: summary"
        message = f"{message} {size_text(LARGEST_ENTRY)}; {remedy}"
        yield Fault(path, 0, message, False, rule="large-entry")


def _large_feeds(found: Survey, sizes: dict[Wanted, tuple[int, ...]]) -> Iterator[Fault]:
    """Yield one fault that names the largest of all feeds that are too large."""
    large: list[tuple[int, str]] = []
    formats = found.project.config.feeds.formats
    for spec in found.plan.specs:
        shown = found.catalogue.window(spec)
        entries = [sizes.get(Wanted(post, spec.full_content), ()) for post in shown]
        for at, format in enumerate(formats):
            size = _FRAME + sum(one[at] for one in entries if one)
            if size > LARGEST_FEED and format in spec.paths:
                large.append((size, spec.paths[format]))
    if not large:
        return
    named = ", ".join(
        f"{path} ({size_text(size)})" for size, path in sorted(large, reverse=True)[:_MOST_NAMED]
    )
    files = "1 feed file is" if len(large) == 1 else f"{len(large)} feed files are"
    message = (
        f"{files} larger than {size_text(LARGEST_FEED)}, which is too large for some feed readers: "
        f"{named}; reduce feeds.entries, or set feeds.content: summary"
    )
    yield Fault("", 0, message, False, rule="large-feed")
