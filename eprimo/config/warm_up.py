"""What a process of pages does before it answers, so that the first to come does not wait for it.

A home asks most: its statements are composed for each role, and planned by each connection. So the homes of people who
are nobody are read once on each connection that the pool opens with: they find nothing, and no session is there.
"""

import logging

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Child, GuardianKind, Role
from eprimo.foundation.kernel.services import services
from eprimo.foundation.notifications.sections import HomeQuery, sections_of
from eprimo.services.home.queries import home_of
from eprimo.ui.addresses import reverse
from eprimo.ui.languages import NAMES, speaking
from eprimo.ui.screens import engine

logger = logging.getLogger("eprimo.requests")

# Of all that are opened, nearly every home is of one of these; pupils have two skins.
_HOMES = (
    (Role.GUARDIAN, "standard"), (Role.TEACHER, "standard"), (Role.DIRECTOR, "standard"),
    (Role.PUPIL, "standard"), (Role.PUPIL, "petits"),
)  # fmt: skip
_PAGES = ("home.html", "family.html", "pupil.html")


def warm() -> None:
    """Routes, catalogues and templates of homes; then what they ask. A database that is away keeps no process from
    starting: its first page pays."""
    for language in NAMES:
        with speaking(language):
            gettext("Accueil")
    for name in filter(None, (service.url_name for service in services())):
        reverse(name)
    people = [_nobody(role, skin) for role, skin in _HOMES]
    _load_templates(people)
    try:
        # A pool gives each of its connections in turn; while it opens them, who asks is given one more.
        for _ in range(1 + settings.DATABASES["default"]["OPTIONS"].get("pool", {}).get("min_size", 0)):
            for actor in people:
                home_of(actor, HomeQuery())
            connection.close()
    except Exception:
        # Whatever it is, pages say it to who asks for them.
        logger.warning("Homes were not read at start.", exc_info=True)
        connection.close()


def _load_templates(people: list[Actor]) -> None:
    parts = {
        name
        for actor in people
        for one in sections_of(actor)
        for name in (one.template, one.beside, one.first)
    }
    for name in filter(None, sorted(parts | {f"home/{page}" for page in _PAGES})):
        engine().get_template(name)


def _nobody(role: Role, skin: str) -> Actor:
    """In an open school that is none, with what people of the role have: no row has these ids."""
    one, now = frozenset({0}), clock.now()
    family, in_class = role == Role.GUARDIAN, role in {Role.TEACHER, Role.PUPIL}
    child = Child(0, 0, GuardianKind.EXERCISES, 0, "", (0,), (0,), (0,), audience_ids=one)
    return Actor(
        person_id=0, account_id=0, session_id=0, display_name="", role=role, school_id=None if family else 0,
        school_name="", closed=False, positions=(), class_ids=one if in_class else frozenset(), pupil_ids=frozenset(),
        delegated_class_ids=frozenset(), group_ids=frozenset(), service_ids=frozenset(), mandate_ids=frozenset(),
        territory_ids=frozenset(), children=(child,) if family else (),
        work_audience_ids=frozenset() if family else one, archive_audience_ids=frozenset(), factor_at=None,
        trusted_until=None, has_factors=False, factor_held_until=None, now=now, valid_from=now, valid_until=now,
        switch_counter=0, skin=skin,
    )  # fmt: skip
