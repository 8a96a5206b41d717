"""``python -m benchmarks.plainly``: ``feeds`` as if the machine had one core, to compare with."""

from __future__ import annotations

import os

from feeds.cli import main

if __name__ == "__main__":
    os.cpu_count = lambda: 1
    main()
