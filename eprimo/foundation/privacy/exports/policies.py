"""Who may have a copy, and open it: oneself always, a guardian for the child; asked again at each opening."""

from collections.abc import Mapping

from django.db.models import Q

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.privacy.exports.rights import as_stored, children_open_to
from eprimo.foundation.privacy.models import Export, ExportKind


@policy("privacy.export.own", strong=Strength.NONE)
def may_export_own(actor: Actor) -> bool:
    """Tell whether the actor may have the own copy: everyone, always: former too, and where the school has no contract;
    who came in with the own secret."""
    return actor.account_id != 0 and actor.is_whole


@policy("privacy.export.child", strong=Strength.NONE)
def may_export_child(actor: Actor, child_id: int) -> bool:
    """Tell whether the actor may have the copy of a child: by a link that stands, or stood when the child left; never
    under « no information » (one statement)."""
    return actor.is_whole and child_id in children_open_to(actor.person_id, actor.now)


def can_see(actor: Actor, export: Export, children: Mapping[int, int] | None = None) -> bool:
    """Tell whether the actor may open a copy. `children`: those that are open to the actor now, when they are known;
    else one statement. A copy says what all schools hold: no sheet of one of them opens it."""
    if not actor.is_whole:
        return False
    known = children_open_to(actor.person_id, actor.now) if children is None else children
    if export.kind == ExportKind.LEAVING:
        return export.subject_id == actor.person_id or export.subject_id in known
    now = as_stored(known).items()
    own = export.asked_by_id == actor.person_id
    # What was made before a decision came, or a link ended, says more than may be known now.
    held = all(one in now for one in export.children.items())
    return own and held and (export.kind == ExportKind.OWN or export.subject_id in known)


def visible_to(actor: Actor) -> Q:
    """Condition on Export: those that `can_see` lets the actor open, for lists and for 404 (one statement, for the
    children)."""
    if not actor.is_whole:
        return Q(pk__in=[])
    known = children_open_to(actor.person_id, actor.now)
    own = Q(asked_by=actor.person_id, children__contained_by=as_stored(known))
    asked = own & (Q(kind=ExportKind.OWN) | Q(kind=ExportKind.CHILD, subject__in=list(known)))
    return asked | Q(kind=ExportKind.LEAVING, subject__in=[actor.person_id, *known])
