"""Useful links: a name, a picture, an address, and whom it is for. The head of the school chooses them."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.kinds import Kind, Manage, To, Withdrawn
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import HEADS
from eprimo.services.links.forms import LinkForm
from eprimo.services.links.models import Link

LINKS = declare(
    Kind(
        key="links",
        address="liens",
        name=_("Liens"),
        one="un lien",
        this="ce lien",
        icon="link",
        verb="Ajouter",
        authors=HEADS,
        targets=frozenset({To.SCHOOL, To.TEAM, To.CLASS}),
        manage=Manage.AUTHOR_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        pupils=True,
        text=False,
        detail=Link,
        form=LinkForm,
        slots={"top": "links/_state.html", "row": "links/_row.html", "opened": "links/_opened.html"},
        order=58,
    )
)
