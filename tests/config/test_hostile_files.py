"""Twelve people send files made to harm, all at once, to processes as they are launched: pages answer meanwhile.

EPRIMO_DRILL=full sends every file six times, and holds the times too, which a machine that does other work cannot
promise; the suite sends twelve of them once.
"""

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from eprimo.config import launch
from tests import hostile
from tests.config.reading_urls import FOLDER
from tests.config.served import Served, database_url, served
from tests.foundation.transport.servers import free_port

FULL = os.environ.get("EPRIMO_DRILL") == "full"
AT_ONCE = 12
FILES = list(hostile.SHEETS) * 6 if FULL else list(hostile.SHEETS)[:AT_ONCE]

pytestmark = pytest.mark.drill


@pytest.fixture(scope="module")
def pages(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    folder.chmod(0o755)
    for name, made in hostile.SHEETS.items():
        (folder / name).write_bytes(made())
    port = free_port()
    environment = {"DJANGO_SETTINGS_MODULE": "tests.config.reading_settings", FOLDER: str(folder)}
    with served(launch.pages(port), port, database_url(), **environment) as found:
        yield found


def test_pages_answer_while_twelve_read_hostile_files(pages: Served) -> None:
    before = pages.workers()
    heard: list[float] = []
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            began = time.monotonic()
            assert pages.ask("/etat/") == 200
            heard.append(time.monotonic() - began)
            time.sleep(0.02)

    def send(name: str) -> list[Answer]:
        """Again while the answer is to come back: two are read at once, and one waits."""
        answers = [one := _asked(pages, name)]
        while one.text.startswith("busy"):
            time.sleep(0.1)
            answers.append(one := _asked(pages, name))
        return answers

    # Each process starts its server of children at its first file: that is not under measure.
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(send, ["empty"] * AT_ONCE))
    with ThreadPoolExecutor(AT_ONCE + 1) as people:
        listener = people.submit(listen)
        sent = list(people.map(send, FILES))
        done.set()
        listener.result(30)
    answers = [one for several in sent for one in several]
    for one in answers:
        assert one.status == 400, one
        assert one.text.endswith("."), one
    assert pages.workers() == before
    heard.sort()
    slowest, most = max(one.seconds for one in answers), heard[-1]
    p95 = heard[len(heard) * 95 // 100]
    print(  # noqa: T201 - what the drill tells
        f"{len(sent)} files in {len(answers)} answers, slowest {slowest:.2f} s; /etat/ {len(heard)} times,"
        f" p95 {p95:.3f} s, most {most:.3f} s"
    )
    if FULL:
        assert slowest < 2
        assert p95 < 0.2


@dataclass(frozen=True)
class Answer:
    name: str
    status: int
    text: str
    seconds: float


def _asked(pages: Served, name: str) -> Answer:
    line = HTTPConnection("127.0.0.1", pages.port, timeout=30)
    began = time.monotonic()
    line.request("GET", f"/lire/{name}", headers={"Host": "127.0.0.1"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return Answer(name, answer.status, text, time.monotonic() - began)
