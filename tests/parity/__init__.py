"""Our reading of a tree beside that of the tree's own generator."""
