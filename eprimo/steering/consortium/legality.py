"""The control of legality: whose acts it receives, and what is signed before it did.

The act of an assembly that authorises to sign is executory once it was transmitted (CGCT, articles L2131-1, L5211-3,
L5711-1, L5721-4): a convention that is signed before is signed without authorisation.
"""

from datetime import date

from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Deliberation, Signature
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

# An OGEC is a private body, and the rectorat joins without a deliberation.
TRANSMITTED = frozenset(MemberKind) - {MemberKind.PRIVATE, MemberKind.RECTORAT}


def before_reception(kind: str, act: Deliberation | None, signed_on: date) -> str:
    """Why this act does not let the member sign on that day; empty: it does, or the member is not asked."""
    if kind not in TRANSMITTED or act is None:
        return ""
    adopted = day_month_year(act.adopted_on)
    if act.received_on is None:
        return (
            f"La délibération du {adopted} n’est exécutoire qu’une fois reçue par le contrôle de légalité{NBSP}: notez "
            "d’abord sa réception, avec la date du tampon ou de l’accusé (annexe 1)."
        )
    if signed_on < act.received_on:
        return (
            f"Le contrôle de légalité a reçu la délibération du {adopted} le {day_month_year(act.received_on)}{NBSP}: "
            "la convention se signe ce jour-là au plus tôt (annexe 1)."
        )
    return ""


def told_of(kind: str, act: Deliberation | None, signature: Signature | None) -> str:
    """What is said of a signature that was recorded all the same: it stands, nobody undoes it; empty: nothing."""
    if signature is None or kind not in TRANSMITTED or act is None:
        return ""
    signed = day_month_year(signature.signed_on)
    if act.received_on is None:
        return (
            f"La convention est signée le {signed}, et la réception de la délibération par le contrôle de légalité "
            "n’est pas notée. La signature reste notée."
        )
    if signature.signed_on < act.received_on:
        return (
            f"La convention est signée le {signed}, avant que le contrôle de légalité ait reçu la délibération, le "
            f"{day_month_year(act.received_on)}. La signature reste notée{NBSP}: la coordination voit avec le membre "
            "s’il la renouvelle."
        )
    return ""
