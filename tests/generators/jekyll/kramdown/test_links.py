"""Targets of links in kramdown's Markdown."""

from __future__ import annotations

import random

from feeds.generators.jekyll.kramdown.links import LinkTargets, defined

PARTS = "a", "[", "](<", ">", ">)", "](", ")", " '"


def test_a_link_in_angle_brackets_ends_at_the_next_one_in_any_order_of_reading() -> None:
    seeded = random.Random(1)
    for _ in range(2_000):
        source = "".join(seeded.choices(PARTS, k=seeded.randrange(20)))
        names = defined("")
        brackets = [at for at, one in enumerate(source) if one == "]"]
        seeded.shuffle(brackets)
        targets = LinkTargets(source, names)
        for bracket in brackets:
            found = targets.at(bracket, 0)
            assert found == LinkTargets(source, names).at(bracket, 0), source
            end = source.find(">", bracket)
            if source.startswith("](<", bracket) and source.startswith(">)", end):
                assert found, source
                assert found.end == end + 2, source
