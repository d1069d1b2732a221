"""What is done year after year once everything runs: invoices are paid, documents opened, points decided, news written,
figures noted. Whoever comes to the demo in 2028 or in 2030 finds a group that was led."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from eprimo.devtools.demo.story.adhesion import JOININGS
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.actions.gaps import gap_decide
from eprimo.steering.consortium.actions.representation import signatory_name
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.gaps import GAPS
from eprimo.steering.governance.actions.decisions import decision_end
from eprimo.steering.governance.actions.news import news_publish, news_write
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.todo import open_decisions
from eprimo.steering.orders.entitlement.coverage import coverage_base_write
from eprimo.steering.orders.invoice.actions.payments import payment_say, rate_note
from eprimo.steering.orders.invoice.actions.progress import invoice_certify
from eprimo.steering.orders.models import STANDING, Invoice
from eprimo.steering.tender.actions.deliveries import delivery_open
from eprimo.steering.tender.models import Delivery

# Those of whom a face acts in the demo, and that bind themselves.
_MEMBERS = tuple(one for one in JOININGS if one.key != "saint-aubin")
# The demo of today shows what is left to do; what follows does it.
_FIRST = 2027
_LAST = 2030
# No rate of any bank: an example, as the page says.
_RATE, _SOURCE = Decimal("2.15"), "Taux d’exemple"
_NEWS = (
    ("La formation continue", "Chaque circonscription ouvre deux demi-journées, pour qui débute et pour les autres."),
    ("Ce que les écoles en font", "Le carnet de liaison vient d’abord, les photographies de la classe ensuite."),
    ("Les familles qui lisent une autre langue", "Les mots de l’école se lisent et s’écoutent dans leur langue."),
    ("L’assistance", "Les réponses viennent dans la journée ; les questions les plus posées ont leur page d’aide."),
    ("Les réunions départementales", "Les membres y voient l’usage de leurs écoles, et disent ce qui leur manque."),
    ("La disponibilité du service", "Les arrêts annoncés ont eu lieu la nuit, hors des périodes scolaires."),
)  # fmt: skip


def _each(act: Callable[[Stage, str, Actor], None]) -> Callable[[Stage], None]:
    """For each member that is bound, by who acts for it."""

    def every(stage: Stage) -> None:
        for one in _MEMBERS:
            if stage.signed(one.key):
                act(stage, one.key, stage.by(one.face))

    return every


def _confirm_signatory(stage: Stage, key: str, by: Actor) -> None:
    """After the elections of March 2026: the same person, elected again. An OGEC has none."""
    member = stage.member(key)
    known = member.signatories.in_force().first()
    if known is not None and member.kind != MemberKind.PRIVATE:
        signatory_name(
            actor=by, member=member, first_name=known.first_name, last_name=known.last_name, civility=known.civility,
            function=known.function, starts=clock.today("Europe/Paris"),
        )  # fmt: skip


def _open_documents(stage: Stage, key: str, by: Actor) -> None:
    member = stage.member(key)
    if Delivery.objects.filter(member=member, opened_at=None).exists():
        delivery_open(actor=by, market=stage.market, member=member)


def _pay(stage: Stage, key: str, by: Actor) -> None:
    """All that was invoiced: certified, ordered and paid on the same day."""
    today = clock.today("Europe/Paris")
    rows = Invoice.objects.filter(STANDING, member=stage.member(key), payment=None)
    for invoice in rows.select_related("market", "member"):
        if not invoice.answers.exists():
            invoice_certify(actor=by, invoice=invoice)
        payment_say(actor=by, invoice=invoice, ordered_on=today, paid_on=today)


def _decide(stage: Stage) -> None:
    """The committee confirms what applied until then."""
    market = stage.market
    for gap in GAPS:
        values = {one.name: getattr(market, one.name) for one in gap.settings}
        gap_decide(
            actor=stage.by("coordinator"), market=market, gap=gap, values=values,
            decided_by="Comité de pilotage", decided_on=date(2026, 12, 8),
        )  # fmt: skip


def _end_decisions(stage: Stage) -> None:
    """What meetings decided is done."""
    by, today = stage.by("coordinator"), clock.today("Europe/Paris")
    for decision in list(open_decisions()):
        decision_end(actor=by, decision=decision, state=Progress.DONE, on=today)


def _note_rate(stage: Stage) -> None:
    half = clock.today("Europe/Paris").replace(day=1)
    rate_note(actor=stage.by("coordinator"), half_from=half, percent=_RATE, source=_SOURCE)


def _count_pupils(stage: Stage) -> None:
    """As of the last beginning of a school year."""
    counted_on = date(clock.today("Europe/Paris").year - 1, 9, 20)
    coverage_base_write(
        actor=stage.by("coordinator"), market=stage.market, public_pupils=1_480, counted_on=counted_on,
        source="Constat de rentrée (inventé)",
    )  # fmt: skip


def _publish(title: str, text: str) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        by = stage.by("coordinator")
        news_publish(actor=by, news=news_write(actor=by, market=stage.market, title=title, text=text))

    return act


def _news() -> Iterator[Step]:
    """One every eight weeks."""
    day, number = date(_FIRST, 1, 25), 0
    while day < date(_LAST, 7, 1):
        title, text = _NEWS[number % len(_NEWS)]
        yield Step(day, _publish(title, text))
        day, number = day + timedelta(weeks=8), number + 1


STEPS = (
    Step(date(_FIRST, 1, 5), _decide),
    Step(date(_FIRST, 1, 6), _end_decisions),
    # Those of the evaluation.
    Step(date(2028, 5, 19), _end_decisions),
    Step(date(_FIRST, 1, 11), _each(_confirm_signatory)),
    Step(date(_FIRST, 1, 12), _each(_open_documents)),
    *(Step(date(year, month, 8), _note_rate) for year in range(_FIRST, _LAST + 1) for month in (1, 7)),
    *(Step(date(year, 1, 20), _count_pupils) for year in range(_FIRST, _LAST + 1)),
    # Invoices of the autumn come on 14 September and 14 October, and are handed over on 5 October.
    Step(date(_FIRST, 1, 18), _each(_pay)),
    *(Step(date(year, 10, 12), _each(_pay)) for year in range(_FIRST, _LAST)),
    *(Step(date(year, 11, 9), _each(_pay)) for year in range(_FIRST, _LAST)),
    *_news(),
)
