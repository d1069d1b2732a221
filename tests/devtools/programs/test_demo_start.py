"""`manage.py demo` itself: started, entered by every face, moved in time, stopped without an orphan."""

import base64
import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page, expect, sync_playwright

from eprimo.devtools.chromium import FLAGS, find_chromium
from eprimo.devtools.demo.clock import ShiftedClock
from eprimo.devtools.demo.faces import FACES
from eprimo.devtools.demo.scenes import SCENES, TODAY
from eprimo.devtools.demo.tour import TOUR, of_services, of_the_day
from eprimo.devtools.postgres import server_runs, stop_server
from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.factors.codes import code_at
from eprimo.foundation.kernel.ids import uuid7
from tests.config.served import Drips, until

pytestmark = pytest.mark.when_changed(
    "eprimo/devtools/demo", "eprimo/devtools/postgres", "eprimo/config", "requirements"
)

FIVE_MINUTES = 300
ROOT = Path(__file__).resolve().parents[3]
_CLEARED = (
    "DATABASE_URL",
    "DATABASE_WORKER_URL",
    "DATABASE_DOOR_URL",
    "DATABASE_OWNER_URL",
    "DJANGO_SETTINGS_MODULE",
)


@dataclass
class Demo:
    process: subprocess.Popen[str]
    port: int
    said: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visitor(self) -> "Visitor":
        return Visitor(self.address)


class Visitor:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, path: str) -> tuple[int, str]:
        return self._open(urllib.request.Request(self.address + path))

    def post(self, path: str, token: str, **values: str) -> tuple[int, str]:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **values}).encode()
        return self._open(urllib.request.Request(self.address + path, data=body))

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def token_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:300]
    return found[1]


def environment(var: Path, **values: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _CLEARED}
    return kept | {"EPRIMO_VAR": str(var), "PYTHONUNBUFFERED": "1"} | values


def manage(var: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment(var, **values), capture_output=True, text=True, check=False,
    )  # fmt: skip


def start(var: Path) -> Demo:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT, env=environment(var, PORT=str(port)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    return Demo(process, port, said)


def stop(demo: Demo) -> int:
    demo.process.send_signal(signal.SIGINT)
    code = demo.process.wait(30)
    assert demo.process.stdout is not None
    demo.said += demo.process.stdout.read()
    demo.process.stdout.close()
    return code


def children_of(pid: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@contextlib.contextmanager
def with_academy(folder: Path) -> Iterator[Path]:
    """The folder, with the smallest academy loaded in it; its database is stopped at the end."""
    try:
        loaded = manage(folder, "load_demo", "--schools", "3", "--pupils", "30")
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        yield folder
    finally:
        for scene in SCENES.values():
            stop_server(folder, scene.purpose)


def test_the_demo_from_its_start_to_its_stop(tmp_path: Path) -> None:
    """One academy for all of it: to load it costs more than everything that is looked at."""
    with with_academy(tmp_path) as folder:
        # Each date has a database of its own.
        loaded = manage(folder, "load_demo", "--schools", "3", "--pupils", "10", EPRIMO_DEMO_SCENE="2028-05")
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        for scene in SCENES.values():
            stop_server(folder, scene.purpose)
        demo = start(folder)
        try:
            says_who_can_sign_in_and_where(demo)
            goes_to_another_date_and_comes_back(demo, folder)
            for face in FACES:
                enters_and_finds_home(demo, face.key)
            an_unknown_face_and_a_get_enter_nowhere(demo)
            the_ordinary_door_shows_the_list(demo)
            each_step_of_the_tour_enters_on_a_page_that_exists(demo)
            the_day_is_walked_with_its_other_end_beside(demo, folder)
            the_clock_moves_forward_for_everybody(demo)
            bodies_that_drip_do_not_silence_it(demo)
            a_process_that_is_killed_comes_back(demo)
        except BaseException:
            stop(demo)
            raise
        stops_cleanly_and_leaves_nothing_running(demo, folder)


def says_who_can_sign_in_and_where(demo: Demo) -> None:
    assert demo.process.poll() is None, demo.said
    assert f"{demo.address}/demo/" in demo.said
    assert "mardi" in demo.said
    assert "10\u00a0h" in demo.said
    assert "Samira MARTIN" in demo.said
    assert "Mère de deux enfants" in demo.said


def enters_and_finds_home(demo: Demo, key: str) -> None:
    visitor = demo.visitor()
    _, page = visitor.get("/entrer/")
    status, home = visitor.post(f"/entrer/{key}/", token_of(page))
    assert status == 200, home[:500]
    assert "Qui voulez-vous être" not in home
    wanted = "petits" if key == "little" else "standard"
    assert f'data-ep-habillage="{wanted}"' in home


def an_unknown_face_and_a_get_enter_nowhere(demo: Demo) -> None:
    visitor = demo.visitor()
    _, page = visitor.get("/entrer/")
    assert visitor.post("/entrer/personne/", token_of(page))[0] == 404
    assert visitor.get("/entrer/director/")[0] == 405


def the_ordinary_door_shows_the_list(demo: Demo) -> None:
    status, page = demo.visitor().get("/compte/entrer")
    assert status == 200
    assert 'href="/entrer/"' in page


def stands(page: str) -> bool:
    """An address of its own, or one of each member."""
    try:
        return bool(reverse(page))
    except NoReverseMatch:
        return bool(reverse(page, args=[uuid7()]))


def the_clock_moves_forward_for_everybody(demo: Demo) -> None:
    visitor = demo.visitor()
    _, before = visitor.get("/demo/horloge/")
    day = re.search(r"<b>(\w+ [^,]+),", before)
    status, after = visitor.post("/demo/horloge/", token_of(before), de="jour")
    assert status == 200
    assert day is not None
    assert f"<b>{day[1]}" not in after
    # Both workers tell the same day.
    for _ in range(4):
        assert f"<b>{day[1]}" not in demo.visitor().get("/demo/horloge/")[1]


def each_step_of_the_tour_enters_on_a_page_that_exists(demo: Demo) -> None:
    visitor = demo.visitor()
    _, page = visitor.get("/demo/visite/")
    steps, named = TOUR | of_services(), {kind.key: kind for kind in kinds()}
    assert page.count("<li ") == len(steps) > len(TOUR)
    assert visitor.post("/demo/visite/99/", token_of(page))[0] == 404
    for number, stop in steps.items():
        assert stands(stop.page)
        if stop.date == TODAY:
            visitor = demo.visitor()
            _, page = visitor.get("/demo/visite/")
            status, entered = demo.visitor().post(f"/demo/visite/{number}/", token_of(page))
            assert status == 403  # without the cookie of the page that the key came with
            status, entered = visitor.post(f"/demo/visite/{number}/", token_of(page))
            assert status == 200
            assert "<h1" in entered
            kind = named.get(stop.page.partition(":")[0])
            if number in of_services() and kind is not None:
                assert f"<title>{kind.words.name}" in entered


def the_day_is_walked_with_its_other_end_beside(demo: Demo, folder: Path) -> None:
    """Two windows of one browser, each somebody else, and what is done in one is seen in the other without asking."""
    found = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found.executable), args=list(FLAGS), env={**os.environ, **found.env}
        )
        context = browser.new_context(locale="fr-FR")
        hours = []
        for number, stop in of_the_day().items():
            page, beside = both_ends(context.new_page(), number, demo)
            assert stop.beside is not None
            for window, seen in ((page, stop), (beside, stop.beside)):
                # The home stands for a page that is gone: nothing that the day tells is.
                assert (urllib.parse.urlparse(window.url).path == "/") == (seen.page == "home:home"), (
                    window.url
                )
            told = context.new_page()
            told.goto(f"{demo.address}/demo/journee/")
            hours.append(re.search(r"(\d+)\xa0h", told.inner_text("main p"))[1])  # type: ignore[index]
        assert hours == [str(stop.at.hour) for stop in of_the_day().values() if stop.at]
        an_answer_is_counted_at_the_other_end(context.new_page(), demo)
        a_lost_telephone_is_made_good(context.new_page(), demo, folder)
        browser.close()


def both_ends(page: Page, number: int, demo: Demo) -> tuple[Page, Page]:
    page.goto(f"{demo.address}/demo/")
    page.get_by_role("link", name="Une journée aux Tilleuls").click()
    with page.expect_popup() as opened:
        page.locator(f"#etape-{number} [data-ep-beside]").click()
    beside = opened.value
    page.locator(f"#etape-{number} button").click()
    expect(page.locator("h1")).to_be_visible()
    beside.get_by_role("button", name="Entrer").click()
    expect(beside.locator("h1")).not_to_have_text("À côté")
    assert urllib.parse.urlparse(beside.url).hostname == "localhost"
    return page, beside


def an_answer_is_counted_at_the_other_end(page: Page, demo: Demo) -> None:
    number = next(iter(of_the_day()))
    page, beside = both_ends(page, number, demo)
    before = beside.locator("#suivi-resume").inner_text()
    card = page.locator("article", has_text="Classe découverte de printemps").first
    card.locator("summary").click()
    for question in card.locator("fieldset").all():
        question.locator("input").first.check(force=True)
    card.get_by_role("button", name="Envoyer ma réponse").click()
    expect(beside.locator("#suivi-resume")).not_to_have_text(before, timeout=20_000)


def a_lost_telephone_is_made_good(page: Page, demo: Demo, folder: Path) -> None:
    """At 8:20 the head shows who she is and reads out a code; the teacher types it, and a new telephone is enrolled."""
    number = next(number for number, stop in of_the_day().items() if stop.page == "vouching:index")
    began = time.monotonic()
    page, beside = both_ends(page, number, demo)
    expect(page.locator("h1")).to_have_text("Deuxième preuve de l’équipe", timeout=20_000)
    page.get_by_role("listitem").filter(has_text="Claire LE GALL").get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("Confirmez que c’est vous")
    hint = re.search(r"le code du moment est (\d{6})", page.inner_text("main"))
    assert hint is not None
    page.get_by_label("Code", exact=True).fill(hint[1])
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator("h1")).to_have_text("Rendre l’accès")
    told = page.locator("main code").inner_text()
    expect(beside.locator("h1")).to_have_text("Confirmez que c’est vous")
    beside.get_by_label("Code", exact=True).fill(told.lower())
    beside.get_by_role("button", name="Confirmer").click()
    spelt = beside.locator("form code").inner_text().replace(" ", "")
    source = ShiftedClock(SCENES[TODAY].folder(folder) / "clock")
    beside.get_by_label("Code à six chiffres").fill(code_at(base64.b32decode(spelt), source()))
    beside.get_by_role("button", name="Ajouter", exact=True).click()
    expect(beside.locator("h1")).to_have_text("Vos codes, une seule fois")
    expect(beside.locator("main code")).to_have_count(10)
    assert time.monotonic() - began < FIVE_MINUTES


def moved(demo: Demo, key: str) -> str:
    """Ask for another date, and wait until it is served; the line that says which day it is."""
    visitor = demo.visitor()
    _, page = visitor.get("/demo/horloge/")
    assert visitor.post(f"/demo/dates/{key}/", token_of(page))[0] == 200
    assert demo.process.stdout is not None
    lines = []
    for line in demo.process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    return day_in("".join(lines))


def day_in(said: str) -> str:
    """« mardi 24 novembre »."""
    found = re.search(r"Ici, nous sommes le ([^,]+),", said.replace("\u00a0", " "))
    assert found, said
    return found[1]


def goes_to_another_date_and_comes_back(demo: Demo, folder: Path) -> None:
    visitor = demo.visitor()
    _, page = visitor.get("/demo/horloge/")
    assert visitor.post("/demo/dates/2027-01/", token_of(page))[0] == 404
    assert moved(demo, "2028-05") == "mardi 23 mai"
    assert "(2028)" in demo.visitor().get("/demo/horloge/")[1]
    assert moved(demo, "aujourdhui") == day_in(demo.said)
    assert not server_runs(folder, "demo-2028-05")


def bodies_that_drip_do_not_silence_it(demo: Demo) -> None:
    """There is no proxy before a demo."""

    def connect(_: int) -> socket.socket:
        return socket.create_connection(("127.0.0.1", demo.port), timeout=20)

    with Drips(connect, 12) as drips:
        for _ in range(3):
            drips.drip()
            assert demo.visitor().get("/entrer/")[0] == 200


def a_process_that_is_killed_comes_back(demo: Demo) -> None:
    """The pages' own parent, with whatever it leaves behind."""
    first = min(
        pid for pid in children_of(demo.process.pid) if b"wsgi" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    family = {first, *children_of(first)}
    os.kill(first, signal.SIGKILL)

    def came_back() -> bool:
        left = {pid for pid in family if Path(f"/proc/{pid}/cwd").exists()}
        try:
            return not left and demo.visitor().get("/entrer/")[0] == 200
        except OSError:
            return False

    until(came_back)
    assert demo.process.poll() is None


def stops_cleanly_and_leaves_nothing_running(demo: Demo, folder: Path) -> None:
    children = children_of(demo.process.pid)
    assert len(children) >= 3, demo.said
    assert server_runs(folder, "demo")
    assert stop(demo) == 0, demo.said
    assert not {pid for pid in children if Path(f"/proc/{pid}/cwd").exists()}
    # It had started the database itself: it leaves none running.
    assert not server_runs(folder, "demo")
    assert "s’arrête" in demo.said


def test_it_refuses_a_database_of_somebody_else(tmp_path: Path) -> None:
    refused = manage(tmp_path, "demo", DATABASE_URL="postgresql://somebody@elsewhere/production")
    assert refused.returncode != 0
    assert "unset DATABASE_URL" in refused.stderr
