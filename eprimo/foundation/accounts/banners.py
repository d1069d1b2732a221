"""At the top of every page: something happened to the account and is not read; a sheet opened it, on a part."""

from django.urls import reverse
from django.utils.translation import gettext as _

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.banners import Banner, register_banners


def _banners(actor: Actor) -> list[Banner]:
    if not actor.has_news:
        return []
    here = reverse("accounts:me")
    title = _("Du nouveau sur ton compte") if actor.is_pupil else _("Du nouveau sur votre compte")
    return [Banner(title, "", f"{here}#nouveau", reverse("accounts:news_read"), _("J’ai lu"))]


def _part(actor: Actor) -> list[Banner]:
    if not actor.partial or actor.role == Role.PUPIL:
        return []
    words = _("Vous voyez ce qui est de l’école qui l’a imprimée.")
    url, verb = reverse("accounts:widen"), _("Ouvrir le reste")
    return [Banner(_("Entré avec une fiche"), words, url, "", verb, icon="key-round")]


register_banners(_banners)
register_banners(_part)
