"""Small drawn pictures in place of photos: a road, a field, a channel. Never a face, a home or a real place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (480, 360)
Draw = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class PhotoSpec:
    """Which scene, and the seed of its details: the same spec gives the same bytes, another seed other bytes."""

    scene: str
    seed: int

    @property
    def filename(self) -> str:
        return f"{self.scene}-{self.seed:08x}.jpg"

    def render(self) -> bytes:
        rng = Random(self.seed)
        image = Image.new("RGB", SIZE, _shade(rng, (188, 208, 222), 14))
        SCENES[self.scene](ImageDraw.Draw(image), rng)
        image = _taken(image, rng).filter(ImageFilter.GaussianBlur(0.6))
        target = BytesIO()
        image.save(target, "JPEG", quality=72)
        return target.getvalue()


def _taken(image: Image.Image, rng: Random) -> Image.Image:
    """Held by hand: a little nearer, to one side, askew, mirrored half of the time. No two pictures of a scene are
    taken from the same place, or the site would take them for one."""
    if rng.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    turn, nearer = math.radians(rng.uniform(-16, 16)), rng.uniform(0.5, 0.8)
    across, down = nearer * math.cos(turn), nearer * math.sin(turn)
    x, y = rng.uniform(0.35, 0.65) * SIZE[0], rng.uniform(0.38, 0.62) * SIZE[1]
    right, low = SIZE[0] / 2, SIZE[1] / 2
    matrix = (across, down, x - across * right - down * low, -down, across, y + down * right - across * low)
    return image.transform(SIZE, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=(96, 92, 84))


def _shade(rng: Random, colour: tuple[int, int, int], spread: int = 10) -> tuple[int, int, int]:
    shift = rng.randint(-spread, spread)
    red, green, blue = (max(0, min(255, part + shift)) for part in colour)
    return (red, green, blue)


def _hills(draw: Draw, rng: Random, horizon: int = 150) -> None:
    for depth, colour in enumerate(((142, 165, 152), (112, 143, 112))):
        for _ in range(4):
            x, width = rng.randint(-80, 480), rng.randint(140, 300)
            top = horizon - rng.randint(30, 80) + depth * 25
            draw.ellipse((x, top, x + width, top + 220), fill=_shade(rng, colour))
    draw.rectangle((0, horizon, 480, 360), fill=_shade(rng, (133, 155, 92)))


def _tree(draw: Draw, rng: Random, x: int, foot: int, height: int) -> None:
    draw.rectangle((x - 3, foot - height // 3, x + 3, foot), fill=(98, 74, 52))
    draw.ellipse(
        (x - height // 4, foot - height, x + height // 4, foot - height // 4), fill=_shade(rng, (70, 112, 66), 18)
    )


def _road(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    vanish = rng.randint(180, 300)
    draw.polygon(((vanish - 12, 150), (vanish + 12, 150), (400, 360), (60, 360)), fill=_shade(rng, (168, 165, 158)))
    for _ in range(rng.randint(3, 6)):
        _tree(
            draw,
            rng,
            rng.choice((rng.randint(10, 100), rng.randint(380, 470))),
            rng.randint(190, 300),
            rng.randint(50, 100),
        )
    x = rng.randint(180, 260)  # a bamboo broom left on the road
    draw.line((x, 320, x + 60, 240), fill=(120, 88, 48), width=5)
    for spread in range(-14, 15, 4):
        draw.line((x, 320, x - 20 + spread, 348), fill=(150, 118, 62), width=3)


def _channel(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    bend = rng.randint(-60, 60)
    draw.polygon(((230 + bend, 150), (250 + bend, 150), (330, 360), (170, 360)), fill=(150, 147, 140))
    draw.polygon(((235 + bend, 150), (245 + bend, 150), (305, 360), (195, 360)), fill=_shade(rng, (104, 139, 150)))
    for _ in range(rng.randint(5, 9)):
        x, y = rng.randint(20, 150), rng.randint(240, 340)
        draw.ellipse((x, y, x + rng.randint(14, 40), y + 14), fill=_shade(rng, (104, 92, 66)))
    draw.line((380, 340, 430, 200), fill=(120, 88, 48), width=6)
    draw.polygon(((366, 340), (396, 346), (388, 368), (360, 362)), fill=(90, 90, 92))


def _trees(draw: Draw, rng: Random) -> None:
    _hills(draw, rng, 120)
    for foot in range(170, 360, 38):
        for x in range(rng.randint(-10, 30), 480, rng.randint(52, 74)):
            _tree(draw, rng, x + rng.randint(-8, 8), foot + rng.randint(-6, 6), 30 + foot // 5)


def _meeting(draw: Draw, rng: Random) -> None:
    draw.rectangle((0, 0, 480, 230), fill=_shade(rng, (226, 220, 205)))
    draw.rectangle((0, 230, 480, 360), fill=_shade(rng, (170, 150, 126)))
    draw.rectangle((60, 36, 420, 76), fill=(176, 38, 32))
    for x in range(84, 400, 34):
        draw.rectangle((x, 46, x + 20, 66), fill=(240, 220, 150))
    draw.rectangle((130, 130, 350, 210), fill=(248, 246, 240), outline=(120, 110, 96))
    for row, y in enumerate(range(236, 340, 34)):
        for x in range(40 + 14 * (row % 2), 440, rng.randint(48, 56)):
            draw.rectangle((x, y, x + 32, y + 20), fill=_shade(rng, (92, 108, 128)))


def _certificate(draw: Draw, rng: Random) -> None:
    draw.rectangle((0, 0, 480, 360), fill=_shade(rng, (148, 120, 92)))
    left = rng.randint(60, 90)
    draw.rectangle((left, 50, left + 330, 300), fill=(246, 240, 224), outline=(176, 38, 32), width=8)
    draw.rectangle((left + 110, 78, left + 220, 104), fill=(176, 38, 32))
    for y in range(136, 230, 24):
        draw.line((left + 40, y, left + rng.randint(210, 290), y), fill=(120, 112, 100), width=4)
    draw.rectangle((left + 40, 238, left + 170, 258), fill=(60, 58, 54))  # the number, covered
    draw.ellipse((left + 230, 220, left + 292, 282), outline=(196, 60, 48), width=5)


def _smoke(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    for y in range(190, 360, 14):
        draw.line((0, y, 480, y + rng.randint(-6, 6)), fill=_shade(rng, (188, 164, 96)), width=5)
    x, y = rng.randint(140, 320), rng.randint(220, 280)
    for step in range(14):
        size = 22 + step * 7
        grey = 120 + step * 8
        cx, cy = x + step * rng.randint(2, 8), y - step * 16
        draw.ellipse((cx - size // 2, cy - size // 2, cx + size // 2, cy + size // 2), fill=(grey, grey, grey))
    draw.ellipse((x - 34, y - 6, x + 34, y + 16), fill=(70, 58, 46))
    draw.polygon(((x - 16, y + 4), (x, y - 26), (x + 16, y + 4)), fill=(214, 112, 40))


def _bins(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    draw.rectangle((0, 250, 480, 360), fill=(160, 156, 148))
    for i, colour in enumerate(((62, 110, 72), (70, 96, 140), (96, 96, 98))):
        x = 90 + i * 100 + rng.randint(-8, 8)
        draw.rectangle((x, 180, x + 66, 280), fill=_shade(rng, colour))
        draw.rectangle((x - 4, 168, x + 70, 182), fill=_shade(rng, colour))
    for _ in range(rng.randint(6, 11)):
        x, y = rng.randint(40, 430), rng.randint(284, 340)
        draw.ellipse((x, y, x + rng.randint(12, 34), y + rng.randint(8, 18)), fill=_shade(rng, (150, 140, 120), 40))


def _river(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    draw.rectangle((0, 210, 480, 320), fill=_shade(rng, (140, 118, 84)))
    for y in range(216, 316, 16):
        draw.line((0, y + rng.randint(-4, 4), 480, y + rng.randint(-4, 4)), fill=(164, 142, 106), width=3)
    for x in range(rng.randint(0, 20), 480, 46):
        for y in (318, 332):
            draw.ellipse((x + (y - 318), y, x + 44 + (y - 318), y + 18), fill=_shade(rng, (206, 196, 166)))


def _night(draw: Draw, rng: Random) -> None:
    draw.rectangle((0, 0, 480, 360), fill=_shade(rng, (30, 38, 58)))
    draw.polygon(((210, 170), (270, 170), (440, 360), (40, 360)), fill=(62, 64, 72))
    for _ in range(24):
        x, y = rng.randint(0, 479), rng.randint(0, 130)
        draw.point((x, y), fill=(220, 220, 230))
    for x in (rng.randint(60, 120), rng.randint(360, 420)):
        draw.line((x, 120, x, 300), fill=(90, 92, 98), width=5)
        draw.ellipse((x - 26, 96, x + 26, 148), fill=(228, 206, 130))
    draw.polygon(((240, 300), (150, 220), (330, 220)), fill=(150, 146, 110))


def _square(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    draw.rectangle((0, 230, 480, 360), fill=_shade(rng, (186, 178, 164)))
    for x in (rng.randint(60, 90), rng.randint(210, 240), rng.randint(350, 380)):
        draw.polygon(((x - 50, 150), (x, 110), (x + 50, 150)), fill=_shade(rng, (176, 60, 48), 20))
        draw.line((x, 150, x, 250), fill=(110, 100, 92), width=4)
        draw.rectangle((x - 36, 236, x + 36, 262), fill=_shade(rng, (214, 206, 190)))


def _yard(draw: Draw, rng: Random) -> None:
    _hills(draw, rng)
    draw.rectangle((0, 220, 480, 360), fill=_shade(rng, (172, 160, 138)))
    x = rng.randint(80, 180)
    for row in range(5):
        for i in range(7 - row):
            cx, cy = x + i * 34 + row * 17, 300 - row * 28
            draw.ellipse((cx, cy, cx + 32, cy + 30), fill=_shade(rng, (146, 112, 74), 18), outline=(96, 70, 44))


SCENES: dict[str, Callable[[Draw, Random], None]] = {
    "bins": _bins,
    "certificate": _certificate,
    "channel": _channel,
    "meeting": _meeting,
    "night": _night,
    "river": _river,
    "road": _road,
    "smoke": _smoke,
    "square": _square,
    "trees": _trees,
    "yard": _yard,
}
