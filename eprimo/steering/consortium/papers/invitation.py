"""The letter that invites a body. It holds a secret: nothing keeps the bytes."""

from collections.abc import Sequence
from io import BytesIO

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.documents.writings import Items, Notice, Para, Writing, pieces, plain, writing_pdf
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.models import Invitation, Market
from eprimo.ui.french import day_month_year, local_day

_SENDER = ["Rectorat de l’académie de Nantes", "Délégation régionale académique au numérique éducatif"]


def invitations_pdf(market: Market, printed: Sequence[tuple[Invitation, str]]) -> bytes:
    """One letter after the other, in the order given."""
    from pypdf import PdfWriter  # noqa: PLC0415 - a tenth of the start of every process, for one button

    whole = PdfWriter()
    for invitation, code in printed:
        whole.append(BytesIO(writing_pdf(invitation_writing(market, invitation, code))))
    out = BytesIO()
    whole.write(out)
    return out.getvalue()


def invitation_writing(market: Market, invitation: Invitation, code: str) -> Writing:
    """What it says to that body."""
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
            Para(plain(invitation.body.name)),
            Para(pieces(why, name=convention.NAME, day=day_month_year(market.last_posting_day))),
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
