"""Useful links: a name, a picture, an address, and whom it is for. The head of the school chooses them, and the academy
those of its schools."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.capabilities import Details, Pages, Territory
from eprimo.foundation.content.kinds import (
    EVERYBODY,
    Audience,
    Kind,
    Manage,
    Tab,
    To,
    Withdrawn,
    Words,
    Writing,
)
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.services.links.forms import LinkForm
from eprimo.services.links.models import Link

LINKS = declare(
    Kind(
        key="links",
        address="liens",
        words=Words(name=_("Liens"), one="un lien", this="ce lien", icon="link", verb="Ajouter"),
        writing=Writing(authors=HEADS),
        audience=Audience(targets=frozenset({To.SCHOOL, To.CLASS}), pupils=True, chooses_readers=True),
        manage=Manage.AUTHOR_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        tab=Tab(order=58),
        has=(
            Details(model=Link, form=LinkForm),
            Territory({Role.ACADEMY: EVERYBODY}),
            Pages({"row": "links/_row.html", "opened": "links/_opened.html"}),
        ),
    )
)
