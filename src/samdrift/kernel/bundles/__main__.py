"""`python -m samdrift.kernel.bundles bundle.zip`: the verifier alone, for whoever has nothing but Python."""

import sys

from samdrift.kernel.bundles.asking import main

sys.exit(main(sys.argv[1:], sys.stdout, sys.stderr))
