"""A check as a whole: which rules there are, and how they are switched off."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from feeds.checks import check_site
from feeds.plan import LOOKALIKES
from feeds.rules import RULES, require_rule, rule_of
from tests.support.checks import faults
from tests.support.docs import read_page
from tests.support.tree import NOW, Tree

ROW = re.compile(r"^\| `([\w-]+)` \| (\w+) \| (.*) \|$", re.MULTILINE)


def test_the_documentation_has_every_rule_with_an_example_and_a_remedy() -> None:
    page = read_page("checks")
    assert ROW.findall(page) == [
        (rule.name, str(rule.severity), rule.about) for rule in RULES.values()
    ]
    sections = dict(re.findall(r"^### `([\w-]+)`\n(.*?)(?=^##)", page, re.MULTILINE | re.DOTALL))
    assert [*sections] == [*RULES]
    assert all(f" [{name}]\n" in text and "Fix: " in text for name, text in sections.items())


@pytest.fixture
def untitled(tree: Tree) -> Tree:
    """A site with a post without a title, one with HTML in it, and one that cannot be read."""
    tree.post("a.md", title="")
    tree.post("b.md", title="<b>B</b>")
    tree.post("c.md", title="C", date="someday")
    return tree


def _rules(tree: Tree, *ignored: str) -> set[str]:
    result = check_site(tree.project(), NOW, lambda *_: None, ignored)
    return {rule_of(fault).name for fault in result.faults}


def test_rules_are_switched_off_by_name(untitled: Tree) -> None:
    assert _rules(untitled) == {"no-title", "html-title", "left-out"}
    assert _rules(untitled, "no-title") == {"html-title", "left-out"}
    assert _rules(untitled, "no-title", "html-title") == {"left-out"}
    assert _rules(untitled, "no-title", "html-title", "left-out") == set()


def test_the_configuration_switches_rules_off(untitled: Tree) -> None:
    project = untitled.project()
    check = project.config.check.replace(ignore=("no-title", "html-title"))
    found = faults(replace(project, config=project.config.replace(check=check)))
    assert {rule_of(fault).name for fault in found} == {"left-out"}


def test_similar_terms_are_said_once(tree: Tree) -> None:
    """The remark on paths that differ only by case is for builds, and for whom ignores the rule."""
    for name in ("Bread", "bread"):
        tree.post(f"{name}1.md", title=name, tags=[name])
    tree.feeds = {"paths": {"tag": "/tags/{name}.{ext}"}}

    def remarks(*ignored: str) -> list[str]:
        result = check_site(tree.project(), NOW, lambda *_: None, ignored)
        return [remark for remark in result.remarks if remark.startswith(LOOKALIKES)]

    assert remarks() == []
    assert len(remarks("similar-terms")) == 1


def test_posts_with_one_id_are_a_finding_with_a_rule(tree: Tree) -> None:
    for name in "ab":
        tree.post(f"{name}.md", title=name, id="urn:example:same")
    assert [(fault.path, fault.rule) for fault in faults(tree.project())] == [
        ("b.md", "duplicate-id")
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("no-titel", "the rule 'no-titel' does not exist; did you mean no-title?"),
        ("zzz", "the rule 'zzz' does not exist; use one of left-out, incomplete"),
    ],
)
def test_an_unknown_rule_is_refused(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        require_rule(name)


def test_nothing_is_found_on_a_good_site(tree: Tree) -> None:
    tree.post("a.md", title="A", tags=["bread"], body="![A loaf](a.png) [b](b.html)")
    tree.post("b.md", title="B", body="Some text.")
    tree.write("a.png", "")
    assert faults(tree.project()) == ()


def test_many_posts_are_checked_in_other_processes(tree: Tree) -> None:
    tree.feeds = {"entries": 500, "formats": ["json"]}
    for at in range(400):
        tree.post(f"{at}.md", title=f"Post {at}", body="[x](#lost)")
    found = faults(tree.project())
    assert [fault.path for fault in found] == sorted(f"{at}.md" for at in range(400))
    assert {rule_of(fault).name for fault in found} == {"dead-fragment"}
