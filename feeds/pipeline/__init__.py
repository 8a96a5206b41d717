"""From a configuration to an edition: ``build.py`` puts all steps together."""
