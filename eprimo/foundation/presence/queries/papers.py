"""The papers of absences that somebody reads."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.models import Absence, AbsencePaper
from eprimo.foundation.presence.policies import papers_visible_to


def papers_of(actor: Actor, absences: Iterable[Absence]) -> dict[int, list[AbsencePaper]]:
    """By the id of the absence, with what each file is by now (one statement)."""
    ids = {one.id for one in absences}
    rows = AbsencePaper.objects.filter(papers_visible_to(actor), absence_id__in=ids).select_related("blob")
    found = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.absence_id].append(row)
    return dict(found)


def paper_visible(actor: Actor, absence: Absence, public_id: UUID) -> AbsencePaper:
    """One of that absence. Raises NotVisible."""
    rows = AbsencePaper.objects.filter(papers_visible_to(actor), absence_id=absence.id, public_id=public_id)
    found = rows.filter(school_year=absence.school_year).first()
    if found is None:
        raise NotVisible
    return found
