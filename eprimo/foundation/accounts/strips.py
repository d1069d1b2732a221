"""At the top of every page: something happened to the account and is not read; a sheet opened it, on a part."""

from django.urls import reverse
from django.utils.translation import gettext as _

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.strips import Strip, register_strips


def _strips(actor: Actor) -> list[Strip]:
    if not actor.has_news:
        return []
    here = reverse("accounts:me")
    title = _("Du nouveau sur ton compte") if actor.is_pupil else _("Du nouveau sur votre compte")
    return [Strip(title, "", f"{here}#nouveau", reverse("accounts:news_read"), _("J’ai lu"))]


def _part(actor: Actor) -> list[Strip]:
    if not actor.partial or actor.role == Role.PUPIL:
        return []
    words = _("Vous voyez ce qui est de l’école qui l’a imprimée.")
    url, verb = reverse("accounts:widen"), _("Ouvrir le reste")
    return [Strip(_("Entré avec une fiche"), words, url, "", verb, icon="key-round")]


register_strips(_strips)
register_strips(_part)
