"""Files by what they lack, for the coordinator who reminds many at once; and what is written to each."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.transport.mail import Letter
from eprimo.steering.consortium.dossier import Facts, facts_of
from eprimo.steering.consortium.enums import FileState, Lack, MemberKind
from eprimo.steering.consortium.models import FileReminder, Market, Member
from eprimo.steering.consortium.states import OPEN, ZONE, states_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP


@dataclass(frozen=True, slots=True)
class Round:
    """Who would be reminded now: `to` by e-mail, `silent` without an address, `already` were today."""

    to: list[Member]
    silent: list[Member]
    already: int


def lacks(state: FileState, facts: Facts) -> dict[Lack, bool]:
    """What a file that can still join lacks, by kind."""
    return {
        Lack.FILING: state == FileState.DRAFT,
        Lack.INCOMPLETE: state in OPEN and bool(facts.missing),
        Lack.NEEDS: not facts.schools or bool(facts.unsaid),
        Lack.LETTER: facts.posted_on is None,
    }


def round_of(market: Market, lack: Lack) -> Round:
    """Three statements, whatever the number of members; nobody once nobody joins."""
    today = clock.today(ZONE)
    if market.closed_on(today):
        # Nobody joins any more [C 2].
        return Round([], [], 0)
    rows = Member.objects.filter(market=market).exclude(kind=MemberKind.RECTORAT)
    states, facts = states_of(rows), facts_of(rows)
    told = set(FileReminder.objects.filter(day=today).values_list("member", flat=True))
    found = [
        one
        for one in rows.order_by("key", "pk")
        if states[one.pk] in {FileState.DRAFT, *OPEN}
        and not facts[one.pk].late
        and lacks(states[one.pk], facts[one.pk])[lack]
    ]
    left = [one for one in found if one.pk not in told]
    return Round(
        [one for one in left if one.email], [one for one in left if not one.email], len(found) - len(left)
    )


def letter_to(member: Member) -> Letter:
    """To the office of a body: how many things its file lacks, and where to look; neither a name nor a school."""
    facts = facts_of(Member.objects.filter(pk=member.pk))[member.pk]
    url = settings.PUBLIC_URL.rstrip("/") + reverse("consortium:member", args=[member.public_id])
    return Letter(member.email, subject_of(), text_of(member.name, len(facts.missing), member.market, url))


def subject_of() -> str:
    return f"Groupement e-primo{NBSP}: votre dossier d’adhésion attend"


def text_of(name: str, missing: int, market: Market, url: str) -> str:
    """Shown as it is before it goes."""
    count = f"{missing} élément{'s' if missing > 1 else ''}"
    lacking = (
        f"Il manque {count} à votre dossier d’adhésion au groupement de commandes e-primo.\n\n"
        if missing
        else ""
    )
    return (
        f"{name},\n\n{lacking}"
        f"La convention signée se poste en recommandé au plus tard le {day_month_year(market.last_posting_day)} "
        "(article 2 de la convention). Une fois le marché publié, plus personne ne peut adhérer.\n\n"
        f"Ce qui manque est écrit sur votre page{NBSP}: {url}\n"
    )


def reminded_on(member: Member) -> list[date]:
    """The days on which this member was reminded, the last first."""
    return list(member.file_reminders.order_by("-day").values_list("day", flat=True))
