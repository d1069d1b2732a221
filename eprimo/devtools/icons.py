"""The icons of a home screen, drawn from the favicon: `python -m eprimo.devtools.icons`.

Telephones take bitmaps only. The files are kept in `frontend/public/app`; draw them again when the logo changes.
"""

import re
import tempfile
from pathlib import Path

import typst

PUBLIC = Path(__file__).resolve().parents[2] / "frontend" / "public"
GREEN = "#1B7A63"
# Name -> (side in pixels, part of the side that the drawing takes, ground).
# A maskable icon is cut to a circle of four fifths of its side; a badge is a white shape on nothing.
ICONS: dict[str, tuple[int, float, str]] = {
    "icon-192.png": (192, 1, "rounded"),
    "icon-512.png": (512, 1, "rounded"),
    "maskable-192.png": (192, 0.78, "full"),
    "maskable-512.png": (512, 0.78, "full"),
    "apple-touch-icon.png": (180, 0.88, "full"),
    "badge-96.png": (96, 1, "none"),
}


def drawing(part: float, ground: str) -> str:
    """The favicon as an SVG of 64 units, its strokes shrunk to `part` around the middle."""
    favicon = (PUBLIC / "favicon.svg").read_text(encoding="utf-8")
    strokes = re.findall(r"<path[^>]*/>", favicon)
    if ground == "none":
        # The letter alone: the margin of the page is of another colour.
        strokes = strokes[1:]
    corner = 17 if ground == "rounded" else 0
    back = "" if ground == "none" else f'<rect width="64" height="64" rx="{corner}" fill="{GREEN}"/>'
    moved = 32 * (1 - part)
    margin = ""
    if ground == "full":
        # The line of the margin goes from edge to edge, whatever the size of the letter.
        margin = strokes[0].replace("M15 0V64", f"M{15 * part + moved} 0V64")
        strokes = strokes[1:]
    inner = f'<g transform="translate({moved} {moved}) scale({part})">{"".join(strokes)}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{back}{margin}{inner}</svg>'


def png_of(svg: str, side: int) -> bytes:
    """The picture, `side` pixels wide. Typst counts in points: one is one pixel at 72 to the inch."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "icon.svg").write_text(svg, encoding="utf-8")
        page = Path(folder) / "icon.typ"
        page.write_text(
            f"#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: none)\n"
            '#image("icon.svg", width: 100%, height: 100%)',
            encoding="utf-8",
        )
        return bytes(typst.compile(str(page), format="png", ppi=72))


def main() -> None:
    folder = PUBLIC / "app"
    folder.mkdir(exist_ok=True)
    for name, (side, part, ground) in ICONS.items():
        (folder / name).write_bytes(png_of(drawing(part, ground), side))
        print(f"{folder / name}: {side} × {side}")


if __name__ == "__main__":
    main()
