"""``python -m muse_nodes`` is the same as ``muse``."""

import sys

from muse_nodes.cli import main

if __name__ == "__main__":
    sys.exit(main())
