"""Declaring a kind: what stops the start, what follows from the manage rule, and a folder that nothing else names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import include, path, reverse

from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content import kinds as declared
from eprimo.foundation.content.capabilities import (
    Body,
    Details,
    Files,
    Invites,
    LastDay,
    OwnPages,
    Pages,
    Territory,
    kinds,
)
from eprimo.foundation.content.enums import ShareLevel
from eprimo.foundation.content.kinds import (
    CHOSEN,
    Audience,
    Capability,
    Kind,
    Manage,
    Readers,
    To,
    kind_of,
    register_kind,
)
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.pages.routes import found_routes
from eprimo.foundation.content.services import declare
from eprimo.foundation.content.things.addressing import derive_shares
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.rights import POLICIES
from eprimo.foundation.kernel.services import register, services
from eprimo.foundation.notifications.sections import Section, register_section
from eprimo.services.news.forms import NewsForm
from eprimo.services.news.models import News
from eprimo.services.partners.forms import InterventionForm
from eprimo.services.partners.models import Intervention

SCHOOL, CLASS = 7, 12


@pytest.fixture(autouse=True)
def _as_they_were() -> Iterator[None]:
    before, policies = dict(declared._kinds), dict(POLICIES)
    yield
    POLICIES.clear()
    POLICIES.update(policies)
    declared._kinds.clear()
    declared._kinds.update(before)


def a_kind(**changed: object) -> Kind:
    return replace(kind_of("toy"), **changed)  # type: ignore[arg-type]


def _here(_request: object) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "ailleurs"},
        {"key": "other"},
        {"key": "Other", "address": "ailleurs"},
        {"key": "other", "address": "sous/chemin"},
        {"key": "other", "address": "ailleurs", "audience": Audience(targets=frozenset({To.PERSON}))},
    ],
)
def test_what_is_taken_or_no_name_stops_the_start(changed: dict[str, object]) -> None:
    """The key of another, the address of another, what is neither, a choice of people."""
    with pytest.raises(ImproperlyConfigured):
        register_kind(a_kind(**changed))


def _nowhere(*_given: object) -> dict[str, set[tuple[str, int]]]:
    return {}


class Coloured(Details):
    """It names a column that the model has not."""

    @property
    def typed(self) -> tuple[str, ...]:
        return ("headline", "colour")


CONTRADICTIONS: dict[str, tuple[tuple[Capability, ...], str]] = {
    "one of them twice": ((Body(), Body(), Pages()), "has Body twice"),
    "invited to no day": ((Invites(_nowhere), Pages()), "has Invites without Days"),
    "a last day on pages of its own": ((LastDay(), OwnPages(thing="other:one")), "has LastDay without Pages"),
    "files that no page takes": ((Files(), OwnPages(thing="other:one")), "has Files without Pages"),
    "a territory without pages": (
        (Territory({}), OwnPages(thing="other:one")),
        "has Territory without Pages",
    ),
    "pages twice": ((Pages(), OwnPages(thing="other:one")), "has Pages, and pages of its own"),
    "a piece at no place": ((Pages({"foot": "other.html"}),), "has Pages, which have no place foot"),
    "columns without a form": ((Details(model=News), Pages()), "has Details, whose columns no form fills"),
    "a form without a page": (
        (Details(model=News, form=NewsForm), OwnPages(thing="other:one")),
        "has Details, whose form no page draws",
    ),
    "a column that is not there": (
        (Coloured(model=News), OwnPages(thing="other:one")),
        "has Coloured, without the columns colour",
    ),
    "of a territory, in columns of a school": (
        (Details(model=Intervention, form=InterventionForm), Territory({}), Pages()),
        "has Territory, and its columns are always of a school",
    ),
    "a territory that rings at families": (
        (Territory({Role.ACADEMY: frozenset({Readers.FAMILIES})}), Pages()),
        "has Territory, and rings at families",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_capabilities_that_contradict_each_other_stop_the_start(name: str) -> None:
    """The kind and the capability are named."""
    has, why = CONTRADICTIONS[name]
    with pytest.raises(ImproperlyConfigured, match=f"« other » {why}"):
        register_kind(a_kind(key="other", address="ailleurs", has=has))


@pytest.mark.parametrize(
    "others",
    [
        [path("jouets/", _here, name="here")],
        [path("", include([path("jouets/<slug:one>/", _here, name="here")]))],
        [path("elsewhere/", include(([path("", _here, name="here")], "toy")))],
    ],
)
def test_an_address_or_a_name_space_that_another_page_has_stops_the_start(others: list[object]) -> None:
    with pytest.raises(ImproperlyConfigured):
        found_routes(others)  # type: ignore[arg-type]


def test_the_pages_of_a_service_stand_at_its_address_and_nowhere_else() -> None:
    assert reverse("messages:list") == "/echanges/"
    with pytest.raises(ImproperlyConfigured):
        found_routes([path("echanges/", _here)])


def test_a_kind_with_pages_of_its_own_has_no_page_from_here() -> None:
    """It is found by its key, and takes neither an address nor a name space."""
    own = register_kind(a_kind(key="own", address="here", has=(Body(), OwnPages(thing="own:thing"))))
    taken = [path("here/", include(([path("", _here, name="here")], "own")))]
    assert kind_of("own") == own
    assert own not in kinds()
    assert "own" not in {route.namespace for route in found_routes(taken)}


def test_a_key_that_any_service_has_stops_the_start() -> None:
    """Not of kinds alone: the menu, the cards of notices and the sections of homes are found by it."""
    menu = next(one for one in services() if one.key == "news")
    with pytest.raises(ImproperlyConfigured, match="Two services"):
        declare(a_kind(key="people", address="ailleurs"))
    with pytest.raises(ImproperlyConfigured, match="cards of another service"):
        register(replace(menu, key="other"))
    with pytest.raises(ImproperlyConfigured, match="Two sections"):
        register_section(Section(key="news", template="other.html", roles=frozenset()))
    assert menu in services()


MANAGERS = {
    Manage.AUTHOR_AND_HEAD: {"head": 4, "teacher": 1},
    Manage.CLASS_TEACHERS_AND_HEAD: {"head": 4, "teacher": 4},
    Manage.CLASS_TEACHERS: {"head": 1, "teacher": 4},
    Manage.AUTHOR: {"head": None, "teacher": 1},
}


@pytest.mark.parametrize("manage", Manage)
def test_who_manages_follows_from_the_rule(manage: Manage) -> None:
    """Of a thing to one class: its teachers and the heads of the school, by level; families read."""
    shares = derive_shares(a_kind(manage=manage), SCHOOL, [Target(kind=To.CLASS, target=CLASS)])
    head = (AudienceKind.SCHOOL, SCHOOL, AudienceProfile.HEAD)
    teacher = (AudienceKind.CLASS, CLASS, AudienceProfile.TEACHER)
    assert {"head": shares.get(head), "teacher": shares.get(teacher)} == MANAGERS[manage]
    assert shares[AudienceKind.CLASS, CLASS, AudienceProfile.GUARDIAN] == ShareLevel.READ


def test_pupils_are_reached_when_they_are_ticked_alone() -> None:
    pupils = (AudienceKind.CLASS, CLASS, AudienceProfile.PUPIL)
    for ticked in (True, False):
        shares = derive_shares(kind_of("toy"), SCHOOL, [Target(kind=To.CLASS, target=CLASS, pupils=ticked)])
        assert (pupils in shares) is ticked
    shares = derive_shares(
        a_kind(audience=Audience(targets=CHOSEN)), SCHOOL, [Target(kind=To.CLASS, target=CLASS, pupils=True)]
    )
    assert pupils not in shares


ROOT = Path(settings.BASE_DIR)
SERVICES = ROOT / "eprimo" / "services"
# Services whose names the frame of every page, the console and other services know, and why. None is a kind of content,
# and a new one is not added.
OF_THE_FRAME = {
    "home": "where everybody lands",
    "information": "legal pages, in the foot of every page",
    "my_data": "one’s own data, from the account",
    "people": "the page of a person, to which every list of people leads",
    "pwa": "what the frame of a page tells a device",
    "archives": "years that are over, from the account",
}
# Files that still name a service; none is added. The invented academy writes its notes by the book's own acts; the
# configuration mounts it.
STILL = {
    *((f"eprimo/devtools/demo/academy/{one}.py", "liaison") for one in ("acts", "letters", "notes", "texts")),
    ("eprimo/config/urls.py", "liaison"),
    # An example in a help text, which stands in a migration as well.
    ("eprimo/foundation/kernel/models.py", "liaison"),
}
SEARCHED = (("eprimo", ("py", "html", "txt", "typ", "css")), ("frontend/src", ("ts", "css")))


def _of_the_product() -> Iterator[Path]:
    for folder, endings in SEARCHED:
        for ending in endings:
            yield from (ROOT / folder).rglob(f"*.{ending}")


def _names_of(key: str) -> re.Pattern[str]:
    """Its routes and acts (`"news:list"`, `news.thing.write`), its modules, its templates, its addresses."""
    address = next((kind.address for kind in kinds() if kind.key == key), None)
    heads = [address] if address else _heads_of(key)
    at = "|".join(rf"""["'`(=\s]/?{head}/""" for head in heads)
    return re.compile(
        rf"""["'`]{key}[:.]|["'`]{key}/\w+\.html|eprimo\.services\.{key}\b|data-ep-\w+="{key}|{at}"""
    )


def _heads_of(key: str) -> list[str]:
    """The heads of the addresses of a service that keeps its own pages: it declares one, or the configuration mounts
    it."""
    declared_at = [one.address for one in services() if one.key == key and one.address]
    if declared_at:
        return declared_at
    urls = (ROOT / "eprimo" / "config" / "urls.py").read_text(encoding="utf-8")
    return re.findall(rf"""path\("([a-z-]+)/", include\("eprimo\.services\.{key}\.urls"\)""", urls)


def _namings(text: str, file: str, keys: Iterable[str]) -> set[tuple[str, str]]:
    return {(file, key) for key in keys if _names_of(key).search(text)}


def test_nothing_outside_its_folder_names_a_service() -> None:
    """No route, act, import, template or address of a service in Python, templates, styles and scripts of others."""
    folders = {one.parent.name: one.parent for one in SERVICES.glob("*/service.py")}
    assert {"news", "links", "liaison"} <= folders.keys()
    assert OF_THE_FRAME.keys() <= {one.name for one in SERVICES.iterdir()}
    patterns = {key: _names_of(key) for key in folders if key not in OF_THE_FRAME}
    found = set()
    for file in _of_the_product():
        text = file.read_text(encoding="utf-8")
        named = str(file.relative_to(ROOT))
        if "/migrations/" not in named:
            found |= {
                (named, key)
                for key, pattern in patterns.items()
                if folders[key] not in file.parents and pattern.search(text)
            }
    assert found - STILL == set(), "It stands in the folder of its service, and is found there."
    assert STILL - found == set(), "No longer: take it off the list."


@pytest.mark.parametrize(
    "text",
    [
        """url("liaison:family")""",
        """reverse('news:list')""",
        """act = "links.thing.write\"""",
        "from eprimo.services.news.models import News",
        """{% include "liaison/_card.html" %}""",
        """fetch("/nouvelles/")""",
        "fetch(`/carnet/${id}/`)",
        """<a href="/liens/">""",
        "href=/carnet/",
    ],
)
def test_the_search_finds_each_way_of_naming(text: str) -> None:
    assert _namings(text, "file", ("news", "links", "liaison"))


@pytest.mark.parametrize(
    "text", ["from eprimo.steering.news import x", "une news/letter", '"/groupement/nouvelles"']
)
def test_the_search_takes_no_other_word_for_it(text: str) -> None:
    assert not _namings(text, "file", ("news", "links", "liaison"))
