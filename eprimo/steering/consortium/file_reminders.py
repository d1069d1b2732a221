"""Files by what they lack, of which the coordinator reminds many at once."""

from collections.abc import Callable

from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.dossier import Facts, facts_of
from eprimo.steering.consortium.enums import FileState, Lack, MemberKind
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.reminder_matters import Matter, register_matter
from eprimo.steering.consortium.states import OPEN, ZONE, states_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_SUBJECT = f"Groupement e-primo{NBSP}: votre dossier d’adhésion attend"
# What a letter that is looked over says of a body that it does not know yet.
_EXAMPLE = 2


def lacks(state: FileState, facts: Facts) -> dict[Lack, bool]:
    """What a file that can still join lacks, by kind."""
    return {
        Lack.FILING: state == FileState.DRAFT,
        Lack.INCOMPLETE: state in OPEN and bool(facts.missing),
        Lack.NEEDS: not facts.schools or bool(facts.unsaid),
        Lack.LETTER: facts.posted_on is None,
    }


def _members(lack: Lack) -> Callable[[Market], list[Member]]:
    def found(market: Market) -> list[Member]:
        """Three statements, whatever the number of members; nobody once nobody joins [C 2]."""
        if market.closed_on(clock.today(ZONE)):
            return []
        rows = Member.objects.filter(market=market).exclude(kind=MemberKind.RECTORAT)
        states, facts = states_of(rows), facts_of(rows)
        return [
            one
            for one in rows.order_by("key", "pk")
            if states[one.pk] in {FileState.DRAFT, *OPEN}
            and not facts[one.pk].late
            and lacks(states[one.pk], facts[one.pk])[lack]
        ]

    return found


def _words(market: Market, member: Member | None) -> str:
    """How many things the file lacks; neither a name nor a school."""
    missing = len(facts_of(Member.objects.filter(pk=member.pk))[member.pk].missing) if member else _EXAMPLE
    count = f"{missing} élément{'s' if missing > 1 else ''}"
    lacking = (
        f"Il manque {count} à votre dossier d’adhésion au groupement de commandes e‑primo.\n\n"
        if missing
        else ""
    )
    return (
        f"{lacking}La convention signée se poste en recommandé au plus tard le "
        f"{day_month_year(market.last_posting_day)} (article 2 de la convention). Une fois le marché publié, plus "
        "personne ne peut adhérer."
    )


def _path(member: Member | None) -> str:
    return reverse(
        "consortium:members" if member is None else "consortium:member",
        args=[member.public_id] if member else [],
    )


register_matter(
    *(
        Matter(lack.value, f"Dossiers{NBSP}: {lack.label.lower()}", _SUBJECT, _words, _path, _members(lack))
        for lack in Lack
    )
)
