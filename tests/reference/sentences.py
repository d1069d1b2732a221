"""Sentences that stand beside the tables: sign-in, signatures and consents that wait for all."""

from __future__ import annotations

from tests.reference.links import affiliations, gives_rights, restriction_level
from tests.reference.notes import EXERCISES
from tests.reference.world import Note, School, World


def can_sign_in(world: World, person: str, now: int) -> bool:
    """ "3 no account = 2, and sign-in is refused if no other link remains"."""
    links = [g for g in world.guardianships.values() if g.adult == person and g.contains(now)]
    if not any(restriction_level(world, g.id, now) == 3 for g in links):
        return True
    # A link remains when it could give rights, were its school open.
    left = any(gives_rights(world.opened(), g, now) for g in links)
    school = any(a.person == person and a.contains(now) for a in affiliations(world))
    return left or school or any(m.person == person and m.contains(now) for m in world.mandates)


def those_who_exercise(world: World, child: str, now: int) -> frozenset[str]:
    """Adults whose guardianship exercises (or is not known) and is not taken away by a restriction now."""
    return frozenset(
        g.adult
        for g in world.guardianships.values()
        if g.child == child and g.contains(now) and g.kind in EXERCISES
        and restriction_level(world, g.id, now) < 2
    )  # fmt: skip


def signature_done(
    world: World, note: Note, child: str, signed: frozenset[str], refused: frozenset[str], now: int
) -> bool:
    """ "A usual act is done when one legal guardian signs. A note marked « les deux responsables » …
    wait[s] for all who exercise. Any refusal or withdrawal wins at once."
    """
    if refused:
        return False
    if note.both_guardians:
        wanted = those_who_exercise(world, child, now)
        return bool(wanted) and wanted <= signed
    return bool(signed)


def consent_stands(world: World, school: School, child: str, kind: str, now: int) -> bool:
    """ "An image consent when the school asks both, wait[s] for all who exercise. Any refusal or withdrawal wins at
    once"; only the last decision of each adult counts.
    """
    last: dict[str, bool] = {}
    for c in sorted(world.consents.values(), key=lambda c: c.at):
        if c.child == child and c.kind == kind and c.at <= now:
            last[c.by] = c.given
    if not last or not all(last.values()):
        return False
    both = kind == "image" and school.allows("image_consent_both")
    return not both or those_who_exercise(world, child, now) <= frozenset(last)
