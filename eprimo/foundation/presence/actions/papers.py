"""Giving a paper with an absence, and taking it off. A certificate is asked of a contagious illness alone."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eprimo.foundation.files.actions import Given, blob_given, label_of, require_kept
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence import policies
from eprimo.foundation.presence.enums import Means, Reason
from eprimo.foundation.presence.models import Absence, AbsencePaper

MOST = 3


@transaction.atomic
def papers_give(*, actor: Actor, absence: Absence, given: Sequence[Given]) -> list[AbsencePaper]:
    """Join papers to an absence, by who told of it, or by who writes down what a family said on paper or by telephone;
    all or nothing. Returns them. Raises FileRefused for the first that cannot be kept, Full, FilesAway; DomainError:
    too many, or nobody said why."""
    _require_speaker(actor, absence)
    held = Absence.objects.select_for_update(of=("self",), no_key=True).get(pk=absence.pk)
    if held.reason in {"", Reason.LATER}:
        raise DomainError(_("Dites d’abord pourquoi votre enfant n’est pas là."), field="file")
    if _rows(held).count() + len(given) > MOST:
        raise DomainError(_("Trois fichiers au plus\u00a0: retirez-en d’abord."), field="file")
    require_kept(held.school_id, given)
    made = [
        AbsencePaper(
            school_year=held.school_year, school_id=held.school_id, child_id=held.child_id, absence_id=held.id,
            blob=blob_given(held.school_id, one, person_id=actor.person_id), label=label_of(one.name),
            by_id=actor.person_id, at=clock.now(),
        )
        for one in given
    ]  # fmt: skip
    AbsencePaper.objects.bulk_create(made)
    audit(actor, "presence.paper.given", school_id=held.school_id, subject_id=held.child_id, files=len(made))
    return made


@transaction.atomic
def paper_remove(*, actor: Actor, absence: Absence, paper: AbsencePaper) -> None:
    """Take a paper off an absence, by who may give one; the bytes go by night."""
    _require_speaker(actor, absence)
    paper.delete()
    audit(actor, "presence.paper.removed", school_id=absence.school_id, subject_id=absence.child_id)


def _require_speaker(actor: Actor, absence: Absence) -> None:
    if absence.said_by_id == actor.person_id and absence.means == Means.WEB:
        require(policies.may_answer, actor, absence)
    else:
        require(policies.may_declare_for, actor, absence.child, absence.school_id)


def _rows(absence: Absence) -> QuerySet[AbsencePaper]:
    return AbsencePaper.objects.filter(school_year=absence.school_year, absence_id=absence.id)
