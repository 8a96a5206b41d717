"""A build, from the configuration to the edition. Start with ``build.py``."""
