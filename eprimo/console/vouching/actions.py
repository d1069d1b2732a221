"""A role is invited to prepare its second factor."""

from django.db import transaction

from eprimo.console.vouching.policies import may_invite
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.factors import ASKED
from eprimo.foundation.kernel.models import FactorTerm
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def role_invite(*, actor: Actor, role: str) -> None:
    """From today on. One that was invited before keeps its day: nobody is given six weeks again and again."""
    require(may_invite, actor)
    if role not in {one.value for one in ASKED}:
        raise NotVisible
    _row, made = FactorTerm.objects.get_or_create(role=role, defaults={"invited_on": actor.today})
    if made:
        audit(actor, "vouching.role.invited", role=role)
