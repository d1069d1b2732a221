"""Useful links: a name, a picture, an address, and whom it is for. The head of the school chooses them, and the academy
those of its schools."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.kinds import EVERYBODY, Kind, Manage, To, Withdrawn
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import HEADS, Role
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
        targets=frozenset({To.SCHOOL, To.CLASS}),
        above={Role.ACADEMY: EVERYBODY},
        chooses_readers=True,
        manage=Manage.AUTHOR_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        pupils=True,
        text=False,
        detail=Link,
        form=LinkForm,
        slots={"row": "links/_row.html", "opened": "links/_opened.html"},
        order=58,
    )
)
