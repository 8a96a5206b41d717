"""How long builds take, measured side by side in one run."""
