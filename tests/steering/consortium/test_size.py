"""The group at its size: 1,500 members and 2,400 schools with EPRIMO_DRILL=full, a tenth by default."""

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import pytest

from eprimo.foundation.directory.models import Commune, School
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.due_passages import markets_turn
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Member, Need, Passage, Representation, SchoolClaim
from eprimo.steering.consortium.needs import needs_sum
from eprimo.steering.consortium.queries import MemberFilter, members_of, members_page
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.sizes import FULL
from tests.steering.consortium.group import opened, siren, siret

MEMBERS, SCHOOLS = (1_500, 2_400) if FULL else (150, 240)
# Seconds: « list, search, completeness of all files ≤ 300 ms; sum of annexes 2 ≤ 200 ms ».
LIST, SUM = 0.3, 0.2
# Each, in a transaction of its own.
RENEWAL = 0.2


def peopled(cast: Cast) -> None:
    market, department, now = opened(cast), make.department(), clock.now()
    communes = Commune.objects.bulk_create(
        Commune(insee=f"9{number:04}", name=f"Commune {number}", department=department)
        for number in range(MEMBERS)
    )
    members = Member.objects.bulk_create(
        Member(
            market=market, kind=MemberKind.COMMUNE, name=f"Commune {number}", siret=siret(siren(f"2010{number:04}")),
            department=department, commune=commune,
        )
        for number, commune in enumerate(communes)
    )  # fmt: skip
    Representation.objects.bulk_create(Representation(member=one, starts=now) for one in members)
    year, academy = make.school_year(), make.academy()
    schools = School.objects.bulk_create(
        School(
            uai=f"0{450000 + number}Z", name=f"École {number}", commune=communes[number % MEMBERS], academy=academy,
            running_year=year,
        )
        for number in range(SCHOOLS)
    )  # fmt: skip
    owners = [(school, members[number % MEMBERS]) for number, school in enumerate(schools)]
    SchoolClaim.objects.bulk_create(
        SchoolClaim(school=school, member=owner, starts=now) for school, owner in owners
    )
    Need.objects.bulk_create(
        Need(school=school, member=owner, accounts=90, starts=now) for school, owner in owners
    )


def _timed(name: str, run: Callable[[], object]) -> float:
    spent = []
    for _ in range(7):
        begun = perf_counter()
        run()
        spent.append(perf_counter() - begun)
    print(f"\n{name} ({MEMBERS} members, {SCHOOLS} schools): {median(spent) * 1000:.1f} ms")  # noqa: T201
    return median(spent) if FULL else 0


@pytest.mark.drill
@pytest.mark.django_db
def test_lists_searches_and_sums_at_the_size_of_the_group(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    peopled(cast)
    actor, market = cast.actor("coordinator"), Member.objects.select_related("market")[0].market
    marks = {"after": "", "before": ""}
    page = members_page(actor, market, MemberFilter(), **marks)
    assert len(page.items) == 30
    with capsys.disabled():
        assert _timed("list", lambda: members_page(actor, market, MemberFilter(), **marks)) < LIST
    search = MemberFilter(words="commune 12")
    with capsys.disabled():
        assert _timed("search", lambda: members_page(actor, market, search, **marks)) < LIST
    with capsys.disabled():
        assert (
            _timed("whole list, for a file", lambda: list(members_of(actor, market, MemberFilter()))) < LIST
        )
    assert needs_sum(market) == (90 * SCHOOLS, SCHOOLS)
    with capsys.disabled():
        whole = Member.objects.filter(market=market)
        assert _timed("completeness of all files", lambda: facts_of(whole)) < LIST
    with capsys.disabled():
        assert _timed("sum of annexes 2", lambda: needs_sum(market)) < SUM


@pytest.mark.drill
@pytest.mark.django_db
def test_r033_the_whole_group_is_renewed_at_its_size(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """A transaction a member; the second run looks and does nothing."""
    peopled(cast)
    ids = list(Member.objects.values_list("pk", flat=True))
    for number, before, state, reason in (
        (1, "draft", "filed", "by_member"),
        (2, "filed", "in_force", "market_starts"),
    ):
        Passage.objects.bulk_create(
            Passage(member_id=pk, number=number, before=before, state=state, reason=reason, effective_on=NOW.date())
            for pk in ids
        )  # fmt: skip
    with clock.frozen(datetime(2028, 7, 19, 10, tzinfo=UTC)):
        begun = perf_counter()
        assert markets_turn() == len(ids)
        spent = perf_counter() - begun
        again = perf_counter()
        assert markets_turn() == 0
        looked = perf_counter() - again
    with capsys.disabled():
        print(f"\nrenewal of {len(ids)} members: {spent:.1f} s; looked again: {looked * 1000:.1f} ms")  # noqa: T201
    assert not FULL or spent < RENEWAL * len(ids)
