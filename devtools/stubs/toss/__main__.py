"""python -m devtools.stubs.toss PORT WEBHOOK_URL: Toss Payments without Toss, until it is interrupted."""

import sys
from contextlib import suppress
from threading import Event

from devtools.stubs.toss import TossStub

port, webhook_url = int(sys.argv[1]), sys.argv[2]
with TossStub(port=port, webhook_url=webhook_url) as stub:
    sys.stdout.write(f"Toss at {stub.url}; deposits are made at {stub.url}/accounts\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        Event().wait()
