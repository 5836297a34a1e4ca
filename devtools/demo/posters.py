"""Posters of events for the demo: drawn, and always the same."""

from collections.abc import Callable

from devtools.demo.canvas import Canvas

SIZE = (900, 1200)
LAMPS = ("#f2c14e", "#f7d98b", "#e9a23b")


def jazz() -> bytes:
    """A saxophone's curve and lamps above a dark stage."""
    canvas = Canvas(*SIZE, "#1d2440")
    canvas.draw.rectangle((0, 1800, 1800, 2400), fill="#12172b")
    _lamps(canvas, 9)
    canvas.place("moon", 650, 300, 150)
    canvas.disc(1, "#f4e7c3")
    canvas.disc(0.92, "#1d2440", dx=-0.35, dy=-0.12)
    canvas.place("horn", 400, 660, 260)
    canvas.arc(1, 20, 150, "#e9b44c", 0, 0, 0.2)
    canvas.slab(0.09, 0.75, "#e9b44c", -0.92, -0.55, 0.12)
    canvas.disc(0.34, "#f2c869", dx=0.93, dy=0.1)
    canvas.disc(0.2, "#8a5f1d", dx=0.96, dy=0.02)
    for number in range(6):
        canvas.disc(0.05, "#fff2cf", dx=-0.95 + number * 0.05, dy=-0.9 + number * 0.24)
    return canvas.webp()


def band() -> bytes:
    """Amplifiers and rays."""
    canvas = Canvas(*SIZE, "#e4572e")
    for number in range(12):
        canvas.place(f"ray {number}", 450, 760, 900)
        canvas.wedge(1, number * 30, number * 30 + 15, "#f2a03d")
    for x in (230, 450, 670):
        canvas.place("amplifier", x, 850, 110)
        canvas.slab(1, 1.9, "#2b2b33", 0, 0)
        for dy in (-0.9, 0.85):
            canvas.disc(0.72, "#4b4b57", dy=dy)
            canvas.disc(0.4, "#1b1b21", dy=dy)
    return canvas.webp()


def puppets() -> bytes:
    """Two puppets on strings before a curtain."""
    canvas = Canvas(*SIZE, "#7a1f3d")
    for number in range(0, 18, 2):
        canvas.draw.rectangle((number * 100, 0, number * 100 + 100, 2400), fill="#6a1834")
    for name, x, coat in (("fox", 310, "#f28c28"), ("hare", 600, "#e9e4d8")):
        canvas.place(name, x, 640, 170)
        for dx in (-0.5, 0.5):
            canvas.slab(0.012, 1.7, "#ffffff90", dx, -2.2)
            canvas.slab(0.14, 0.6, coat, dx, -1.05)
        canvas.disc(0.72, coat, dy=-0.45)
        canvas.slab(0.55, 0.95, coat, 0, 0.85)
        for dx in (-0.25, 0.25):
            canvas.disc(0.09, "#2b2020", dx=dx, dy=-0.5)
    return canvas.webp()


def _lamps(canvas: Canvas, count: int) -> None:
    for number in range(count):
        canvas.place(f"lamp {number}", 50 + number * 100, 60 + (number % 3) * 30, 22)
        canvas.disc(1.8, "#f2c14e30")
        canvas.disc(1, LAMPS[number % len(LAMPS)])


POSTERS: dict[str, Callable[[], bytes]] = {"jazz": jazz, "band": band, "puppets": puppets}
