"""The product's addresses, and a page that reads a spreadsheet as the import of a list does."""

import os
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from eprimo.config.urls import handler500
from eprimo.config.urls import urlpatterns as product
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.views import public
from eprimo.foundation.printing.grids import read_grid

FOLDER = "EPRIMO_TESTS_HOSTILE"


@public
def read(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the folder, read in a child: its first sheet, or the sentence that refuses it."""
    content = (Path(os.environ[FOLDER]) / name).read_bytes()
    try:
        grid = read_grid(content)
    except DomainError as refused:
        return HttpResponse(f"{refused.code}\n{refused.sentence}", status=400, content_type="text/plain")
    return HttpResponse(str(len(grid.rows)), content_type="text/plain")


urlpatterns = [*product, path("lire/<str:name>", read, name="read")]
__all__ = ["handler500", "urlpatterns"]
