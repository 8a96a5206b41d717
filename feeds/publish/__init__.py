"""Upload the edition to an object store."""
