"""At the top of every page, until it is read: something happened to the account."""

from django.urls import reverse
from django.utils.translation import gettext as _

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.strips import Strip, register_strips


def _strips(actor: Actor) -> list[Strip]:
    if not actor.has_news:
        return []
    here = reverse("accounts:me")
    title = _("Du nouveau sur ton compte") if actor.is_pupil else _("Du nouveau sur votre compte")
    return [Strip(title, "", f"{here}#nouveau", reverse("accounts:news_read"), _("J’ai lu"))]


register_strips(_strips)
