"""Start the server of the site; stop or destroy it and that of the tests."""

import sys

from devtools.postgres.binaries import EmbeddedPostgresError
from devtools.postgres.server import SITE, TESTS


def main(action: str) -> None:
    for server in [SITE] if action == "start" else [SITE, TESTS]:
        {"start": server.ensure_running, "stop": server.stop, "destroy": server.destroy}[action]()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except EmbeddedPostgresError as trouble:
        sys.exit(f"jumun: {trouble}")
