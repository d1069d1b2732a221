"""A member's file: filed by the member, signed by the coordinator."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.passages import follow_facts, on_behalf, pass_file
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.consortium.errors import Closed, IllegalPassage, NotToBeSigned
from eprimo.steering.consortium.models import Member, Passage
from eprimo.steering.consortium.policies import can_deposit_file, can_sign_files
from eprimo.steering.consortium.states import ZONE, last_of
from eprimo.ui.french import day_month_year


@transaction.atomic
def file_deposit(*, actor: Actor, member: Member) -> Passage:
    """The member says that its file may be looked at; the registered letter stays what the convention asks. Raises
    Closed once the market is published [C 2], IllegalPassage when it was filed already."""
    require(can_deposit_file, actor, member)
    member = _open_to_joining(member)
    last = last_of(member)
    if last is not None:
        filed = member.passages.get(number=1)
        since = day_month_year(filed.effective_on)
        raise IllegalPassage(f"Ce dossier est déjà déposé, depuis le {since}.")
    made = pass_file(member, FileState.FILED, PassageReason.BY_MEMBER, actor=actor)
    audit(actor, "consortium.file.deposited", member, on_behalf=on_behalf(actor))
    follow_facts(member, actor=actor)
    return made


@transaction.atomic
def file_sign(*, actor: Actor, member: Member) -> Passage:
    """The rectorat signs a complete file. Raises NotToBeSigned with the rule for one that is late [C 2] or lacks
    something, Closed once the market is published, IllegalPassage for any other state."""
    require(can_sign_files, actor)
    member = _open_to_joining(member)
    facts = facts_of(Member.objects.filter(pk=member.pk))[member.pk]
    if facts.late and facts.posted_on is not None:
        posted, until = day_month_year(facts.posted_on), day_month_year(facts.joins_until)
        raise NotToBeSigned(
            f"La convention a été postée le {posted}, après le {until}\N{NO-BREAK SPACE}: ce dossier est hors délai et "
            "ne peut pas être signé (article 2)."
        )
    if facts.missing:
        raise NotToBeSigned(f"Ce dossier n’est pas complet. Il manque {facts.missing[0]}.")
    made = pass_file(member, FileState.SIGNED, PassageReason.BOTH_SIGNED, actor=actor)
    audit(actor, "consortium.file.signed", member)
    return made


def _open_to_joining(member: Member) -> Member:
    """The member, its row held. Raises Closed."""
    member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)
    published = member.market.published_on
    if published is not None and published <= clock.today(ZONE):
        raise Closed
    return member
