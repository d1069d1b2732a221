"""The state of adhesions on the day the collection ends, as a sheet."""

from django.db.models import Count, Sum

from eprimo.foundation.printing.cells import xlsx_bytes
from eprimo.steering.consortium.dossier import Facts, facts_of
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.models import Market, Member, Need
from eprimo.steering.consortium.states import states_of

_COLUMNS = ("Membre", "Nature", "SIRET", "Département", "Dossier", "Il manque", "Écoles", "Comptes")


def members_sheet(market: Market) -> bytes:
    """Every member, how its file stands and what it needs: the proof of the first task. Bodies only, no person."""
    members = Member.objects.filter(market=market)
    facts, states = facts_of(members), states_of(members)
    needs = Need.objects.filter(member__market=market, ends=None, accounts__gt=0).order_by()
    said = {
        pk: (n, total)
        for pk, n, total in needs.values_list("member").annotate(n=Count("pk"), total=Sum("accounts"))
    }
    rows = [
        (
            one.name, MemberKind(one.kind).label, one.siret, one.department.name,
            _stands(facts[one.pk], states[one.pk]), ", ".join(facts[one.pk].missing), *said.get(one.pk, (0, 0)),
        )
        for one in members.select_related("department").order_by("key", "pk")
    ]  # fmt: skip
    return xlsx_bytes("Adhésions", _COLUMNS, rows)


def _stands(facts: Facts, state: FileState) -> str:
    """The state of a file; one posted too late is said to be."""
    return f"{state.label}, hors délai" if facts.late else state.label
