"""T Map's and OSRM's APIs: `mode` sets the fault, `asked` lists the requests."""

import json
import re
from contextlib import suppress
from threading import Event
from urllib.parse import parse_qs, urlsplit

from devtools.stubs.server import LoopbackServer, QuietHandler

METRES, SECONDS = 6120.4, 1043.2
KEY = "l7xx-the-key-of-tmap"
OSRM_PATH = re.compile(
    r"/route/v1/(driving|bike)/(-?[\d.]+),(-?[\d.]+);(-?[\d.]+),(-?[\d.]+)$", re.ASCII
)
DRIP_SECONDS = 0.5  # between two bytes; the end is never reached


class RoutingHandler(QuietHandler):
    def reply(self, data, status=200):
        stub = self.server.stub
        body = json.dumps(data).encode()
        if stub.mode == "slow":
            stub.closing.wait()
        elif stub.mode.startswith("drip"):
            self.drip(body, headers_too=stub.mode == "drip_headers")
        elif stub.mode == "500":
            self.answer(b"<h1>Internal Server Error</h1>", 500, "text/html")
        elif stub.mode == "redirect":
            self.send_response(307)
            self.send_header("Location", stub.url + "/elsewhere")
            self.end_headers()
        elif stub.mode == "garbage":
            self.answer(b"\xff\xfe<<not json>>")
        elif stub.mode == "empty":
            self.answer(b"")
        elif stub.mode == "half":
            self.send_head(len(body))
            self.wfile.write(body[: len(body) // 2])
        else:
            self.answer(body if stub.body is None else stub.body, status)

    def send_head(self, length):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def drip(self, body, *, headers_too):
        """A byte now and then, so that no read takes long and the answer never ends."""
        stub = self.server.stub
        if headers_too:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Padding: ")
        else:
            self.send_head(10**6)
        with suppress(OSError):
            while not stub.closing.wait(DRIP_SECONDS):
                self.wfile.write(b" ")
            return
        stub.was_cut.set()


class TMapHandler(RoutingHandler):
    def do_POST(self):  # noqa: N802
        stub, url = self.server.stub, urlsplit(self.path)
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stub.asked.append(question)
        if self.headers["appKey"] != KEY:
            return self.answer(b'{"error":{"id":"403","code":"INVALID_API_KEY"}}', 401)
        well_asked = (
            url.path == "/tmap/routes"
            and parse_qs(url.query) == {"version": ["1"], "format": ["json"]}
            and question["reqCoordType"] == question["resCoordType"] == "WGS84GEO"
            and question["startName"]
            and question["endName"]
        )
        if not well_asked or stub.mode == "no_route":
            return self.reply({"error": {"id": "400", "category": "tmap", "code": "3102"}}, 400)
        return self.reply(
            tmap_answer([question[at] for at in ("startX", "startY", "endX", "endY")])
        )


class OsrmHandler(RoutingHandler):
    def do_GET(self):  # noqa: N802
        stub, url = self.server.stub, urlsplit(self.path)
        stub.asked.append(self.path)
        found = OSRM_PATH.match(url.path)
        asked = parse_qs(url.query) == {"overview": ["full"], "geometries": ["geojson"]}
        if not (found and asked):
            return self.reply({"code": "InvalidQuery", "message": "Query string malformed"}, 400)
        if stub.mode == "no_route":
            return self.reply({"code": "NoRoute", "message": "Impossible route"}, 400)
        return self.reply(osrm_answer([float(text) for text in found.groups()[1:]]))


def bent(ends):
    """From the start to the end around one corner."""
    from_x, from_y, to_x, to_y = ends
    return [[from_x, from_y], [to_x, from_y], [to_x, to_y]]


def tmap_answer(ends):
    first, corner, last = bent(ends)
    sums = {"totalDistance": round(METRES), "totalTime": round(SECONDS), "taxiFare": 7200}
    ways = [
        ("Point", first, {**sums, "pointType": "S"}),
        ("LineString", [first, corner], {"distance": 4000}),
        ("Point", corner, {"pointType": "N"}),
        ("LineString", [corner, last], {"distance": 2120}),
        ("Point", last, {"pointType": "E"}),
    ]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": kind, "coordinates": places},
            "properties": {"index": index, **properties},
        }
        for index, (kind, places, properties) in enumerate(ways)
    ]
    return {"type": "FeatureCollection", "features": features}


def osrm_answer(ends):
    geometry = {"type": "LineString", "coordinates": bent(ends)}
    route = {"distance": METRES, "duration": SECONDS, "geometry": geometry, "weight": SECONDS}
    return {"code": "Ok", "routes": [route], "waypoints": []}


class RoutingStub(LoopbackServer):
    """`body` replaces a good answer; `was_cut`: the client closed a dripping connection."""

    def __init__(self, handler):
        self.handler = handler
        self.mode = "ok"
        self.body = None
        self.asked = []
        self.closing = Event()
        self.was_cut = Event()
        super().__init__()

    def __exit__(self, *error):
        self.closing.set()
        super().__exit__(*error)
