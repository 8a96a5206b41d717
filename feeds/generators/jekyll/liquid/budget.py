"""How much one template may do, counted rather than timed: the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass

from liquid.exceptions import ResourceLimitError

STEPS = 1_000_000
"""Nodes, turns of loops and items looked at in one post's body; one of 2,000 lines takes 5,000."""


@dataclass(slots=True)
class Budget:
    """What is left of :data:`STEPS`."""

    left: int = STEPS

    def spend(self, steps: int) -> None:
        """Raise ``ResourceLimitError`` when there is nothing left."""
        self.left -= steps
        if self.left < 0:
            message = f"takes over {STEPS:,} steps; make loops shorter"
            raise ResourceLimitError(message, token=None)
