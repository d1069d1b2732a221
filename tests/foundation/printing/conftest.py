from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from eprimo.foundation.printing import fonts


@pytest.fixture(scope="session", autouse=True)
def paper_fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The fonts of this tree, made anew: a test never depends on what an earlier set-up left."""
    folder = tmp_path_factory.mktemp("ttf")
    fonts.convert(folder)
    patch = pytest.MonkeyPatch()
    patch.setattr(fonts, "TARGET", folder)
    yield folder
    patch.undo()


@pytest.fixture
def read() -> Callable[[bytes], list[str]]:
    """Text of each page, blanks and break points taken out."""

    def pages(pdf: bytes) -> list[str]:
        texts = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
        return ["".join(text.replace("\u200b", "").split()) for text in texts]

    return pages
