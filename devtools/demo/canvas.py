"""What the pictures of food are drawn with: shapes on a table, placed and sized by shares of a dish."""

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw

SMOOTH = 2  # drawn this much larger, then made smaller
Colours = tuple[str, ...]


class Canvas:
    """Places are shares of the dish's radius from its middle; `chance` gives the same for the same dish."""

    def __init__(self, width: int, height: int, table: str) -> None:
        self.image = Image.new("RGB", (width * SMOOTH, height * SMOOTH), table)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def lay(self, name: str, x: float, y: float, radius: float) -> None:
        """Go on around (x, y), with the shadow of a dish there."""
        self.place(name, x, y, radius)
        self.disc(1.04, "#00000018", dy=0.07)

    def place(self, name: str, x: float, y: float, radius: float) -> None:
        """The same without a shadow."""
        self.chance = random.Random(name)  # noqa: S311 (the same picture every time)
        self.x, self.y, self.radius = x * SMOOTH, y * SMOOTH, radius * SMOOTH

    def webp(self) -> bytes:
        target = BytesIO()
        self.image.reduce(SMOOTH).save(target, "WEBP", quality=82, method=2)
        return target.getvalue()

    def disc(self, share: float, colour: str, dx: float = 0, dy: float = 0) -> None:
        r, x, y = self.radius * share, self.x + dx * self.radius, self.y + dy * self.radius
        self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def slab(
        self, wide: float, high: float, colour: str, dx: float, dy: float, turn: float = 0
    ) -> None:
        """A rectangle around its own middle, turned by an angle."""
        cos, sin = math.cos(turn), math.sin(turn)
        corners = [(-wide, -high), (wide, -high), (wide, high), (-wide, high)]
        points = [
            (
                self.x + (dx + a * cos - b * sin) * self.radius,
                self.y + (dy + a * sin + b * cos) * self.radius,
            )
            for a, b in corners
        ]
        self.draw.polygon(points, fill=colour)

    def pill(self, wide: float, high: float, colour: str, dx: float, dy: float) -> None:
        x, y = self.x + dx * self.radius, self.y + dy * self.radius
        wide, high = wide * self.radius, high * self.radius
        self.draw.rounded_rectangle((x - wide, y - high, x + wide, y + high), high, fill=colour)

    def wedge(self, share: float, start: float, end: float, colour: str) -> None:
        """A sector of the dish, between two angles in degrees."""
        r = self.radius * share
        box = (self.x - r, self.y - r, self.x + r, self.y + r)
        self.draw.pieslice(box, start, end, fill=colour)

    def arc(
        self,
        share: float,
        start: float,
        sweep: float,
        colour: str,
        dx: float,
        dy: float,
        thick: float,
    ) -> None:
        r, x, y = self.radius * share, self.x + dx * self.radius, self.y + dy * self.radius
        width = max(1, int(self.radius * thick))
        self.draw.arc((x - r, y - r, x + r, y + r), start, start + sweep, fill=colour, width=width)

    def somewhere(self, within: float) -> tuple[float, float]:
        """A place about the middle."""
        angle, far = self.chance.uniform(0, math.tau), within * self.chance.random() ** 0.5
        return math.cos(angle) * far, math.sin(angle) * far

    def scatter(self, count: int, size: float, colours: Colours, within: float) -> None:
        """Round things lying about the middle."""
        for number in range(count):
            dx, dy = self.somewhere(within)
            self.disc(size * self.chance.uniform(0.7, 1.2), colours[number % len(colours)], dx, dy)

    def strew(self, count: int, size: tuple[float, float], colours: Colours, within: float) -> None:
        """Slabs lying about the middle, each turned its own way."""
        for number in range(count):
            turn = self.chance.uniform(0, math.pi)
            self.slab(*size, colours[number % len(colours)], *self.somewhere(within), turn)

    def curls(
        self, count: int, share: float, sweep: float, colours: Colours, within: float, thick: float
    ) -> None:
        """Bent things: prawns, rings of onion, strands."""
        for number in range(count):
            dx, dy = self.somewhere(within)
            start, r = self.chance.randrange(360), share * self.chance.uniform(0.7, 1.2)
            self.arc(r, start, sweep, colours[number % len(colours)], dx, dy, thick)

    def around(self, count: int, far: float, begin: float = 0) -> list[tuple[float, float, float]]:
        """Places on a circle, each with its angle."""
        angles = [begin + math.tau * number / count for number in range(count)]
        return [(math.cos(angle) * far, math.sin(angle) * far, angle) for angle in angles]
