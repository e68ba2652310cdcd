"""A Chinese font of this machine, for pictures drawn here. None is carried along.

A font that can write every name of a village is larger than the rest of this project, and one cut down to common
characters draws empty boxes for rare names, of all things. Where no font is installed, pages say so and what helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
#: In the order of preference: a plain one that is read from afar.
NAMES = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Bold.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Bold.otf",
    "SourceHanSansCN-Bold.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "PingFang.ttc",
    "STHeiti Medium.ttc",
    "msyh.ttc",
    "simhei.ttf",
    "simsun.ttc",
)
#: A collection holds the same shapes for several countries; ours say so in their name.
MOST_IN_COLLECTION = 10
#: In no font: what stands here looks like everything that is missing.
NOWHERE = "\U0010fffe"
#: A character that every Chinese font has, and no other.
SAMPLE = "村"


@dataclass(frozen=True)
class Font:
    path: str
    index: int

    def sized(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.path, size, index=self.index)

    def missing(self, text: str) -> str:
        """Characters of the text that this font cannot write, each once."""
        font = self.sized(24)
        empty = bytes(font.getmask(NOWHERE))
        return "".join(
            char for char in dict.fromkeys(text) if not char.isspace() and bytes(font.getmask(char)) == empty
        )


def chinese() -> Font | None:
    """The one named by the setting ``PICTURE_FONT``, else the best there is."""
    named = getattr(settings, "PICTURE_FONT", "")
    return _opened(Path(named)) if named else _installed()


@lru_cache(maxsize=1)
def _installed() -> Font | None:
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        base = Path(folder).expanduser()
        if base.is_dir():
            found |= {path.name: path for path in base.rglob("*.*") if path.name in NAMES and path.name not in found}
    return next((font for name in NAMES if name in found and (font := _opened(found[name]))), None)


def _opened(path: Path) -> Font | None:
    """The font, or of a collection the simplified Chinese one; None where it cannot be read or is no Chinese font."""
    first: Font | None = None
    for index in range(MOST_IN_COLLECTION):
        try:
            family = ImageFont.truetype(str(path), 24, index=index).getname()[0] or ""
        except OSError:
            break
        font = Font(str(path), index)
        if font.missing(SAMPLE):
            continue
        if " SC" in family or " CN" in family:
            return font
        first = first or font
        if path.suffix != ".ttc":
            break
    return first
