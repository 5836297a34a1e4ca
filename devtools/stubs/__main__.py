"""python -m devtools.stubs SITE: every payment provider, for the demo, until the input ends.

Prints the settings for them first.
"""

import json
import sys

from devtools.stubs.providers import every_provider

with every_provider(sys.argv[1], stripe_delivers="once") as providers:
    sys.stdout.write(json.dumps(providers.environment) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
