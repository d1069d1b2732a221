"""A group whose market was notified and priced: members may order."""

from datetime import date
from typing import Any

from eprimo.foundation.directory.models import School
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.actions.signers import signer_ask, signer_confirm
from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.models import Market, Member, Passage
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge, order_join, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.prices.terms import Terms
from tests.cast import Cast
from tests.steering.consortium.group import PDF, Made, group_of, today
from tests.steering.prices.schedule import WHOLE_YEARS, awarded

SIGNED, NOTIFIED = date(2026, 1, 24), date(2026, 4, 30)


def notified(made: Made, by: Any, terms: Terms = WHOLE_YEARS) -> None:
    """The contract's prices, and the days of publication and notification."""
    awarded(by, made.market, terms)
    Market.objects.filter(pk=made.market.pk).update(published_on=date(2026, 2, 2), notified_on=NOTIFIED)
    made.market.refresh_from_db()


def in_need(by: Any, member: Member, needs: dict[School, int]) -> None:
    """Schools and annexe 2 of a member, and who signs for it."""
    for school in needs:
        if not member.claims.in_force().filter(school=school).exists():
            school_claim(actor=by, member=member, school=school)
    needs_write(actor=by, member=member, accounts={school.pk: number for school, number in needs.items()})
    signatory_name(
        actor=by, member=member, first_name="Jeanne", last_name="MAIRE", function="Maire", civility="Mme",
        starts=today(),
    )  # fmt: skip


def signing(cast: Cast, member: Member, who: str = "member_rep") -> None:
    """That person signs for the member, as the academy confirmed."""
    right = signer_ask(actor=cast.actor(who), member=member, act=GivenFile("élection.pdf", PDF))
    signer_confirm(actor=cast.actor("academy"), right=right)


def joined(made: Made, order: Order, who: str = "managing_body") -> Order:
    """Signed by hand today, and joined."""
    return order_join(
        actor=made.cast.actor(who), order=order, file=GivenFile("bon.pdf", PDF), signed_on=today(),
        reference=order.form_reference,
    )  # fmt: skip


def bind(*members: Member) -> None:
    """Their conventions are signed, on the last day, however far their files were."""
    path = {
        FileState.DRAFT: (FileState.FILED, "by_letter"), FileState.FILED: (FileState.COMPLETE, "lacks_nothing"),
        FileState.INCOMPLETE: (FileState.COMPLETE, "lacks_nothing"),
        FileState.COMPLETE: (FileState.SIGNED, "both_signed"),
    }  # fmt: skip
    made = []
    last = {one.member_id: one for one in Passage.objects.filter(member__in=members).order_by("number")}
    for member in members:
        number, state = (last[member.pk].number, last[member.pk].state) if member.pk in last else (0, "draft")
        while (before := FileState(state)) in path:
            number, (state, reason) = number + 1, path[before]
            day = last[member.pk].effective_on if member.pk in last else SIGNED
            made.append(
                Passage(
                    member=member, number=number, before=before, state=state, reason=reason, effective_on=day
                )
            )
    Passage.objects.bulk_create(made)


def ordering(cast: Cast, by: Any = None, terms: Terms = WHOLE_YEARS) -> Made:
    """Valmarais needs 100 accounts at Les Tilleuls and 40 at the school by the sea; Brive 80, by its provider."""
    made = group_of(cast, by)
    by = by or cast.actor("coordinator")
    notified(made, by, terms)
    in_need(cast.actor("member_rep"), made["valmarais"], {cast.tilleuls: 100, made.schools["lettered"]: 40})
    in_need(cast.actor("managing_body"), made["brive"], {made.schools["brive"]: 80})
    bind(*made.members.values())
    signing(cast, made["valmarais"])
    return made


def saved(made: Made, accounts: dict[str, int], **more: Any) -> Order:
    """A draft of Valmarais: `tilleuls`, `lettered`."""
    schools = {"tilleuls": made.cast.tilleuls.pk, "lettered": made.schools["lettered"].pk}
    return order_save(
        actor=made.cast.actor("member_rep"), member=made["valmarais"],
        accounts={schools[key]: number for key, number in accounts.items()}, **more,
    )  # fmt: skip


def sent(made: Made, accounts: dict[str, int], **more: Any) -> Order:
    by = made.cast.actor("member_rep")
    order = order_propose(actor=by, order=saved(made, accounts, **more))
    return order_send(actor=by, order=order)


def in_force(made: Made, accounts: dict[str, int], **more: Any) -> Order:
    return order_acknowledge(actor=made.cast.actor("contractor"), order=sent(made, accounts, **more))
