"""The fonts of the screens, cut out of whole ones: `python -m eprimo.devtools.screen_fonts`.

A first visit on a slow line fetches the letters of French and English alone; the others come with a text that has
them (`unicode-range` of the style sheet). The whole fonts stay in `frontend/fonts`, from which paper is set; those that
are cut are kept in `frontend/public/fonts`: cut them again when a whole one changes.
"""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FRONT = Path(__file__).resolve().parents[2] / "frontend"
WHOLE, CUT = FRONT / "fonts", FRONT / "public" / "fonts"
# Of French, English and the names that are met in France: what most pages are written with.
FIRST = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "«»‹›’‘“”„…–—‑·•°€£×÷−½²³§©\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
    + "àâäáãåæçéèêëîïíñôöóõøœùûüúÿßÀÂÄÁÅÆÇÉÈÊËÎÏÍÑÔÖÓØŒÙÛÜÚŸ"
)
# Bolder than that nothing is drawn; thinner than text neither.
WEIGHTS = (400, 700)


def letters_of(path: Path) -> frozenset[str]:
    """The letters that a font draws."""
    return frozenset(map(chr, TTFont(path).getBestCmap()))


def cut(path: Path, letters: Iterable[str]) -> bytes:
    """The font at this path with these letters alone, as woff2; a variable one between WEIGHTS."""
    font = TTFont(path)
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(letters))
    cutter.subset(font)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


def range_of(letters: Iterable[str]) -> str:
    """The letters as a value of `unicode-range`: « U+A1, U+A4-A6 »."""
    runs: list[list[int]] = []
    for code in sorted(map(ord, letters)):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{low:X}" if low == high else f"U+{low:X}-{high:X}" for low, high in runs)


def main() -> None:
    for path in sorted(WHOLE.glob("*.woff2")):
        whole = letters_of(path)
        for name, letters in ((path.name, whole & FIRST), (f"{path.stem}-more.woff2", whole - FIRST)):
            content = cut(path, letters)
            (CUT / name).write_bytes(content)
            print(f"{CUT / name}: {len(content)} bytes, {range_of(letters)}")


if __name__ == "__main__":
    main()
