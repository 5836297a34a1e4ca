"""Pictures of food for the demo: drawn, not photographed, and always the same."""

import math
import random
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

SMOOTH = 2  # drawn this much larger, then made smaller
TABLES = ("#f6ddc8", "#e9d8c3", "#f3d9cf", "#dfe3d0", "#efe0b9", "#e3d6dd")
FILLS = {
    "ice": ("#dfe6dc", "#f7f3e8"),
    "red": ("#c8391b", "#f2c185"),
    "gold": ("#e0a13c", "#fbe9b9"),
    "brown": ("#8a5330", "#d9a679"),
    "dark": ("#3d2a22", "#a8825f"),
    "rose": ("#e79a83", "#fbe3d6"),
    "cream": ("#f0dfbf", "#fffaf0"),
    "green": ("#6f9a4c", "#cfe0a8"),
    "cola": ("#4a2a1c", "#7d5138"),
    "lemon": ("#f1cf4a", "#fdf3c0"),
}
GARNISH = ("#4f8a3c", "#c9361c", "#fff6e4", "#f3b33c")


@cache
def dish_picture(picture: str) -> bytes:
    """A WebP of one dish, named as in dishes.csv: "bowl red"."""
    canvas = _Canvas(480, 360, TABLES[sum(map(ord, picture)) % len(TABLES)])
    canvas.serve(picture, 240, 182, 142)
    return canvas.webp()


def table_picture(pictures: list[str], number: int) -> bytes:
    """A WebP of a table with three dishes, the first in the middle."""
    canvas = _Canvas(960, 400, TABLES[number % len(TABLES)])
    first, second, third = pictures[:3]
    canvas.serve(second, 170, 250, 150)
    canvas.serve(third, 800, 140, 150)
    canvas.serve(first, 480, 205, 165)
    return canvas.webp()


class _Canvas:
    def __init__(self, width: int, height: int, table: str) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SMOOTH, height * SMOOTH), table)
        self.draw = ImageDraw.Draw(self.image)

    def webp(self) -> bytes:
        target = BytesIO()
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        small.save(target, "WEBP", quality=82, method=2)
        return target.getvalue()

    def serve(self, picture: str, x: float, y: float, radius: float) -> None:
        """Draw the dish around (x, y)."""
        kind, _space, fill = picture.partition(" ")
        self.chance = random.Random(picture)  # noqa: S311 (the same picture every time)
        self.x, self.y, self.radius = x * SMOOTH, y * SMOOTH, radius * SMOOTH
        self.colours = FILLS.get(fill, FILLS["gold"])
        self.disc(1.04, "#00000018", dy=0.07)
        getattr(self, f"draw_{kind}")()

    def disc(self, share: float, colour: str, dx: float = 0, dy: float = 0) -> None:
        r, x, y = self.radius * share, self.x + dx * self.radius, self.y + dy * self.radius
        box = (x - r, y - r, x + r, y + r)
        if len(colour) == 9:  # with transparency
            self.draw = ImageDraw.Draw(self.image, "RGBA")
        self.draw.ellipse(box, fill=colour)

    def scatter(self, count: int, size: float, colours: tuple[str, ...], within: float) -> None:
        """Small things lying about the middle."""
        for number in range(count):
            angle, far = self.chance.uniform(0, math.tau), within * self.chance.random() ** 0.5
            colour = colours[number % len(colours)]
            share = size * self.chance.uniform(0.7, 1.2)
            self.disc(share, colour, math.cos(angle) * far, math.sin(angle) * far)

    def strand(
        self, share: float, start: int, sweep: int, colour: str, dx: float, dy: float
    ) -> None:
        r, x, y = self.radius * share, self.x + dx * self.radius, self.y + dy * self.radius
        width = int(self.radius * 0.045)
        self.draw.arc((x - r, y - r, x + r, y + r), start, start + sweep, fill=colour, width=width)

    def draw_bowl(self) -> None:
        dark, light = self.colours
        self.disc(1, "#4a4341")
        self.disc(0.94, "#6a605c")
        self.disc(0.86, dark)
        for _strand in range(26):
            start, dx = self.chance.randrange(360), self.chance.uniform(-0.2, 0.2)
            share, dy = self.chance.uniform(0.15, 0.55), self.chance.uniform(-0.2, 0.2)
            self.strand(share, start, self.chance.randrange(90, 200), light, dx, dy)
        self.scatter(14, 0.045, (GARNISH[0], light), 0.7)
        self.disc(0.2, "#fffaf0", 0.28, -0.22)
        self.disc(0.105, "#f3a52f", 0.28, -0.22)

    def draw_plate(self) -> None:
        dark, light = self.colours
        self.disc(1, "#fffdf9")
        self.disc(0.8, "#f3ece4")
        self.scatter(46, 0.14, (dark, light, dark), 0.52)
        self.scatter(16, 0.05, (GARNISH[0], GARNISH[2]), 0.6)

    def draw_fried(self) -> None:
        self.disc(1, "#b98552")
        self.disc(0.92, "#f7ead6")
        self.scatter(34, 0.2, ("#c9822f", "#dd9c42", "#b56f22"), 0.55)
        self.scatter(26, 0.035, ("#f4cf86", "#8f5415"), 0.7)
        self.disc(0.2, "#a52a14", 0.52, 0.48)

    def draw_burger(self) -> None:
        self.disc(1, "#fffdf9")
        for share, colour in ((0.74, "#5d9440"), (0.68, "#f0b52e"), (0.66, "#6b3a1f")):
            self.scatter(1, 0.01, (colour,), 0)
            self.disc(share, colour, dy=0.06)
        self.disc(0.63, "#d98a3a")
        self.disc(0.5, "#e59c4c", -0.06, -0.08)
        self.scatter(34, 0.03, ("#fbe7bf",), 0.5)
        self.disc(0.17, "#d8ac54", 0.72, 0.6)

    def draw_pizza(self) -> None:
        self.disc(1, "#a9764a")
        self.disc(0.93, "#d99a4e")
        self.disc(0.82, "#d2492a")
        self.scatter(40, 0.12, ("#f8dc8c", "#f3cd6a"), 0.7)
        self.scatter(9, 0.11, ("#b3301c",), 0.66)
        self.scatter(12, 0.055, ("#4f8a3c",), 0.7)
        for turn in range(4):
            angle = math.tau * turn / 8
            dx, dy = math.cos(angle) * self.radius * 0.93, math.sin(angle) * self.radius * 0.93
            ends = (self.x - dx, self.y - dy, self.x + dx, self.y + dy)
            self.draw.line(ends, fill="#8f4a22", width=SMOOTH * 2)

    def draw_drink(self) -> None:
        dark, light = self.colours
        self.disc(0.82, "#fffdf9")
        self.disc(0.6, "#e9e0d6")
        self.disc(0.52, dark)
        self.disc(0.4, light, -0.03, -0.03)
        for share in (0.3, 0.2, 0.1):
            self.strand(share, self.chance.randrange(360), 260, dark, -0.03, -0.03)

    def draw_cake(self) -> None:
        self.disc(1, "#fffdf9")
        self.disc(0.84, "#f3e4ea")
        self.disc(0.56, "#e6b877")
        self.disc(0.5, "#fff4e2")
        self.scatter(12, 0.1, ("#d63a3f", "#e8575a"), 0.34)
        self.scatter(6, 0.05, GARNISH[:1], 0.4)

    def draw_dumplings(self) -> None:
        self.disc(1, "#b5854f")
        self.disc(0.9, "#d8ad74")
        for turn in range(7):
            angle, far = math.tau * turn / 6, 0.56 if turn < 6 else 0
            dx, dy = math.cos(angle) * far, math.sin(angle) * far
            self.disc(0.25, "#e9dcc3", dx, dy + 0.02)
            self.disc(0.235, "#fff8ea", dx, dy)
            self.strand(0.11, 200 + turn * 40, 280, "#e2d0b0", dx, dy)

    def draw_roll(self) -> None:
        self.disc(1, "#3f3a38")
        self.disc(0.93, "#57504d")
        for row in range(3):
            for column in range(3):
                dx, dy = (column - 1) * 0.5, (row - 1) * 0.5
                self.disc(0.23, "#22301f", dx, dy)
                self.disc(0.195, "#fffaf0", dx, dy)
                self.disc(0.1, ("#e8843c", "#6d9a45", "#f2c23e")[(row + column) % 3], dx, dy)

    def draw_sushi(self) -> None:
        self.disc(1, "#c99a63")
        self.disc(0.94, "#dcb27b")
        for row in range(3):
            for column in range(2):
                x = self.x + (column - 0.5) * self.radius * 0.8
                y = self.y + (row - 1) * self.radius * 0.46
                wide, high = self.radius * 0.32, self.radius * 0.15
                box = (x - wide, y - high, x + wide, y + high)
                self.draw.rounded_rectangle(box, high, fill="#fffaf0")
                top = (x - wide, y - high * 1.25, x + wide, y + high * 0.45)
                colour = ("#f0855a", "#f7b9a4", "#d9402c")[(row + column) % 3]
                self.draw.rounded_rectangle(top, high * 0.8, fill=colour)
