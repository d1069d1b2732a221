"""Closing a school or classes of it, and opening them again: each one act, by who directs the school."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from eprimo.console.closing.enums import WHAT, Why
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.closure_notes import ToldClosure, closure_kind, closure_of
from eprimo.foundation.content.things.drafts import own_draft
from eprimo.foundation.directory.models import ClassGroup, School
from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.ui.french import weekday_day_month

CLASS_SHUT = "Classe fermée"
_HELLO = "Chers parents,"
_SHUT = "L’école sera fermée ce jour-là."
_NO_CLASS = "La classe n’aura pas lieu ce jour-là."
_WHY = {
    Why.STRIKE: "En raison d’un mouvement de grève, la classe n’aura pas lieu.",
    Why.SNOW: "En raison de la neige, les cars ne roulent pas.",
}
_CARE = "Un accueil peut être ouvert par la mairie\N{NO-BREAK SPACE}: renseignez-vous auprès d’elle."
_NO_MEALS = "Il n’y aura pas de cantine."


def what_of(why: Why, *, whole: bool) -> str:
    """Of one class that is shut for another reason the note says no more than its title: « École fermée » would be
    wrong."""
    what = WHAT[why]
    return "" if what == What.CLOSED and not whole else what.value


def title_of(why: Why, *, whole: bool) -> str:
    return str(What(what).label) if (what := what_of(why, whole=whole)) else CLASS_SHUT


def text_of(why: Why, *, whole: bool, care: bool, no_meals: bool, words: str) -> str:
    """The text of the note, in light markup."""
    sentences = [
        _WHY.get(why, ""),
        "" if why == Why.STRIKE else _SHUT if whole else _NO_CLASS,
        _CARE if care else "",
        _NO_MEALS if no_meals else "",
    ]
    return "\n\n".join(filter(None, [_HELLO, " ".join(filter(None, sentences)), words.strip()]))


def reopened_title(first: date, *, whole: bool) -> str:
    return "L’école est ouverte" if whole else f"La classe a lieu le {weekday_day_month(first)}"


def reopened_text(first: date, *, whole: bool) -> str:
    day = weekday_day_month(first)
    sentence = f"L’école est ouverte le {day}." if whole else f"La classe a lieu le {day}."
    return f"{_HELLO}\n\n{sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutting:
    """What is shut, when and why. `classes`: all that are shut, of the whole school too; `labels`: where it is not the
    whole school. `key`: of the form, so that twice is once."""

    key: UUID
    why: Why
    whole: bool
    classes: tuple[int, ...]
    labels: tuple[str, ...]
    first: date
    last: date
    from_noon: bool = False
    until_noon: bool = False
    care: bool = False
    no_meals: bool = False
    words: str = ""
    urgent: bool = False

    @property
    def told(self) -> ToldClosure:
        """What families are told of it."""
        return ToldClosure(
            title=title_of(self.why, whole=self.whole), what=what_of(self.why, whole=self.whole),
            text=text_of(self.why, whole=self.whole, care=self.care, no_meals=self.no_meals, words=self.words),
            classes=self.classes, event_on=self.first,
            event_until_on=self.last if self.last > self.first else None, from_noon=self.from_noon,
            until_noon=self.until_noon, urgent_reason=str(self.why.label) if self.urgent else "",
        )  # fmt: skip


@transaction.atomic
def school_close(*, actor: Actor, shutting: Shutting) -> Resource:
    """Tell the families, which makes the closure a fact of the calendar for everybody; whoever works there is told as
    well. Raises DomainError with the field that is wrong."""
    school, tells = _school(actor), closure_kind()
    begun = own_draft(actor, tells.kind, shutting.key)
    if begun is not None and begun.published_at is not None:
        return begun
    _require_class(school, shutting)
    resource = tells.tell(actor, shutting.key, shutting.told)
    audit(
        actor, "closing.school.shut", resource, school_id=school.pk,
        days=(shutting.last - shutting.first).days + 1, classes=0 if shutting.whole else len(shutting.classes),
    )  # fmt: skip
    return resource


@transaction.atomic
def school_reopen(*, actor: Actor, resource: Resource) -> None:
    """The closure is undone: what told it is taken back, dates and what families told of those days count again, and
    who had read it reads that there is class. Before anybody read it nothing is left of it. Twice is once."""
    school, tells = _school(actor), closure_kind()
    day = closure_of(resource)
    if day is None or resource.school_id != school.pk:
        raise NotVisible
    if resource.withdrawn_at is not None:
        return
    classes = tuple(resource.targets.filter(kind=To.CLASS).order_by("pk").values_list("target", flat=True))
    audit(actor, "closing.school.reopened", resource, school_id=school.pk)
    if not tells.take_back(actor, resource):
        return
    first, whole = max(day.on, actor.today), _is_whole(school, classes)
    title, text = reopened_title(first, whole=whole), reopened_text(first, whole=whole)
    tells.tell_open(actor, uuid5(resource.public_id, "open"), title, text, classes)


def _school(actor: Actor) -> School:
    require(can_change_settings, actor, actor.school_id or 0)
    return School.objects.get(pk=actor.school_id or 0)


def _is_whole(school: School, classes: Collection[int]) -> bool:
    """Are these all the classes of the school?"""
    rows = ClassGroup.objects.filter(school=school, closed_at=None, year=school.running_year_id)
    return not rows.exclude(pk__in=classes).exists()


def _require_class(school: School, shutting: Shutting) -> None:
    """Raises DomainError for half-days on which there is no class anyway."""
    if not shutting.classes:
        raise DomainError("Cette école n’a pas encore de classe.", field="scope")
    begins = HalfOf(shutting.first, Half.AFTERNOON if shutting.from_noon else Half.MORNING)
    ends = HalfOf(shutting.last, Half.MORNING if shutting.until_noon else Half.AFTERNOON)
    hours = hours_of(school, shutting.first)
    if not any(any(hours.of_classes([pk]).between(begins, ends)) for pk in shutting.classes):
        why = hours.class_time(begins).why
        sentence = "Il n’y a pas classe ces jours-là"
        raise DomainError(f"{sentence}\N{NO-BREAK SPACE}: {why}." if why else f"{sentence}.", field="first")
