"""From posts to an index kept between runs: the newest of a term, terms and counts."""

from feeds.catalogue.catalogue import CATALOGUE, Catalogue
from feeds.catalogue.files import last_tree
from feeds.catalogue.found import Shown, TermCount

__all__ = ["CATALOGUE", "Catalogue", "Shown", "TermCount", "last_tree"]
