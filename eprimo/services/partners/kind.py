"""An intervention as a kind of content: addressed to classes and groups, with its days, hours, place and things.

The partners of a group have it as they have all that is addressed to it. Of a class, who was invited by name and opened
by who directs has it too; all ends with the invitation to the school, since both come from that link."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_noop as _

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Body, Days, Details, Files, Invites, Pages
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import Audience, Kind, Manage, Tab, To, Withdrawn, Words, Writing
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import dates_of
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.services import AGENDA
from eprimo.foundation.occasions.dates import Dated
from eprimo.services.partners.forms import InterventionForm
from eprimo.services.partners.models import Intervention, Invitation
from eprimo.services.partners.reach import inviting

# By which who does not read yet knows the day.
_PICTURES: dict[str, str] = {
    What.SWIMMING: "person-swimming", What.SPORT: "running-shoe", What.SHOW: "performing-arts",
    What.HEALTH: "stethoscope", What.LIBRARY: "books", What.OUTING: "minibus",
}  # fmt: skip
_OTHER = "waving-hand"


def _dates(resource: Resource, body: richtext.Node) -> Iterator[Dated]:
    for one in dates_of(resource, body):
        yield replace(one, picture=_PICTURES.get(resource.intervention.what, _OTHER))


def _invited(resource: Resource) -> Iterator[tuple[Rule, datetime]]:
    """Those whom who directs opened it for, as long as one of these classes is among whom it is for."""
    since = resource.visible_from
    if since is None:
        return
    classes = set(resource.targets.filter(kind=To.CLASS).values_list("target", flat=True))
    for one in Invitation.objects.standing().filter(resource=resource).exclude(opened_at=None):
        if classes & set(one.classes):
            yield (AudienceKind.PERSON, one.person_id, AudienceProfile.SELF), since


INTERVENTIONS = declare(
    Kind(
        key="interventions",
        address="interventions",
        words=Words(
            name=_("Interventions"),
            one="une intervention",
            this="cette intervention",
            icon="users-round",
            feminine=True,
            verb="Ajouter",
        ),
        writing=Writing(authors=HEADS | {Role.TEACHER}),
        audience=Audience(targets=frozenset({To.CLASS, To.GROUP}), pupils=True, more=_invited),
        manage=Manage.CLASS_TEACHERS_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        tab=Tab(place=AGENDA, order=61),
        has=(
            Body(),
            Details(model=Intervention, form=InterventionForm),
            Days(of=_dates, required=True),
            Invites(inviting),
            Files(),
            Pages({"opened": "partners/_opened.html"}),
        ),
    )
)
