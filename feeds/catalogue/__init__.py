"""From posts to an index kept between runs: the newest of a term, terms and counts."""

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.found import Shown, TermCount

__all__ = ["Catalogue", "Shown", "TermCount"]
