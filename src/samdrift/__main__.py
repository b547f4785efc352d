"""`python -m samdrift`: the same commands as the script `samdrift` at the top of the repository."""

import sys

from samdrift.doors.cli import main

if __name__ == "__main__":
    sys.exit(main())
