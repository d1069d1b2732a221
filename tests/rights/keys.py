"""The table of keys, as the product holds it: sheets, ties, kinds of guardian, requests, animals, the second fact."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from eprimo.console.school.policies import can_suspend
from eprimo.foundation.access.links import read_links
from eprimo.foundation.accounts.actions.activation import BirthDateMissing, BirthDateWrong, birth_dates_check
from eprimo.foundation.accounts.codes import CodeCancelled
from eprimo.foundation.accounts.models import Account, SignInCode
from eprimo.foundation.accounts.policies import may_make_sheets
from eprimo.foundation.content.things.marks import may_pack
from eprimo.foundation.directory.actions.guardians import guardianship_change_kind
from eprimo.foundation.directory.actions.ties import tie_accept
from eprimo.foundation.directory.enums import GuardianKindChoice, Profile
from eprimo.foundation.directory.models import Affiliation, FamilyOpening, Guardianship, Person, TieProposal
from eprimo.foundation.directory.policies import acts
from eprimo.foundation.directory.policies.merges import can_merge
from eprimo.foundation.directory.policies.ties import can_answer_tie, can_keep_tie, can_print_ties
from eprimo.foundation.directory.queries.ties import own_ties, ties_waiting
from eprimo.foundation.intake.policies import can_open_import
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.privacy.models.requests import PrivacyRequest
from eprimo.foundation.privacy.requests.rights import may_decide
from tests.reference import keys as model
from tests.reference import things as t
from tests.reference.world import Tie
from tests.rights.load import KINDS, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.rights.product import Product

# Profiles that a head gives by hand: the functions of `adult_add`.
BY_HAND = {Profile.TEACHER, Profile.STAFF, Profile.PARTNER}


@contextmanager
def undone() -> "Iterator[None]":
    """What is written inside is as if it had not been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_opened(product: "Product", actor: Actor, ask: Callable[[], bool]) -> bool:
    """The answer once an academy has opened the families of the schools, with a reason."""
    if actor.role != Role.ACADEMY:
        return ask()
    with undone():
        FamilyOpening.objects.bulk_create(
            FamilyOpening(school=school, person_id=actor.person_id, reason="Direction concernée",
                          starts=clock.now(), ends=clock.now() + timedelta(hours=1))
            for school in product.rows.schools.values()
        )  # fmt: skip
        return ask()


def makes_sheet(product: "Product", actor: Actor, thing: t.PersonOf) -> bool:
    person = product.rows.people[thing.person].pk
    return as_opened(product, actor, lambda: may_make_sheets(actor, [person]))


def merges(product: "Product", actor: Actor, thing: t.Merge) -> bool:
    schools = frozenset(product.rows.schools[one].pk for one in thing.schools)
    people = [product.rows.people[one].pk for one in thing.people]
    return as_opened(product, actor, lambda: can_merge(actor, schools, *people))


def adds_agent(product: "Product", actor: Actor, thing: t.AgentSeat) -> bool:
    """Nobody gives oneself a role: the action says it, and the policy does not know to whom."""
    if thing.person is not None and product.rows.people[thing.person].pk == actor.person_id:
        return False
    school = product.rows.schools[str(thing.school)].pk
    return acts.can_keep_agent(actor, product.rows.services[thing.service], school)


def sees_tie(product: "Product", actor: Actor, tie: Tie) -> bool:
    row = product.rows.ties[tie.id]
    return any(one.tie.pk == row.pk for one in (*own_ties(actor), *ties_waiting(actor)))


def prints_tie(product: "Product", actor: Actor, tie: Tie) -> bool:
    row = product.rows.ties[tie.id]
    return can_print_ties(actor, [row]) and row.waits


def withdraws_tie(product: "Product", actor: Actor, tie: Tie) -> bool:
    return can_keep_tie(actor, product.rows.ties[tie.id])


def accepts_tie(product: "Product", actor: Actor, tie: Tie) -> bool:
    """In the own account, without the paper."""
    row = TieProposal.objects.get(pk=product.rows.ties[tie.id].pk)
    return can_answer_tie(actor, row) and _done(lambda: tie_accept(actor=actor, tie=row))


def proposes_tie(product: "Product", actor: Actor, thing: t.Proposal) -> bool:
    """By the name that is written: the own one never waits in the own account (`tie_tell`)."""
    if thing.profile not in BY_HAND or product.rows.people[thing.person].pk == actor.person_id:
        return False
    return acts.can_keep_adult(actor, product.rows.schools[thing.school].pk)


def where(product: "Product", actor: Actor, child: str) -> list[int]:
    """Schools where a child is acted on: the directed one; for an academy, any where it is a pupil."""
    if actor.role != Role.ACADEMY:
        return [actor.school_id or 0] if product.sight(actor, child).national_number else []
    links = Affiliation.objects.in_force(actor.now).filter(
        person=product.rows.people[child], profile=Profile.PUPIL
    )
    return list(links.values_list("school_id", flat=True))


def changes_kind(product: "Product", actor: Actor, thing: t.KindChange) -> bool:
    """The document is told in the reason."""
    link = Guardianship.objects.get(pk=product.rows.guardianships[thing.guardianship].pk)
    kind, reason = GuardianKindChoice(KINDS[thing.kind]), "Jugement du 4 mai" if thing.document else ""

    def change() -> None:
        guardianship_change_kind(actor=actor, link=link, kind=kind, reason=reason)

    schools = where(product, actor, product.rows.world.guardianships[thing.guardianship].child)
    allowed = any(acts.can_change_guardianship(actor, school, link) for school in schools)
    return allowed and as_opened(product, actor, lambda: _done(change))


def _done(act: Callable[[], Any]) -> bool:
    try:
        with undone():
            act()
    except DomainError:
        return False
    return True


def decides_erasure(product: "Product", actor: Actor, thing: t.PersonOf) -> bool:
    """A request about the account, at the directed school; of an academy, at any of the person's."""
    person = product.rows.people[thing.person]
    schools = _schools_of(product, thing.person)
    return any(_decides(actor, person, one) for one in schools if not actor.heads or one == actor.school_id)


def _decides(actor: Actor, person: Person, school: int) -> bool:
    with undone():
        row = PrivacyRequest.objects.create(
            kind="account", subject=person, asked_by=person, school_id=school, due_on=clock.now().date()
        )
        return may_decide(actor, row)


def _schools_of(product: "Product", person: str) -> set[int]:
    """Where the person is of a school, as anybody or for a child, by dates."""
    world, now = product.rows.world, (clock.now() - ORIGIN) // timedelta(minutes=1)
    links = [g for g in world.guardianships.values() if g.adult == person and g.kind != "contact"]
    wards = {g.child for g in links if g.contains(now)}
    return {
        row.pk
        for name, row in product.rows.schools.items()
        if model.at_school(world, person, name, now)
        or any("pupil" in model.at_school(world, child, name, now) for child in wards)
    }


def tries_code(product: "Product", thing: t.SheetTry) -> str:
    """What typing these dates with the code of that sheet does."""
    people = product.rows.people
    with undone():
        account = Account.objects.get_or_create(
            person=people[thing.person], defaults={"login": f"essai{people[thing.person].pk}"}
        )[0]
        code = SignInCode.objects.create(
            account=account, purpose="activation", school=product.rows.schools[thing.school], hash="essai",
            tries=thing.wrong, expires_at=clock.now() + timedelta(days=1), made_at=clock.now(),
        )  # fmt: skip
        if thing.wrong >= model.TRIES:
            return "void"  # it was cancelled then: no page takes it any more
        typed = {people[child].birth_date for child in thing.dates}
        typed |= {clock.now().date()} if thing.stranger else set()
        try:
            birth_dates_check(code=code, typed=[one for one in typed if one is not None])
        except BirthDateMissing:
            return "one_more"
        except BirthDateWrong:
            return "wrong"
        except CodeCancelled:
            return "void"
    return "open"


def signs_in(product: "Product", person: str) -> bool:
    """As `actors.from_session`: a decision shuts the account that nothing else opens."""
    plain = product.known.actor(product.rows.people[person].pk, Role.GUARDIAN, None)
    return bool(plain.positions) or not read_links(plain.person_id, clock.now())["blocked"]


SEES: dict[type, Any] = {Tie: sees_tie}
ACTS: dict[str, Any] = {
    "sheet.make": makes_sheet,
    "people.merge": merges,
    "tie.propose": proposes_tie,
    "tie.accept": accepts_tie,
    "tie.print": prints_tie,
    "tie.withdraw": withdraws_tie,
    "guardianship.kind": changes_kind,
    "erasure.decide": decides_erasure,
    "animal.choose": lambda p, a, x: acts.can_choose_animal(a, p.rows.people[x.person].pk),
    "bag.tick": lambda p, a, x: may_pack(a, p.rows.people[x.person].pk),
    "import.open": lambda p, a, x: can_open_import(a, p.rows.schools[x.id].pk),
    "person.suspend": lambda p, a, x: can_suspend(a, p.rows.people[x.person].pk),
    "person.reactivate": lambda p, a, x: can_suspend(a, p.rows.people[x.person].pk),
}
