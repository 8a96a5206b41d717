"""Write feeds as Atom, RSS and JSON."""

from feeds.render.formats import portable, render_entry, render_feed, render_in_each
from feeds.render.representation import represent

__all__ = ["portable", "render_entry", "render_feed", "render_in_each", "represent"]
