"""An author is told of what somebody else took back: on the home, for two weeks, and by the digest. Nothing rings."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.audiences import Rule, audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, Manage, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.events import TakenBack
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.outbox import emit, on
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.policies import about_no_child

# Its card: a section of homes draws it.
TAKEN = "things.taken"
TOLD_FOR = timedelta(days=14)
# Named on a home; of more, the newest.
MOST = 5
_DID = {
    ResourceState.WITHDRAWN: "a retiré {this}.",
    ResourceState.TRASHED: "a mis {this} à la corbeille.",
    ResourceState.DRAFT: "a arrêté {this} avant que d’autres le voient\u00a0: c’est de nouveau un brouillon.",
}
# An empty list also where there is nothing, of which the ORM asks nothing.
_LIST = ArrayField(JSONField())


@on(TakenBack)
def tell(event: TakenBack) -> None:
    """Tell its author of a thing that was taken back, once: the newest act counts. What is out again since is told no
    more. Who writes for a territory finds it in the list: notices are of schools."""
    resource = Resource.objects.filter(pk=event.resource_id).first()
    if resource is None or resource.owner_id is None or resource.school_id is None:
        return
    now = clock.now()
    if event.over:
        told = Notice.objects.filter(resource=resource, card=TAKEN, state=NoticeState.OPEN)
        told.filter(bumped_at__lte=now - TOLD_FOR).update(state=NoticeState.DONE)
        return
    rule = _rule(resource.owner_id, resource.school_id)
    if resource.state not in _DID or rule is None:
        return
    one = Notice(
        school_year=school_year_at(now), recipient_id=resource.owner_id, school_id=resource.school_id,
        lane=Lane.CLASS_LIFE, card=TAKEN, resource=resource,
        audience=audiences_for([rule], resource.school_id)[rule], visible_from=now, bumped_at=now, made_at=now,
    )  # fmt: skip
    Notice.objects.bulk_create([one], ignore_conflicts=True)
    again = Notice.objects.filter(
        school_year=one.school_year, recipient=resource.owner_id, resource=resource, card=TAKEN
    )
    again.update(state=NoticeState.OPEN, bumped_at=now)
    touch(people=[resource.owner_id])
    emit(TakenBack(resource.pk, over=True), due_at=now + TOLD_FOR)


def _rule(author: int, school: int) -> Rule | None:
    """By what an author is told there: as somebody of the school, else as the agent of a service; None: who left."""
    roles = {one.role for one in for_person(author).positions if one.school_id == school}
    if roles - {Role.COMMUNE_AGENT}:
        return AudienceKind.PERSON, author, AudienceProfile.SELF
    services = for_person(author, role=Role.COMMUNE_AGENT, school_id=school).service_ids if roles else ()
    return (AudienceKind.SERVICE, min(services), AudienceProfile.AGENT) if services else None


def taken_back_column(actor: Actor) -> Any:
    """Return a column of the statement that homes make anyway: own things that somebody else took back of late."""
    rows = Notice.objects.filter(
        about_no_child(actor), card=TAKEN, state=NoticeState.OPEN, bumped_at__gt=actor.now - TOLD_FOR,
        resource__state__in=sorted(state.value for state in _DID),
    ).order_by("-bumped_at", "-id")[:MOST]  # fmt: skip
    one = JSONObject(
        id="resource__public_id", title="resource__title", kind="resource__service", state="resource__state",
        at="bumped_at",
    )  # fmt: skip
    return Coalesce(ArraySubquery(rows.values(one=one)), Cast(Value([]), _LIST), output_field=_LIST)


def show_taken_back(actor: Actor, found: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Say in words what `taken` gave."""
    lines = [_line(actor, kind_of(one["kind"]), one) for one in found]
    return {"lines": lines} if lines else None


def _line(actor: Actor, kind: Kind, one: dict[str, Any]) -> dict[str, Any]:
    who = "La direction de l’école" if kind.manage == Manage.AUTHOR_AND_HEAD else "Quelqu’un de l’école"
    did = _DID[ResourceState(one["state"])].format(this=kind.words.this)
    # Who lets go of what was published does not open it any more.
    opens = one["state"] == ResourceState.DRAFT or actor.role not in kind.writing.lets_go
    return {
        "title": one["title"], "words": f"{who} {did}", "at": datetime.fromisoformat(one["at"]),
        "icon": kind.words.icon, "page": f"{kind.key}:{kind.words.noun}" if opens else "", "id": one["id"],
    }  # fmt: skip
