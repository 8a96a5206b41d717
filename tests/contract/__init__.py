"""The HTTP contract, asked of every server as a stranger would: over its socket."""
