"""Put in front of a service's worker and web by PYTHONPATH, in tests of faults only.

It counts what handlers do, because a copy that is written twice looks like one; and it can spoil the product in one of
three ways, each of which the tests must notice.
"""

import os
import sys

if any(word.startswith("services.") for word in sys.orig_argv):
    import spoiling

    spoiling.count_effects()
    spoiling.spoil(os.environ.get("SABOTEUR", ""))
