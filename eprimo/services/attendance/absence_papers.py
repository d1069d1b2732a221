"""What a paper of an absence tells those who keep files: who reads it, and where it stands."""

from django.urls import reverse

from eprimo.foundation.files.carriers import Carrier
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.models import Absence, AbsencePaper
from eprimo.foundation.presence.policies import papers_visible_to


def _reads(actor: Actor, row: AbsencePaper) -> bool:
    return AbsencePaper.objects.filter(papers_visible_to(actor), pk=row.pk).exists()


def _stands_on(row: AbsencePaper) -> tuple[str, str]:
    absence = Absence.objects.get(school_year=row.school_year, id=row.absence_id)
    return "Papier d’une absence", reverse("attendance:told", args=[absence.public_id])


PAPERS = Carrier(AbsencePaper, ("school",), _reads, _stands_on, "Papiers d’absences")
