"""A kind that is unlike the others: its first row is the school, its own column must hold something, and the words it
is made of tell a place. The contract holds for it too."""

from django import forms

from eprimo.foundation.content.capabilities import Body, Details, LastDay, Pages
from eprimo.foundation.content.kinds import Audience, Kind, Lane, Manage, Tab, To, Withdrawn, Words, Writing
from eprimo.foundation.content.services import declare
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.services.links.models import Link


class VisitForm(forms.Form):
    """Where one goes, in words; the table is that of links, whose column has no default."""

    address = forms.CharField(label="Où", max_length=200)


VISITS = declare(
    Kind(
        key="visits",
        address="visites",
        words=Words(name="Visites", one="une visite", this="cette visite", icon="star", feminine=True),
        writing=Writing(authors=HEADS | {Role.TEACHER}),
        audience=Audience(targets=frozenset({To.SCHOOL, To.CLASS}), pupils=True),
        manage=Manage.CLASS_TEACHERS_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        lane=Lane.LIFE,
        tab=Tab(order=57),
        has=(Body(), Details(model=Link, form=VisitForm), LastDay(), Pages()),
    )
)
