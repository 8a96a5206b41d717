"""The pages of the documentation, by name, and the lists of them on the front page.

``python -m tests.support.docs``, run from the top of the checkout, writes the lists anew.
"""

from __future__ import annotations

from feeds.cli.help import SECTIONS, Topic, first_sentence, topics

from . import ROOT

DOCS = ROOT / "docs"
IMAGES = DOCS / "images"
PAGES = {file.stem: file for file in sorted(DOCS.rglob("*.md"))}
"""The file of each page. Names are unique, because they are also the topics of ``feeds help``."""
WITH_README = {"README": ROOT / "README.md", **PAGES}


def read_page(name: str) -> str:
    """Return the text of a page: of ``docs/how-to/moving.md`` for ``moving``."""
    return PAGES[name].read_text(encoding="utf-8")


def front_page() -> str:
    """Return the front page with every other page, by title, and its first sentence."""
    text = read_page("index").partition("\n## ")[0].rstrip("\n") + "\n"
    for section, heading in SECTIONS.items():
        pages = [topic for topic in topics().values() if topic.section == section]
        text += f"\n## {heading}\n\n"
        for title, topic in sorted((_title(topic), topic) for topic in pages):
            path = topic.file.relative_to(DOCS).as_posix()
            text += f"- [{title}]({path}): {first_sentence(topic.file)}.\n"
    return text


def _title(topic: Topic) -> str:
    return topic.file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


if __name__ == "__main__":
    PAGES["index"].write_text(front_page(), encoding="utf-8")
