"""The letter that invites a body. It holds a secret: nothing keeps the bytes."""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.directory.models import School
from eprimo.foundation.printing.writings import Items, Notice, Para, Writing, pieces, plain, posted_pdf
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.models import Invitation, ManagingBody, Market, Member
from eprimo.ui.french import day_month_year, local_day
from eprimo.ui.plurals import NBSP, counted, plural

_SENDER = ["Rectorat de l’académie de Nantes", "Délégation régionale académique au numérique éducatif"]


# Schools that a letter names one by one.
_NAMED = 12


def invitations_pdf(market: Market, printed: Sequence[tuple[Invitation, str]]) -> bytes:
    """One letter after the other, in the order given, each with the address of its body."""
    members = [one.member_id for one, _ in printed if one.member_id]
    schools: defaultdict[int, list[str]] = defaultdict(list)
    rows = School.objects.filter(proposal__member__in=members).order_by("key", "uai")
    for member, name in rows.values_list("proposal__member", "name"):
        schools[member].append(name)
    letters = [
        (invitation_writing(market, one, code, schools[one.member_id or 0]), envelope_of(one.body))
        for one, code in printed
    ]
    return posted_pdf(letters, title="Invitations au groupement de commandes e-primo")


def envelope_of(body: Member | ManagingBody) -> list[str]:
    """The lines of its address; of a body whose address is not known, its name alone."""
    address = body.address if isinstance(body, Member) else ""
    return [body.name, *(line for line in address.splitlines() if line.strip())]


def invitation_writing(
    market: Market, invitation: Invitation, code: str, schools: Sequence[str] = ()
) -> Writing:
    """What it says to that body; `schools`: those that the coordinator proposes to it."""
    address = (settings.PUBLIC_URL + reverse("consortium_invitation:enter")).split("://", 1)[1]
    until = day_month_year(local_day(invitation.expires_at))
    why = (
        "Votre structure peut adhérer au groupement de commandes « {name} ». Ce code ouvre son dossier : vos écoles, "
        "vos besoins, les documents à signer. La convention signée s’envoie ensuite en recommandé, au plus tard le "
        "{day} (article 2)."
        if invitation.member_id
        else "Des membres du groupement de commandes « {name} » peuvent vous donner mandat. Ce code ouvre l’accès aux "
        "dossiers de ceux qui vous l’ont donné, et à ceux-là seulement."
    )
    return Writing(
        title="Invitation au groupement de commandes e-primo",
        sender=_SENDER,
        parts=[
            Para(pieces(why, name=convention.NAME, day=day_month_year(market.last_posting_day))),
            *([Para(plain(_schools(schools)))] if schools else []),
            Notice("Votre code", [pieces("**{code}**", code=code)]),
            Items(
                [
                    pieces("Ouvrez la page {address}", address=address),
                    pieces(
                        "Tapez ce code, puis votre nom : un compte est fait pour vous, ou le vôtre est relié."
                    ),
                    pieces("Le dossier de votre structure s’ouvre."),
                ]
            ),
            Para(
                pieces(
                    "Ce code ne sert qu’une fois, jusqu’au {until}. Donnez-le à la personne qui suivra l’adhésion, et "
                    "à elle seule. Perdu, ou déjà utilisé par quelqu’un d’autre ? Dites-le à la coordination : une "
                    "autre lettre annule celle-ci.",
                    until=until,
                )
            ),
        ],
    )


def _schools(names: Sequence[str]) -> str:
    """« La coordination vous propose… »: the choice stays the body's [C 7.1]."""
    named = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    rest = f", et {counted(more, 'autre')}" if more > 0 else ""
    words = plural(len(names), "cette école", "ces écoles")
    return f"La coordination vous propose {words}{NBSP}: {named}{rest}. Le choix est le vôtre (article 7.1)."
