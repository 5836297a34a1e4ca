"""A tile server: the same small image for every tile, and a log of the requests."""

from pathlib import Path

from devtools.stubs.server import LoopbackServer, QuietHandler

PICTURE = Path(__file__).parents[2] / "static/vendor/leaflet/images/layers.png"


class TileHandler(QuietHandler):
    def do_GET(self):  # noqa: N802
        self.server.stub.asked.append((self.path, self.headers["Referer"]))
        self.answer(PICTURE.read_bytes(), kind="image/png")


class TileServer(LoopbackServer):
    handler = TileHandler

    def __init__(self):
        self.asked = []
        super().__init__()

    @property
    def template(self):
        return self.url + "/{z}/{x}/{y}.png"
