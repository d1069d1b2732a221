"""Fonts for paper: whole woff2 files turned into the static TTF files that typst reads.

`python -m eprimo.foundation.printing.fonts` after the front build; needs fontTools, a tool of the build only.
Variable files become one file per weight: typst takes the default weight of a variable font and draws a false bold.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

FRONT = Path(__file__).resolve().parents[3] / "frontend"
# Whole ones, of which screens have parts (eprimo.devtools.screen_fonts); then the build's copy of those of packages.
SOURCES = (
    FRONT / "fonts",
    FRONT / "dist" / "fonts",
    FRONT / "node_modules" / "@fontsource" / "noto-sans-arabic" / "files",
)
# Beside the templates, not in the front's build, which empties its folder and is served to everyone.
TARGET = Path(__file__).parent / "ttf"
WEIGHTS = {400: "Regular", 700: "Bold"}
NAME_FAMILY, NAME_STYLE, NAME_FULL, NAME_POSTSCRIPT = 1, 2, 4, 6
# On paper, two families are enough, and one for Arabic; the cursive of the board is cut down to the letters of a date.
WANTED = {
    "atkinson-next.woff2": "Atkinson Hyperlegible Next",
    "andika-400.woff2": "Andika",
    "andika-700.woff2": "Andika",
    "noto-sans-arabic-arabic-400-normal.woff2": "Noto Sans Arabic",
    "noto-sans-arabic-arabic-700-normal.woff2": "Noto Sans Arabic",
}
_WEIGHT = re.compile(r"-(\d{3})(?:-normal)?$")


class FontsMissing(RuntimeError):
    """The fonts of the documents were not made. The message says what to run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No TTF fonts in {folder}. Run: python -m eprimo.foundation.printing.fonts")


def font_folder() -> Path:
    """Folder of the TTF files; FontsMissing when set-up has not made them."""
    if not any(TARGET.glob("*.ttf")):
        raise FontsMissing(TARGET)
    return TARGET


def _found(name: str, folders: Iterable[Path]) -> Path:
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"No {name} in {' or '.join(map(str, folders))}. Build the front first.")


def _weights(path: Path, *, variable: bool) -> Iterator[int]:
    weight = _WEIGHT.search(path.stem)
    if variable or weight is None:
        yield from WEIGHTS
    else:
        yield int(weight[1])


def convert(target: Path, folders: Iterable[Path] = SOURCES) -> list[Path]:
    """Write one TTF per family and weight into `target`, from the first folder that has it; gives the files made."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - absent from production, where the files are already made
    from fontTools.varLib import instancer  # noqa: PLC0415

    target.mkdir(parents=True, exist_ok=True)
    made = []
    for name, family in WANTED.items():
        path = _found(name, folders)
        with TTFont(path) as probe:
            variable = "fvar" in probe
        for weight in _weights(path, variable=variable):
            font = TTFont(path)
            if variable:
                font = instancer.instantiateVariableFont(font, {"wght": weight})
            _rename(font, family, weight)
            font.flavor = None
            made.append(target / f"{_WEIGHT.sub('', path.stem)}-{weight}.ttf")
            partial = made[-1].with_suffix(".part")
            font.save(partial)
            partial.replace(made[-1])
    return made


def _rename(font: "object", family: str, weight: int) -> None:
    """Give an instance its own names and weight, so that typst tells 400 from 700."""
    style = WEIGHTS[weight]
    names = font["name"]  # type: ignore[index]
    for name_id in (16, 17, 21, 22, 25):
        names.removeNames(nameID=name_id)
    for name_id, text in (
        (NAME_FAMILY, family),
        (NAME_STYLE, style),
        (NAME_FULL, f"{family} {style}"),
        (NAME_POSTSCRIPT, f"{family.replace(' ', '')}-{style}"),
    ):
        names.setName(text, name_id, 3, 1, 0x409)
    os2 = font["OS/2"]  # type: ignore[index]
    os2.usWeightClass = weight
    bold = weight >= 700  # noqa: PLR2004 - the two weights above
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | (0b100000 if bold else 0b1000000)
    font["head"].macStyle = 1 if bold else 0  # type: ignore[index]


def main(arguments: list[str]) -> int:
    """Entry of the set-up step; exit code 1 with a sentence when the woff2 files are not there."""
    parser = argparse.ArgumentParser(prog="fonts", description="Make the TTF fonts of printed documents.")
    parser.add_argument("--source", type=Path, help="folder of the woff2 files (default: the built front)")
    parser.add_argument("--target", type=Path, default=TARGET, help="where to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        made = convert(options.target, [options.source] if options.source else SOURCES)
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{len(made)} fonts for paper in {options.target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
