"""Rebuild while the site is served: one process builds, any number serve."""
