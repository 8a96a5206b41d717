"""From posts to an index kept between runs: the newest of a term, terms and counts."""

from feeds.catalogue.catalogue import CATALOGUE, Catalogue
from feeds.catalogue.facts import Facts, facts_of
from feeds.catalogue.files import last_tree
from feeds.catalogue.found import Shown, TermCount

__all__ = ["CATALOGUE", "Catalogue", "Facts", "Shown", "TermCount", "facts_of", "last_tree"]
