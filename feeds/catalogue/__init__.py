"""From posts to an index kept between runs: the newest of a term, terms and counts."""

from feeds.catalogue.catalogue import Catalogue, Shown, TermCount

__all__ = ["Catalogue", "Shown", "TermCount"]
