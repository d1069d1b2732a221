"""The steps of a school about absences without a legitimate reason. Nothing is sent: who directs notes what was done,
and a report is a sealed paper that the direction hands over itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.enums import Step, Way
from eprimo.foundation.presence.follow_paper import file_pdf
from eprimo.foundation.presence.models import MAX_WORDS, FollowStep
from eprimo.foundation.presence.policies import may_note_step, may_open_report, may_report
from eprimo.foundation.presence.queries.follow import (
    REACHED,
    Followed,
    addressees_of,
    followed_one,
    missed_by,
)
from eprimo.ui.plurals import counted

# Nobody was told who is not named: these are nothing without a family.
_TOLD = frozenset({Step.DIALOGUE, Step.WARNED})


@dataclass(frozen=True, slots=True)
class StepNote:
    """A step as it is noted: what was done, on which day, who was told of it and how."""

    step: Step
    day: date
    key: UUID
    adults: Sequence[Person] = ()
    way: Way | None = None
    words: str = ""


@transaction.atomic
def step_note(*, actor: Actor, child: Person, school: School, noted: StepNote) -> list[FollowStep]:
    """Note a step; one row for each adult who was told. The same `key` is no second step. Raises DomainError with the
    field that is wrong."""
    require(may_note_step, actor, child.pk, school.pk)
    words = " ".join(noted.words.split())
    _require_file(followed_one(actor, child.public_id))
    _require_step(actor, child, school, noted, words)
    now, made = clock.now(), []
    for adult in noted.adults or (None,):
        row, new = FollowStep.objects.get_or_create(
            school_year=school.running_year_id, child=child, key=uuid5(noted.key, str(adult.pk if adult else 0)),
            defaults={
                "school": school, "step": noted.step, "day": noted.day, "adult": adult, "words": words, "at": now,
                "way": noted.way if adult and noted.way else "", "by_id": actor.person_id,
            },
        )  # fmt: skip
        made += [row] if new else []
    if made:
        audit(
            actor, "presence.step.noted", school_id=school.pk, subject_id=child.pk, step=noted.step.value,
            told=len(noted.adults),
        )  # fmt: skip
    return made


def _require_file(found: Followed) -> None:
    if not found.reached and not found.steps:
        raise DomainError(
            f"Moins de {REACHED} demi-journées sans motif légitime\u00a0: il n’y a pas d’étape à noter."
        )


def _require_step(actor: Actor, child: Person, school: School, noted: StepNote, words: str) -> None:
    if noted.step == Step.REPORT:
        raise NotVisible
    if noted.day > clock.today(school.time_zone):
        raise DomainError(
            "Ce jour n’est pas encore venu\u00a0: une étape se note quand elle est faite.", field="day"
        )
    if noted.day < school.running_year.starts:
        raise DomainError("Ce jour n’est pas de cette année scolaire.", field="day")
    if len(words) > MAX_WORDS:
        raise DomainError(
            f"Votre mot a {counted(len(words), 'lettre')}\u00a0: {MAX_WORDS} au plus.", field="words"
        )
    known = {one.adult.pk for one in addressees_of(child.pk, actor.now)}
    if not {one.pk for one in noted.adults} <= known:
        raise NotVisible
    if noted.adults and noted.way is None:
        raise DomainError("Dites comment la famille l’a su.", field="way")
    if noted.step in _TOLD and known and not noted.adults:
        raise DomainError("Dites à qui vous avez parlé.", field="adults")
    if noted.step in _TOLD and not known and not words:
        raise DomainError("Aucun responsable n’est connu\u00a0: dites ce que vous avez fait.", field="words")


@transaction.atomic
def step_remove(*, actor: Actor, step: FollowStep) -> None:
    """Take away a step that was noted by mistake, with all who were told. Raises DomainError: it is a report, or one
    was made since."""
    require(may_note_step, actor, step.child_id, step.school_id)
    rows = FollowStep.objects.filter(school_year=step.school_year, school=step.school_id, child=step.child_id)
    if step.step == Step.REPORT:
        raise DomainError("Un signalement ne se retire pas.")
    if rows.filter(step=Step.REPORT, at__gte=step.at).exists():
        raise DomainError("Un signalement a été fait depuis\u00a0: ce qui l’a précédé reste.")
    rows.filter(step=step.step, day=step.day, at=step.at).delete()
    audit(actor, "presence.step.removed", school_id=step.school_id, subject_id=step.child_id, step=step.step)


@transaction.atomic
def report_make(*, actor: Actor, child: Person, school: School, key: UUID) -> FollowStep:
    """Seal the report to the DSDEN, which the direction hands to the inspector. Raises DomainError: the family was not
    told before, or nothing is left to report."""
    require(may_report, actor, child.pk, school.pk)
    # Two reports at once wait for each other: the second one finds the first.
    schools_held([school.pk])
    same = FollowStep.objects.filter(school_year=school.running_year_id, child=child, key=key).first()
    if same is not None:
        return same
    found = followed_one(actor, child.public_id)
    if found.warned is None:
        raise DomainError(
            "La famille doit être prévenue avant le signalement\u00a0: notez d’abord quel jour elle l’a été."
        )
    if not found.count:
        raise DomainError("Plus aucune demi-journée sans motif légitime\u00a0: il n’y a rien à signaler.")
    now, who = clock.now(), Person.objects.get(pk=actor.person_id)
    pdf = file_pdf(found, missed_by(actor, child), school, now, addressees_of(child.pk, now), signed_by=who)
    made = FollowStep.objects.create(
        school_year=school.running_year_id, school=school, child=child, step=Step.REPORT, key=key, pdf=pdf,
        day=clock.today(school.time_zone), hash=hashlib.sha256(pdf).hexdigest(), by_id=actor.person_id, at=now,
    )  # fmt: skip
    audit(
        actor, "presence.step.reported", school_id=school.pk, subject_id=child.pk, sha256=made.hash,
        halves=found.count,
    )  # fmt: skip
    return made


@transaction.atomic
def report_open(*, actor: Actor, step: FollowStep) -> bytes:
    """Return the sealed paper of a report; the trail says who opened it. Raises NotVisible: the step has none."""
    require(may_open_report, actor, step.child_id, step.school_id)
    if step.pdf is None:
        raise NotVisible
    audit(actor, "presence.step.opened", school_id=step.school_id, subject_id=step.child_id)
    return bytes(step.pdf)
