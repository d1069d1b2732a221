"""A school's own desk: files sent, agreed to, applied."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.devtools.generators.school_people import invent_school
from eprimo.devtools.generators.shapes import InventedSchool
from eprimo.foundation.kernel import clock

INDEX = "/ecole/import/"


def truth(seed: int = 1, pupils: int = 52) -> InventedSchool:
    return invent_school(seed, pupils, first_year=2026)


def uploads(school: InventedSchool) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content, "text/csv") for name, content in write_onde(school).items()]


def work() -> None:
    """The worker does what is due."""
    call_command("worker", "--once")


def send(desk: Any, school: InventedSchool) -> str:
    """Upload; the address of the delivery."""
    answer = desk.post(INDEX, {"extracts": uploads(school)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def agree(desk: Any, page: str, **data: str) -> Any:
    return desk.post(f"{page}appliquer/", data)


def fewer(school: InventedSchool, kept: int) -> InventedSchool:
    """The first pupils, with their guardians."""
    pupils = school.pupils[:kept]
    keys = {one.key for one in pupils}
    guardians = [
        replace(one, children=tuple(k for k in one.children if k in keys))
        for one in school.guardians
        if keys & set(one.children)
    ]
    return replace(school, pupils=pupils, guardians=tuple(guardians))


@contextmanager
def later(minutes: int) -> Iterator[None]:
    """Some minutes after: two imports never bear the same instant."""
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        yield


def applied(desk: Any, school: InventedSchool) -> str:
    page = send(desk, school)
    work()
    agree(desk, page, yes="on")
    work()
    return page


def emptied(desk: Any) -> str:
    """The page of an import that had two pupils in five leave the school."""
    applied(desk, truth())
    with later(5):
        return applied(desk, fewer(truth(), 30))
