"""Reminders of what is left to do, to many members at once or to the contractor: who would get one now, what is written
to each, and the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit, emit_all
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.transport.mail import Letter
from eprimo.steering.consortium.events import ContractorReminded, MemberReminded
from eprimo.steering.consortium.models import Market, Member, Reminder
from eprimo.steering.consortium.notices import address_of
from eprimo.steering.consortium.policies import can_remind
from eprimo.steering.consortium.reminder_matters import Matter, matter_of
from eprimo.steering.consortium.states import ZONE
from eprimo.ui.plurals import NBSP


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member, by the address of its office, or a person of the contractor, by its confirmed address. `told_on`: the
    last day on which it was reminded of this matter."""

    name: str
    email: str
    member: Member | None = None
    person_id: int = 0
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """`to`: who would be reminded now; `silent`: without an address; `already`: how many were today. `left`: how many
    things are left to do, of a matter of the contractor."""

    to: list[Addressee]
    silent: list[Addressee]
    already: int
    left: int = 0


def round_of(market: Market, matter: Matter) -> Round:
    """As many statements whatever the number of members."""
    if matter.members is not None:
        return _of_members(market, matter, matter.members(market))
    left = matter.count(market) if matter.count is not None else 0
    return _of_contractor(market, left)


def _of_members(market: Market, matter: Matter, members: Sequence[Member]) -> Round:
    today = clock.today(ZONE)
    rows = Reminder.objects.filter(market=market, member__isnull=False).order_by("day")
    told, last = set[int](), dict[int, date]()
    for member, day, key in rows.values_list("member", "day", "matter"):
        if day == today:
            told.add(member)
        if key == matter.key:
            last[member] = day
    left = [
        Addressee(one.name, one.email, one, told_on=last.get(one.pk)) for one in members if one.pk not in told
    ]
    return Round(
        [one for one in left if one.email], [one for one in left if not one.email], len(members) - len(left)
    )


def _of_contractor(market: Market, left: int) -> Round:
    if not left:
        return Round([], [], 0)
    if Reminder.objects.filter(market=market, member=None, day=clock.today(ZONE)).exists():
        return Round([], [], 1, left)
    mandates = Mandate.objects.in_force().filter(role=MandateRole.CONTRACTOR).select_related("person")
    people = {one.person.full_name: one.person_id for one in mandates.order_by("person__last_name", "pk")}
    found = [Addressee(name, address_of(pk), person_id=pk) for name, pk in people.items()]
    return Round([one for one in found if one.email], [one for one in found if not one.email], 0, left)


def letter_of(reminder: Reminder, email: str) -> Letter | None:
    """To the office of a body, or to a person of the contractor; nothing of a matter that there is no more. It says
    what is left to do and where, neither a name of a person nor a school."""
    matter = matter_of(reminder.matter)
    if matter is None or not email:
        return None
    where = settings.PUBLIC_URL.rstrip("/") + matter.path(reminder.member)
    return Letter(email, matter.subject, text_of(reminder.market, matter, reminder.member, where))


def text_of(market: Market, matter: Matter, member: Member | None, where: str) -> str:
    """Shown as it is before it goes; without a member, to any of them or to the contractor."""
    to = member.name if member else "Madame, Monsieur" if matter.is_contractors else "(nom du membre)"
    return f"{to},\n\n{matter.words(market, member)}\n\nVotre page{NBSP}: {where}\n"


def reminded_on(member: Member) -> list[date]:
    """The days on which this member was reminded, the last first."""
    return list(member.reminders.order_by("-day").values_list("day", flat=True))


@transaction.atomic
def matter_remind(*, actor: Actor, market: Market, matter: Matter) -> int:
    """Each member of whom it is left to do and that has an address, once a day; how many. Of a matter of the
    contractor: each of its people. Pressed twice, or by two at once, nobody is written to twice: the row is made first,
    and is one a body and a day."""
    require(can_remind, actor)
    # One round at a time.
    Market.objects.select_for_update().get(pk=market.pk)
    found = round_of(market, matter).to
    if not found:
        return 0
    if matter.is_contractors:
        _remind_contractor(market, matter, found)
        audit(actor, "consortium.contractor.reminded", market, matter=matter.key, people=len(found))
    else:
        _remind_members(market, matter, found)
        audit(actor, "consortium.members.reminded", market, matter=matter.key, bodies=len(found))
    return len(found)


def _remind_members(market: Market, matter: Matter, found: list[Addressee]) -> None:
    now, today = clock.now(), clock.today(ZONE)
    rows = Reminder.objects.bulk_create(
        Reminder(market=market, member=one.member, day=today, matter=matter.key, made_at=now) for one in found
    )
    emit_all(MemberReminded(reminder_id=row.pk) for row in rows)


def _remind_contractor(market: Market, matter: Matter, found: list[Addressee]) -> None:
    row = Reminder.objects.create(market=market, day=clock.today(ZONE), matter=matter.key)
    for one in found:
        emit(ContractorReminded(row.pk, one.person_id))
