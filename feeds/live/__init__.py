"""Keeping the edition up to date while it is served: one process builds, any number serve."""
