"""At the top of every page: the second factor is to be prepared, from which day it is asked."""

from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.banners import Banner, register_banners


def _held(actor: Actor) -> list[Banner]:
    """Who came back by another person's word is to enrol a new factor."""
    if not actor.held or actor.factor_at is None or not actor.is_whole:
        return []
    words = "Ajoutez une nouvelle preuve, et retirez celle que vous avez perdue."
    return [
        Banner(
            "Votre accès a été rétabli", words, reverse("factors:own"), "", "Le faire", icon="shield-check"
        )
    ]


register_banners(_held)
