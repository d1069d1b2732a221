"""A member's file is filed by the member."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import follow_facts, on_behalf, pass_file
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.consortium.errors import Closed, IllegalPassage
from eprimo.steering.consortium.models import Member, Passage
from eprimo.steering.consortium.policies import can_deposit_file
from eprimo.steering.consortium.states import ZONE, last_of
from eprimo.ui.french import day_month_year


@transaction.atomic
def file_deposit(*, actor: Actor, member: Member) -> Passage:
    """The member says that its file may be looked at; the registered letter stays what the convention asks. Raises
    Closed when nobody joins any more [C 2], IllegalPassage when it was filed already."""
    require(can_deposit_file, actor, member)
    member = open_to_joining(member)
    if last_of(member) is not None:
        since = day_month_year(member.passages.get(number=1).effective_on)
        raise IllegalPassage(f"Ce dossier est déjà déposé, depuis le {since}.")
    made = pass_file(member, FileState.FILED, PassageReason.BY_MEMBER, actor=actor)
    audit(actor, "consortium.file.deposited", member, on_behalf=on_behalf(actor))
    follow_facts(member, actor=actor)
    return made


def open_to_joining(member: Member) -> Member:
    """The member, its row held. Raises Closed."""
    rows = Member.objects.select_for_update(of=("self",)).select_related("market__academy")
    member = rows.get(pk=member.pk)
    if member.market.closed_on(clock.today(ZONE)):
        raise Closed
    return member
