"""What several views of a school's console share."""

from django.http import HttpResponse
from django.urls import reverse

from eprimo.foundation.accounts.sheets import sheets_pdf
from eprimo.foundation.directory.models import School
from eprimo.foundation.printing.sheets import AdultLetter


def families_page(school_id: int) -> str:
    """Where an academy finds the families for whom the direction of this school may not act."""
    return reverse("territory:families", args=[School.objects.only("uai").get(pk=school_id).uai])


def letters_file(letters: list[AdultLetter], name: str) -> HttpResponse:
    """Papers with secrets, as a file that no cache keeps. `name`: letters, digits, hyphens and a dot."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(sheets_pdf([], letters), content_type="application/pdf", headers=headers)
