"""Whoever signed for a member is told, at the own address, that this is over."""

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.transport.mail import Letter
from eprimo.steering.consortium.models import SigningRight
from eprimo.steering.consortium.opening import address_of
from eprimo.ui.plurals import NBSP


def letter_of_end(right: int) -> Letter | None:
    """Nothing without a confirmed address."""
    found = (
        SigningRight.objects.select_related("signatory__member", "mandate")
        .defer("mandate__reason")
        .filter(pk=right)
        .first()
    )
    to = address_of(found.mandate.person_id) if found is not None and found.mandate is not None else ""
    if found is None or not to:
        return None
    member = found.signatory.member
    where = settings.PUBLIC_URL.rstrip("/") + reverse("consortium:member", args=[member.public_id])
    words = (
        f"Vous ne signez plus les bons de commande de {member.name} dans e‑primo{NBSP}: la personne notée pour signer "
        "a changé, le mandat a pris fin, ou l’académie l’a arrêté.\n\nSi vous ne vous y attendiez pas, dites-le "
        f"aussitôt à votre académie.\n\nLa page{NBSP}: {where}\n"
    )
    return Letter(to, "Vous ne signez plus dans le groupement e-primo", words)
