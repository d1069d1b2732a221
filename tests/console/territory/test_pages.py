"""The territory's pages, as an inspector, an academy, a member and the platform open them."""

import csv
import io
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from eprimo.console.territory.map import drawing_of
from eprimo.console.territory.outlines import outlines_of
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Entitlement, School
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.statistics.hourly_counts import figures_count
from eprimo.steering.statistics.models import SchoolFigures
from eprimo.steering.statistics.queries import Asked, school_rows
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.ground import lent

pytestmark = pytest.mark.django_db


@lent
def counted(cast: Cast) -> Cast:
    School.objects.filter(pk=cast.tilleuls.pk).update(latitude=47.2, longitude=-1.55)
    School.objects.filter(pk=cast.verne.pk).update(latitude=47.3, longitude=-1.60)
    figures_count()
    return cast


@pytest.fixture
def opened(counted: Cast, sign_in: Any) -> Any:
    """`opened(name)`: a client signed in as that person."""
    return lambda name: sign_in(counted.people[name])


def text(client: Client, route: str, *args: str, **asked: str) -> str:
    response = client.get(reverse(route, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_first_count_the_page_says_so(cast: Cast, sign_in: Any) -> None:
    page = text(sign_in(cast.inspector), "territory:home")
    assert "Pas encore de chiffres" in page


def test_the_home_shows_the_territory(opened: Any) -> None:
    page = text(opened("academy"), "home:home")
    assert "Votre territoire" in page
    assert reverse("territory:home") in page


def test_no_pupil_no_guardian_on_any_page(opened: Any) -> None:
    for name in ("inspector", "academy", "member_rep", "platform"):
        client = opened(name)
        for page in (
            text(client, "territory:home"),
            text(client, "territory:schools"),
            text(client, "territory:school", "0440001A"),
        ):
            assert "MARTIN" not in page
            assert "Samira" not in page


def test_small_counts_are_hidden(opened: Any) -> None:
    page = text(opened("academy"), "territory:school", "0440001A")
    # Four pupils.
    assert "moins de 5" in page


def test_staff_is_counted_one_by_one_for_who_answers_for_it(opened: Any) -> None:
    for who, plain in (("inspector", True), ("academy", True), ("platform", False)):
        page = text(opened(who), "territory:school", "0440001A").replace("\u00a0", " ")
        assert (" sur 8</" in page or " sur 8 <" in page) is plain, who


def test_an_inspector_reads_who_of_the_staff_has_not_come(counted: Cast, sign_in: Any) -> None:
    """Named to the inspector alone, of own schools alone; a pupil or a guardian who has not come is named to nobody."""
    absent = Account.objects.filter(
        person__in=(counted.teacher_cm2, counted.lea, counted.paul, counted.teacher_verne)
    )
    absent.update(state=AccountState.EXPECTED, activated_at=None)
    name = counted.teacher_cm2.formal_name
    page = text(sign_in(counted.inspector), "home:home")
    part = page.partition('id="pas-venus"')[2].partition("</section>")[0]
    assert re.findall(r'<p class="sous">([^<]*)<', part) == [name]
    assert name not in text(sign_in(counted.academy), "home:home")


def test_the_ground_of_a_department_is_that_of_its_schools() -> None:
    """Two neighbours share the line between them, point for point; a lonely school far away has an island."""
    points = tuple(
        (x, y, "44" if x < 500 else "72") for x in range(100, 900, 40) for y in range(100, 500, 40)
    )
    west, east = outlines_of((*points, (950, 950, "72")), 1000, 1000)
    assert (west.key, west.x < 500 < east.x) == ("44", True)
    corners = [set(re.findall(r"\d+ \d+", one.path)) for one in (west, east)]
    assert len(corners[0] & corners[1]) >= 2
    assert (west.path.count("M"), east.path.count("M")) == (1, 2)
    # Inside the drawing, whatever a school reaches.
    (corner,) = outlines_of(((20, 20, "44"),), 1000, 1000)
    assert min(map(int, re.findall(r"-?\d+", corner.path))) > 0


def _schools(count: int, communes: int, departments: int = 1) -> list[Any]:
    """Schools in rows of ten, a commune after the other, from west to east."""
    return [
        SimpleNamespace(
            latitude=47 + n // 10 / 20, longitude=-1 + n % 10 / 20, is_open=True, concerns=(), circonscription="",
            commune=f"44{n % communes:03}", commune_name=f"Commune {n % communes}",
            department=f"{44 + n % departments}", department_name=f"Département {n % departments}",
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "communes", "departments", "grounds"),
    [
        (1, 1, 1, {"44000"}),
        (12, 3, 1, {"44000", "44001", "44002"}),
        # More communes than an eye tells apart: the department alone.
        (100, 50, 1, {"44"}),
        (100, 50, 2, {"44", "45"}),
    ],
)
def test_a_map_has_a_ground_and_a_scale_at_every_zoom(
    count: int, communes: int, departments: int, grounds: set[str]
) -> None:
    drawing = drawing_of(_schools(count, communes, departments))
    assert drawing is not None
    assert {one.key for one in drawing.grounds} == grounds
    assert re.fullmatch(r"\d+\N{NO-BREAK SPACE}k?m", drawing.scale.words)
    assert 80 < drawing.scale.length <= 240


def test_from_the_territory_down_to_a_school(opened: Any) -> None:
    client = opened("academy")
    page = text(client, "territory:home")
    assert "Par circonscription" in page
    assert "?circonscription=Valmarais+Nord" in page
    page = text(client, "territory:home", circonscription="Valmarais Nord")
    assert "Par commune" in page
    assert "Tout le territoire" in page
    page = text(client, "territory:home", commune="44999")
    assert "Voir les écoles" in page
    page = text(client, "territory:schools", commune="44999")
    assert reverse("territory:school", args=["0440001A"]) in page


def test_nothing_answers(opened: Any) -> None:
    client = opened("academy")
    for route in ("territory:home", "territory:schools"):
        assert "Aucune école ne répond" in text(client, route, departement="85")
    # Values that make no sense are left out.
    assert "0440001A" in text(client, "territory:schools", souci="inconnu", tri="?")


@pytest.mark.parametrize(
    ("order", "first"),
    [("", "École fermée"), ("fin", "École Les Tilleuls"), ("import", "École fermée")],
)
def test_orders(opened: Any, counted: Cast, order: str, first: str) -> None:
    Entitlement.objects.filter(school=counted.tilleuls).update(ends=NOW + timedelta(days=10))
    SchoolFigures.objects.filter(school=counted.tilleuls).update(imported_at=NOW)
    SchoolFigures.objects.filter(school=counted.verne).update(imported_at=NOW)
    page = text(opened("academy"), "territory:schools", tri=order)
    names = [name for name in ("École fermée", "École Jules-Verne", "École Les Tilleuls") if name in page]
    assert min(names, key=lambda name: page.index(f">{name}</a>")) == first


def test_pages_of_the_list(opened: Any) -> None:
    for number in range(40):
        make.school(f"{4410000 + number:07}A", f"École {number:02}")
    figures_count()
    client = opened("platform")
    first = client.get(reverse("territory:schools"))
    assert len(first.context["page"].items) == 30
    second = client.get(reverse("territory:schools"), {"after": first.context["page"].after})
    assert len(second.context["page"].items) == 13
    assert second.context["page"].after == ""
    back = client.get(reverse("territory:schools"), {"before": second.context["page"].before})
    assert [row.uai for row in back.context["page"].items] == [row.uai for row in first.context["page"].items]
    for forged in ("-3", "99999", "x", "１"):
        assert client.get(reverse("territory:schools"), {"after": forged}).status_code == 200


@pytest.mark.parametrize("route", ["territory:home", "territory:schools"])
def test_statements_are_few_and_do_not_grow(opened: Any, route: str) -> None:
    client, counts = opened("academy"), []
    for start, size in ((0, 3), (100, 30)):
        for number in range(start, start + size):
            make.school(f"{4410000 + number:07}A", f"École {number}")
        figures_count()
        client.get(reverse(route))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(route))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 4


def test_files_hold_what_the_page_shows_and_leave_a_line(opened: Any) -> None:
    client = opened("academy")
    sheet = client.post(reverse("territory:schools_file"), {"format": "csv", "souci": "closed"})
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["UAI", "0440003C"]
    book = load_workbook(
        io.BytesIO(client.post(reverse("territory:schools_file"), {"format": "ods"}).content)
    )
    lines = book.get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines] == ["UAI", "0440003C", "0440002B", "0440001A"]
    # Counts under five are hidden there too.
    assert lines[3][10] == "moins de 5"
    exported = AuditLine.objects.filter(act="statistics.figures.exported")
    assert [line.details["rows"] for line in exported.order_by("pk")] == [1, 3]
    assert client.get(reverse("territory:schools_file")).status_code == 405


def test_heads_are_named_to_who_may_name_them(opened: Any) -> None:
    assert "GUILBAUD" in text(opened("inspector"), "territory:school", "0440001A")
    assert "GUILBAUD" in text(opened("member_rep"), "territory:school", "0440001A")
    # The platform sees figures, and nobody's name.
    assert "GUILBAUD" not in text(opened("platform"), "territory:school", "0440001A")


def test_the_academy_names_who_directs_a_school_that_has_nobody(opened: Any, counted: Cast) -> None:
    client = opened("academy")
    where = reverse("territory:deputy", args=["0440001A"])
    assert client.get(where).status_code == 404
    assert where not in text(client, "territory:school", "0440001A")
    heads = Affiliation.objects.filter(
        school=counted.tilleuls, profile__in=(Profile.DIRECTOR, Profile.DEPUTY)
    )
    heads.update(ends=NOW)
    assert where in text(client, "territory:school", "0440001A")
    refused = client.post(
        where, {"adult": str(counted.teacher.public_id), "ends": "2026-11-01", "reason": "Congé"}
    )
    assert refused.status_code == 422
    assert "déjà passée" in refused.content.decode()
    elsewhere = {"adult": str(counted.teacher_verne.public_id), "ends": "2027-01-31", "reason": "Congé"}
    assert client.post(where, elsewhere).status_code == 422
    wanted = {"adult": str(counted.teacher.public_id), "ends": "2027-01-31", "reason": "Congé"}
    assert client.post(where, wanted).status_code == 302
    named = Affiliation.objects.in_force(NOW).get(school=counted.tilleuls, profile=Profile.DEPUTY)
    assert named.person == counted.teacher
    assert AuditLine.objects.filter(act="directory.deputy.named", subject_id=counted.teacher.pk).exists()
    # Somebody directs it now: it is not offered again.
    page = text(client, "territory:school", "0440001A")
    assert where not in page
    assert "LE GALL" in page


def test_points_lie_as_on_a_map(counted: Cast) -> None:
    drawing = drawing_of(school_rows(counted.actor("academy"), Asked()))
    assert drawing is not None
    # Les Tilleuls is south and east of Jules-Verne; the closed school has no place.
    north, south = sorted(
        (tuple(map(int, point.rstrip("h0").split())) for point in drawing.fine.split("M") if point),
        key=lambda point: point[1],
    )
    assert north[0] < south[0]
    assert north[1] < south[1]
    assert (drawing.closed, drawing.unplaced) == ("", 1)
    assert all(0 < value < 1000 for point in (north, south) for value in point)
    assert [one.words for one in drawing.names] == ["Valmarais"]
    assert drawing_of([]) is None
