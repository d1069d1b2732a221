"""One camera: a state of a page at some widths and in some themes, in the folder that the variable names."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typst
from playwright.sync_api import ViewportSize

from tests.e2e.pictures.palette import light_png
from tests.e2e.visitor import Visitor

FOLDER, EVERYTHING = "EPRIMO_SCREENS", "EPRIMO_SCREENS_ALL"
SIZES: dict[int, ViewportSize] = {
    360: {"width": 360, "height": 780},
    768: {"width": 768, "height": 1024},
    1024: {"width": 1024, "height": 768},
    1280: {"width": 1280, "height": 800},
    1440: {"width": 1440, "height": 900},
    1920: {"width": 1920, "height": 1080},
}
# A picture stops there: what comes after in a long list looks like what came before.
TALLEST = {360: 2000, 768: 1300, 1024: 1200, 1280: 1200, 1440: 1200, 1920: 1200}
PHONE, BOTH, WIDE = (360,), (360, 1440), (360, 768, 1440)
type Theme = Literal["", "sombre", "contraste"]
LIGHT: tuple[Theme, ...] = ("",)
# By night on a phone only; THEMES are for what is looked at in all of them.
LIGHT_AND_DARK: tuple[Theme, ...] = ("", "sombre")
THEMES: tuple[Theme, ...] = ("", "sombre", "contraste")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_SETTLED = (
    "() => Promise.all([document.fonts.ready, ...[...document.images].map(i => i.decode().catch(() => 0))])"
)


def folder() -> Path:
    return Path(os.environ[FOLDER])


def shot(
    visitor: Visitor,
    name: str,
    widths: Iterable[int] = BOTH,
    themes: Iterable[Theme] = LIGHT,
    *,
    whole: bool = True,
) -> None:
    """`<who>-<screen>[-state]`: a picture a width and theme, of all widths and themes when everything is asked for.

    `whole`: the page from top to bottom; else what a screen shows.
    """
    assert _NAME.fullmatch(name), name
    if os.environ.get(EVERYTHING):
        widths, themes = WIDE, THEMES
    before = visitor.page.viewport_size
    for theme in themes:
        _dress(visitor, theme)
        for width in widths:
            if theme and themes == LIGHT_AND_DARK and width not in PHONE:
                continue
            _stand(visitor, SIZES[width], whole=whole)
            kept(f"{name}-{width}{theme and f'-{theme}'}", visitor.page.screenshot())
    _dress(visitor, "")
    if before:
        visitor.page.set_viewport_size(before)


def kept(name: str, png: bytes) -> None:
    (folder() / f"{name}.png").write_bytes(light_png(png))


def _dress(visitor: Visitor, theme: Theme) -> None:
    """As the device asks for it, or as the person chose it."""
    visitor.page.emulate_media(color_scheme="dark" if theme == "sombre" else "light")
    chosen = "contraste" if theme == "contraste" else ""
    visitor.page.evaluate(
        "t => t ? document.documentElement.dataset.epTheme = t : delete document.documentElement.dataset.epTheme",
        chosen,
    )


def _stand(visitor: Visitor, size: ViewportSize, *, whole: bool) -> None:
    page = visitor.page
    page.set_viewport_size(size)
    page.evaluate(_SETTLED)
    if whole:
        # As tall as the page: what stands at the bottom of a screen is at the bottom of the picture.
        tall = page.evaluate("(scrollTo(0, 0), document.documentElement.scrollHeight)")
        most = tall if os.environ.get(EVERYTHING) else TALLEST[size["width"]]
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(tall, most))})


# A phone whose owner reads at 200 %: half the width, each point twice as large.
LARGE_TEXT = {"viewport": {"width": 180, "height": 390}, "device_scale_factor": 2, "is_mobile": True}


def large_text(visitor: Visitor, name: str) -> None:
    """The page of somebody who came with LARGE_TEXT."""
    page = visitor.page
    page.evaluate(_SETTLED)
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 180, "height": min(tall, TALLEST[360] // 2)})
    kept(f"{name}-texte200-360", page.screenshot())
    page.set_viewport_size({"width": 180, "height": 390})


# A French voice of the device: what reads aloud shows only where there is one.
VOICE = """Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "fr-FR", localService: true }], addEventListener() {}, cancel() {} } });"""


def shown(visitor: Visitor, html: str, path: str = "/image") -> None:
    """A page that no address gives by itself, at an address of the site: its styles come from there."""
    visitor.page.route(
        f"**{path}", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    visitor.open(path)


def paper(pdf: bytes, name: str, pages: int = 1, across: int = 794) -> None:
    """The first pages of a document, side by side as they are."""
    with TemporaryDirectory() as place:
        (Path(place) / "it.pdf").write_bytes(pdf)
        rows = ", ".join(f'image("it.pdf", page: {at}, width: {across}pt)' for at in range(1, pages + 1))
        source = Path(place) / "it.typ"
        source.write_text(
            f"#set page(width: auto, height: auto, margin: 0pt)\n#stack(dir: ltr, spacing: 12pt, {rows})"
        )
        png = typst.compile(source, format="png", ppi=72)
    assert isinstance(png, bytes)
    kept(name, png)
