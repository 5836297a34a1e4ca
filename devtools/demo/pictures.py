"""Pictures of food for the demo: drawn, not photographed, and always the same.

A picture is named by words, as in dishes.csv: what it is, in which colour, and what lies on it
("bowl red noodles egg").
"""

from functools import cache
from typing import NamedTuple

from devtools.demo.canvas import Canvas, Colours

TABLES = ("#f6ddc8", "#e9d8c3", "#f3d9cf", "#dfe3d0", "#efe0b9", "#e3d6dd", "#d5dfe0")
VESSELS = (
    ("#4a4341", "#6a605c"),
    ("#ddd5c8", "#fffdf7"),
    ("#4d6a70", "#7d98a1"),
    ("#7f5433", "#a9744c"),
)
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
GREENS = ("#4f8a3c", "#77ad55")
# What lies on a dish. Round: how many, how large, in which colours, how far from the middle.
ROUND: dict[str, tuple[int, float, Colours, float]] = {
    "leaves": (16, 0.05, GREENS, 0.62),
    "chili": (10, 0.05, ("#c9361c", "#e2542f"), 0.58),
    "sesame": (26, 0.022, ("#fff6e4", "#f3e3b8"), 0.55),
    "clams": (6, 0.13, ("#6d6a75", "#8f8a92"), 0.5),
    "sprouts": (20, 0.045, ("#fbf3c4", "#f2e08c"), 0.55),
    "beans": (12, 0.07, ("#6b2a24", "#83362c"), 0.42),
    "tomatoes": (7, 0.12, ("#d63a2c", "#e8584a"), 0.5),
    "pepperoni": (9, 0.12, ("#b3301c", "#c43c22"), 0.62),
    "mushrooms": (8, 0.1, ("#b79370", "#d9bd9c"), 0.55),
    "cheese": (16, 0.1, ("#f8dc8c", "#fdf0c0"), 0.62),
    "nuts": (12, 0.05, ("#8f5415", "#b9802f"), 0.5),
}
# Long: how many, half of their length and width, in which colours, how far from the middle.
LONG: dict[str, tuple[int, tuple[float, float], Colours, float]] = {
    "meat": (9, (0.2, 0.075), ("#7a4328", "#96583a", "#5f3320"), 0.45),
    "pork": (7, (0.24, 0.08), ("#e5b79c", "#d79f86"), 0.42),
    "tofu": (6, (0.11, 0.1), ("#fffaf0", "#f4ead6"), 0.48),
    "ricecakes": (9, (0.24, 0.075), ("#f3b79a", "#ec9a7c"), 0.5),
    "seaweed": (5, (0.17, 0.06), ("#22301f", "#2e3f2a"), 0.5),
    "salmon": (7, (0.2, 0.085), ("#f0855a", "#f7a27c"), 0.42),
    "fish": (7, (0.19, 0.07), ("#f6e6da", "#eccdbb"), 0.45),
    "sausage": (8, (0.15, 0.1), ("#4a2a2a", "#6a3f3a"), 0.5),
    "cutlet": (5, (0.3, 0.075), ("#c9822f", "#dd9c42"), 0.3),
    "aubergine": (7, (0.19, 0.075), ("#5a3a5e", "#7d5a80"), 0.48),
    "onion": (14, (0.1, 0.02), ("#9cc36b", "#d8e8b0"), 0.55),
    "cabbage": (9, (0.16, 0.05), ("#d8e3b0", "#b9cf87"), 0.55),
    "potato": (9, (0.15, 0.12), ("#e9c46a", "#dba94a"), 0.55),
}


class Burger(NamedTuple):
    peeks: tuple[str, str]
    bun: str
    shine: str
    seed: str
    beside: str


BURGERS = {
    "classic": Burger(("#f0b52e", "#6b3a1f"), "#d98a3a", "#e59c4c", "#fbe7bf", "pickles"),
    "bacon": Burger(("#8f2f22", "#d9836a"), "#c9783a", "#dd9450", "#fbe7bf", "fries"),
    "bulgogi": Burger(("#5a3320", "#77452b"), "#8a4a22", "#a5602f", "#f1d9a4", "rings"),
    "prawn": Burger(("#e8743c", "#f6b08a"), "#e9ae5f", "#f4c47e", "#fdf0d2", "lemon"),
    "garden": Burger(("#6b8f3a", "#b79370"), "#a98a55", "#c2a56d", "#5c6b32", "tomatoes"),
}


@cache
def dish_picture(picture: str) -> bytes:
    """A WebP of one dish."""
    canvas = Dish(480, 360, TABLES[sum(map(ord, picture)) % len(TABLES)])
    canvas.serve(picture, 240, 182, 142)
    return canvas.webp()


def table_picture(pictures: list[str], number: int) -> bytes:
    """A WebP of a table with three dishes, the first in the middle."""
    canvas = Dish(960, 400, TABLES[number % len(TABLES)])
    first, second, third = pictures[:3]
    canvas.serve(second, 170, 250, 150)
    canvas.serve(third, 800, 140, 150)
    canvas.serve(first, 480, 205, 165)
    return canvas.webp()


class Dish(Canvas):
    def serve(self, picture: str, x: float, y: float, radius: float) -> None:
        """Draw the dish around (x, y)."""
        kind, *words = picture.split()
        self.lay(picture, x, y, radius)
        self.words = words
        self.dark, self.light = next(
            (FILLS[word] for word in words if word in FILLS), FILLS["gold"]
        )
        getattr(self, f"draw_{kind}")()
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        if word in ROUND:
            self.scatter(*ROUND[word])
        elif word in LONG:
            self.strew(*LONG[word])
        elif word == "egg":
            dx, dy = self.chance.choice([(0.28, -0.22), (-0.26, -0.2), (0.2, 0.28)])
            self.disc(0.2, "#fffaf0", dx, dy)
            self.disc(0.105, "#f3a52f", dx, dy)
        elif word == "prawns":
            self.curls(6, 0.13, 230, ("#e8743c", "#f39a6a"), 0.48, 0.09)

    def draw_bowl(self) -> None:
        rim, inner = self.chance.choice(VESSELS)
        self.disc(1, rim)
        self.disc(0.94, inner)
        self.disc(0.86, self.dark)
        if "rice" in self.words:
            self.disc(0.66, "#fffaf0")
            self.scatter(60, 0.03, ("#f4ead6", "#ffffff"), 0.6)
            self.scatter(30, 0.1, (self.dark,), 0.4)
        elif "stew" in self.words:
            self.scatter(22, 0.06, (self.light,), 0.72)
            self.scatter(8, 0.11, (self.dark, self.light), 0.6)
        elif "snow" in self.words:
            self.disc(0.7, "#ffffff")
            self.scatter(40, 0.09, ("#f4f7f8", "#ffffff", self.light), 0.55)
        else:
            for _strand in range(26):
                (dx, dy), share = self.somewhere(0.25), self.chance.uniform(0.15, 0.55)
                start, sweep = self.chance.randrange(360), self.chance.randrange(90, 200)
                self.arc(share, start, sweep, self.light, dx, dy, 0.045)

    def draw_plate(self) -> None:
        self.disc(1, "#fffdf9")
        self.disc(0.8, "#f3ece4")
        if "pasta" in self.words:
            self.curls(34, 0.3, 200, (self.light, self.dark), 0.3, 0.05)
        elif "round" in self.words:
            self.disc(0.7, self.dark)
            self.scatter(26, 0.09, (self.light, self.dark), 0.55)
        elif "slices" in self.words:
            for number in range(9):
                dx = (number - 4) * 0.13
                self.slab(
                    0.1, 0.3, (self.dark, self.light)[number % 2], dx, 0.05 * abs(number - 4), 0.3
                )
        elif "halves" in self.words:
            self.wedge(0.7, 90, 270, "#f7ead6")
            self.scatter(40, 0.14, (self.dark, self.light, "#c9822f"), 0.52)
        else:
            self.scatter(46, 0.14, (self.dark, self.light, self.dark), 0.52)

    def draw_fried(self) -> None:
        crust: Colours = ("#c9822f", "#dd9c42", "#b56f22")
        self.disc(1, "#b98552")
        self.disc(0.92, "#f7ead6")
        if "sticks" in self.words:
            self.strew(46, (0.3, 0.035), ("#f2c04f", "#e0a636", "#f8d478"), 0.5)
        elif "rings" in self.words:
            self.curls(16, 0.2, 360, crust, 0.52, 0.085)
        elif "balls" in self.words:
            for dx, dy, _angle in [*self.around(5, 0.46), (0, 0, 0)]:
                self.disc(0.22, crust[0], dx, dy)
                self.disc(0.13, crust[1], dx - 0.05, dy - 0.06)
        elif "spring" in self.words:
            for number in range(4):
                self.slab(0.13, 0.5, crust[number % 2], (number - 1.5) * 0.32, 0, 0.25)
        else:
            self.scatter(34, 0.2, crust, 0.55)
            self.scatter(26, 0.035, ("#f4cf86", "#8f5415"), 0.7)
        self.disc(0.2, "#a52a14" if "cream" not in self.words else "#fdf3c0", 0.6, 0.52)

    def draw_burger(self) -> None:
        """From above: the bun, what looks out from under it, and something beside."""
        burger = BURGERS[next(iter(self.words))]
        self.disc(1, "#fffdf9")
        for number, (dx, dy, angle) in enumerate(self.around(7, 0.72, -0.9)[:3]):
            self.beside(burger.beside, number, dx, dy, angle)
        for dx, dy, _angle in self.around(11, 0.55):
            self.disc(0.16, "#5d9440", dx - 0.16, dy + 0.05)
        for number, (dx, dy, angle) in enumerate(self.around(8, 0.57, 0.2)):
            self.slab(0.16, 0.09, burger.peeks[number % 2], dx - 0.16, dy + 0.05, angle)
        self.disc(0.58, burger.bun, -0.16)
        self.disc(0.45, burger.shine, -0.22, -0.08)
        for _seed in range(30):
            dx, dy = self.somewhere(0.44)
            self.disc(0.026, burger.seed, dx - 0.16, dy)

    def beside(self, what: str, number: int, dx: float, dy: float, angle: float) -> None:
        if what == "fries":
            for stick in range(4):
                self.slab(0.26, 0.035, "#f2c04f", dx, dy + stick * 0.06, angle + stick * 0.5)
        elif what == "rings":
            self.arc(0.17, 0, 360, ("#c9822f", "#dd9c42")[number % 2], dx, dy, 0.075)
        elif what == "lemon":
            self.disc(0.16, "#f1cf4a", dx, dy)
            self.disc(0.12, "#fdf3c0", dx, dy)
        else:
            self.disc(0.13, {"pickles": "#7d9a3c", "tomatoes": "#d63a2c"}[what], dx, dy)
            self.disc(0.08, {"pickles": "#a8bf62", "tomatoes": "#ee7a63"}[what], dx, dy)

    def draw_pizza(self) -> None:
        self.disc(1, "#a9764a")
        self.disc(0.93, "#d99a4e")
        self.disc(0.82, "#f0c869" if "white" in self.words else "#d2492a")
        self.scatter(40, 0.12, ("#f8dc8c", "#f3cd6a"), 0.7)
        for dx, dy, _angle in self.around(8, 0.93)[:4]:
            ends = (dx * self.radius, dy * self.radius)
            line = (self.x - ends[0], self.y - ends[1], self.x + ends[0], self.y + ends[1])
            self.draw.line(line, fill="#8f4a22", width=4)

    def draw_drink(self) -> None:
        self.disc(0.82, "#fffdf9")
        self.disc(0.6, "#e9e0d6")
        self.disc(0.52, self.dark)
        if "cold" in self.words:
            self.strew(5, (0.13, 0.12), ("#ffffff90", "#ffffff60"), 0.28)
            self.slab(0.025, 0.5, "#c9361c", 0.3, -0.35, 0.5)
            return
        self.disc(0.4, self.light, -0.03, -0.03)
        for share in (0.3, 0.2, 0.1):
            self.arc(share, self.chance.randrange(360), 260, self.dark, -0.03, -0.03, 0.045)

    def draw_cake(self) -> None:
        self.disc(1, "#fffdf9")
        self.disc(0.84, "#f3e4ea")
        if "bread" in self.words:
            for number in range(4):
                self.slab(0.14, 0.42, "#c98a45", (number - 1.5) * 0.3, 0, 0.2)
                self.slab(0.1, 0.36, self.light, (number - 1.5) * 0.3, 0, 0.2)
        elif "bun" in self.words:
            self.disc(0.5, "#c07a35")
            self.curls(9, 0.4, 120, ("#dda05a", "#a8642a"), 0.1, 0.05)
            self.scatter(14, 0.025, ("#ffffff",), 0.35)
        else:
            self.disc(0.56, "#e6b877" if "green" not in self.words else "#9bb86a")
            self.disc(0.5, "#fff4e2" if "brown" not in self.words else "#b9763c")
            self.scatter(
                12, 0.1, ("#d63a3f", "#e8575a") if "berries" in self.words else (self.dark,), 0.34
            )

    def draw_dumplings(self) -> None:
        self.disc(1, "#b5854f")
        self.disc(0.9, "#d8ad74")
        skin = {"red": "#f6cdb4", "brown": "#dd9c42", "rose": "#fbdccf"}
        colour = next((skin[word] for word in self.words if word in skin), "#fff8ea")
        count = 5 if "few" in self.words else 6
        for number, (dx, dy, _angle) in enumerate([*self.around(count, 0.56), (0, 0, 0)]):
            self.disc(0.25, "#d9c7a6", dx, dy + 0.02)
            self.disc(0.235, colour, dx, dy)
            self.arc(0.11, 200 + number * 40, 280, "#cdb78c", dx, dy, 0.045)

    def draw_roll(self) -> None:
        self.disc(1, "#3f3a38")
        self.disc(0.93, "#57504d")
        outside = "#22301f" if "inside" not in self.words else "#f3b79a"
        cores = {"gold": ("#f2c23e", "#f8dc8c"), "rose": ("#e8843c", "#f0855a"), "green": GREENS}
        core = next(
            (cores[word] for word in self.words if word in cores), ("#e8843c", "#6d9a45", "#f2c23e")
        )
        step, size = (0.36, 0.16) if "small" in self.words else (0.5, 0.23)
        for number in range(16 if "small" in self.words else 9):
            row, column = divmod(number, 4 if "small" in self.words else 3)
            middle = 1.5 if "small" in self.words else 1
            dx, dy = (column - middle) * step, (row - middle) * step
            self.disc(size, outside, dx, dy)
            self.disc(size * 0.85, "#fffaf0", dx, dy)
            self.disc(size * 0.44, core[number % len(core)], dx, dy)

    def draw_sushi(self) -> None:
        self.disc(1, "#c99a63")
        self.disc(0.94, "#dcb27b")
        tops = {"rose": ("#f0855a", "#f7a27c"), "cream": ("#f6e6da", "#eccdbb")}
        mixed = ("#f0855a", "#f6e6da", "#d9402c", "#f2c23e")
        colours = next((tops[word] for word in self.words if word in tops), mixed)
        for number in range(6):
            row, column = divmod(number, 2)
            dx, dy = (column - 0.5) * 0.8, (row - 1) * 0.46
            self.pill(0.3, 0.15, "#fffaf0", dx, dy)
            self.pill(0.33, 0.12, colours[number % len(colours)], dx, dy - 0.06)
            self.slab(0.03, 0.1, "#ffffff70", dx, dy - 0.06, 0.4)
