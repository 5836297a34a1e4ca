"""python -m tests.stubs SITE: every payment provider, for the demo; says their settings, and serves."""

import json
import sys
from threading import Event

from tests.stubs.providers import every_provider

with every_provider(sys.argv[1], stripe_delivers="once") as providers:
    sys.stdout.write(json.dumps(providers.environment) + "\n")
    sys.stdout.flush()
    Event().wait()
