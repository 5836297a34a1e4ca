"""Pictures of tea for the demo's product page: drawn, and always the same."""

import math
from collections.abc import Callable

from devtools.demo.canvas import SMOOTH, Canvas

SIZE = (1200, 800)
LEAVES = ("#4f7a3a", "#6b9448", "#3f6630", "#88ab5a", "#a4bf74")
ROWS = 9  # of tea bushes on the slope


def table() -> bytes:
    """A pot and two cups among leaves."""
    canvas = Canvas(*SIZE, "#e8dfcf")
    canvas.draw.rectangle((0, 1180, 2400, 1600), fill="#dccfb8")
    _pot(canvas, 500, 400, 230)
    _cup(canvas, "first", 860, 270, 120)
    _cup(canvas, "second", 930, 560, 120)
    _leaves(canvas, "beside", 250, 690, 120, 26)
    return canvas.webp()


def slope() -> bytes:
    """Rows of bushes below hills."""
    canvas = Canvas(*SIZE, "#d9e8ea")
    canvas.place("sun", 930, 170, 70)
    canvas.disc(1, "#f7e3ae")
    for far, colour, phase in (
        (250, "#b4cbc4", 0.4),
        (330, "#93b3a0", 2.1),
        (400, "#769c7a", 4),
    ):
        _hill(canvas, far, 55, phase, colour)
    for row in range(ROWS):
        height = 430 + row * row * 4.2 + row * 12
        _hill(canvas, height, 12 + row * 3, row * 0.35, ("#41682f", "#5d8a3f")[row % 2])
        for x in range(0, SIZE[0] + 60, 34 + row * 4):
            canvas.place(f"bush {row} {x}", x, height + 8, 20 + row * 3)
            canvas.disc(1, ("#5d8a3f", "#74a04c")[row % 2])
    return canvas.webp()


def leaves() -> bytes:
    """What is in the tin."""
    canvas = Canvas(*SIZE, "#efe7d6")
    canvas.lay("tin", 600, 400, 330)
    for share, colour in ((1, "#c9c2b4"), (0.96, "#eceae4"), (0.88, "#3c4a33")):
        canvas.disc(share, colour)
    _strew_leaves(canvas, 460, 0.1, 0.78)
    return canvas.webp()


def cup() -> bytes:
    canvas = Canvas(*SIZE, "#dfe3d6")
    _cup(canvas, "large", 600, 390, 270)
    _leaves(canvas, "left", 190, 620, 110, 14)
    _leaves(canvas, "right", 1030, 180, 100, 12)
    return canvas.webp()


def gift_box() -> bytes:
    """Two tins and a pot in a box, from above."""
    canvas = Canvas(*SIZE, "#e5d9cb")
    _box(canvas, 150, 110, 1050, 690, "#8b5e3c")
    _box(canvas, 180, 140, 1020, 660, "#f4ecdd")
    for y, colour in ((275, "#5d8a3f"), (525, "#b98a3c")):
        canvas.lay(f"tin {y}", 330, y, 105)
        for share, shade in ((1, "#c9c2b4"), (0.93, colour), (0.5, "#ffffff40")):
            canvas.disc(share, shade)
    _pot(canvas, 740, 400, 190)
    return canvas.webp()


PICTURES: dict[str, Callable[[], bytes]] = {
    each.__name__: each for each in (table, slope, leaves, cup, gift_box)
}


def _box(canvas: Canvas, left: int, top: int, right: int, bottom: int, colour: str) -> None:
    corners = [each * SMOOTH for each in (left, top, right, bottom)]
    canvas.draw.rounded_rectangle(corners, 18 * SMOOTH, fill=colour)


def _hill(canvas: Canvas, height: float, swing: float, phase: float, colour: str) -> None:
    """Everything below a wave."""
    width, bottom = SIZE
    line = [
        (x * SMOOTH, (height + swing * math.sin(x / 190 + phase)) * SMOOTH)
        for x in range(0, width + 20, 20)
    ]
    ends = [(width * SMOOTH, bottom * SMOOTH), (0, bottom * SMOOTH)]
    canvas.draw.polygon([*line, *ends], fill=colour)


def _cup(canvas: Canvas, name: str, x: int, y: int, radius: int) -> None:
    canvas.lay(name, x, y, radius)
    canvas.disc(1, "#fbfaf6")
    canvas.disc(0.9, "#e3e0d8")
    canvas.disc(0.84, "#b9c46a")
    canvas.disc(0.74, "#c9d27d")
    canvas.arc(0.6, 200, 70, "#eef0c4", 0, 0, 0.04)
    _leaf(canvas, 0.18, LEAVES[0], 0.25, 0.2, 0.6)
    _leaf(canvas, 0.14, LEAVES[1], 0.08, 0.28, -0.5)


def _pot(canvas: Canvas, x: int, y: int, radius: int) -> None:
    canvas.lay("pot", x, y, radius)
    canvas.slab(0.35, 0.15, "#efece4", -1.05, 0, 0)  # the spout
    canvas.disc(0.15, "#e3dfd5", -1.4, 0)
    canvas.slab(0.4, 0.1, "#e3dfd5", 1.2, 0.35, 0.35)  # the handle
    for share, colour in ((1, "#fbfaf6"), (0.82, "#edeae2"), (0.66, "#fbfaf6"), (0.62, "#f4f2eb")):
        canvas.disc(share, colour)
    canvas.disc(0.16, "#d8d3c6", dy=0.03)
    canvas.disc(0.14, "#fbfaf6")
    canvas.arc(0.9, 200, 60, "#ffffff", 0, 0, 0.03)


def _leaves(canvas: Canvas, name: str, x: int, y: int, radius: int, count: int) -> None:
    canvas.place(name, x, y, radius)
    _strew_leaves(canvas, count, 0.26, 1)


def _strew_leaves(canvas: Canvas, count: int, size: float, within: float) -> None:
    for number in range(count):
        turn, (dx, dy) = canvas.chance.uniform(0, math.pi), canvas.somewhere(within)
        _leaf(canvas, size, LEAVES[number % len(LEAVES)], dx, dy, turn)


def _leaf(canvas: Canvas, size: float, colour: str, dx: float, dy: float, turn: float) -> None:
    """Pointed at both ends, around its own middle."""
    cos, sin = math.cos(turn), math.sin(turn)
    upper = [(-1 + step / 5, 0.26 * math.cos(math.pi * (step / 10 - 0.5))) for step in range(11)]
    shape = [*upper, *((a, -b) for a, b in reversed(upper))]
    points = [
        (
            canvas.x + (dx + size * (a * cos - b * sin)) * canvas.radius,
            canvas.y + (dy + size * (a * sin + b * cos)) * canvas.radius,
        )
        for a, b in shape
    ]
    canvas.draw.polygon(points, fill=colour)
