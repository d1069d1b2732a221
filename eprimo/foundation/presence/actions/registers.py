"""Signing the register of a month: what it says then is sealed, and stays beside what is corrected afterwards."""

import hashlib
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.enums import Opening
from eprimo.foundation.presence.models import Register
from eprimo.foundation.presence.policies import may_open_closed_register, may_sign_register
from eprimo.foundation.presence.queries.registers import MonthOf, month_of
from eprimo.foundation.presence.register_paper import register_pdf, uncalled_words
from eprimo.ui.french import day_and_time


@transaction.atomic
def register_sign(*, actor: Actor, class_group: ClassGroup, month: date, missing: int = 0) -> Register:
    """Sign the month of a class, by who directs the school. Signed again after a correction it is another version; the
    former ones stay as they are. `missing`: how many half-days without a roll call the signer has read of and accepts.
    Raises DomainError: the month has class still, nobody called, nothing changed since, or another number of half-days
    was not called (code « missing »)."""
    require(may_sign_register, actor, class_group.school_id)
    # Two signatures at once wait for each other: the second one finds that nothing changed.
    ClassGroup.objects.select_for_update(no_key=True).get(pk=class_group.pk)
    found = month_of(class_group, month, actor)
    _require_signable(found, missing)
    now, version = clock.now(), len(found.signed) + 1
    who = Person.objects.get(pk=actor.person_id)
    signed = f"Visé par {who.formal_name}, {day_and_time(now)}, avec {uncalled_words(missing)}."
    pdf = register_pdf(found, signed=signed, made_at=now, version=version)
    made = Register.objects.create(
        school_id=class_group.school_id, class_group=class_group, month=month, version=version, pdf=pdf,
        hash=hashlib.sha256(pdf).hexdigest(), content_hash=found.content_hash,
        expected=found.expected, absent=found.absent,
        signed_by_id=actor.person_id, signed_at=now,
    )  # fmt: skip
    audit(
        actor, "presence.register.signed", class_group, school_id=class_group.school_id,
        month=month.isoformat()[:7], version=version, sha256=made.hash, missing=missing,
    )  # fmt: skip
    return made


def _require_signable(found: MonthOf, missing: int) -> None:
    if not found.over:
        raise DomainError("Ce mois n’est pas fini\u00a0: visez son registre après sa dernière classe.")
    if not found.rows:
        raise DomainError("Aucun appel ce mois-ci\u00a0: il n’y a rien à viser.")
    if not found.changed:
        raise DomainError("Ce registre est déjà visé, et rien n’a changé depuis.")
    if len(found.missing) != missing:
        words = uncalled_words(len(found.missing))
        raise DomainError(
            f"Ce registre a {words}. Relisez-le, puis dites que vous le visez ainsi.", code="missing"
        )


@transaction.atomic
def closed_register_open(*, actor: Actor, register: Register, why: Opening) -> bytes:
    """Open a register of a year that is over, with a reason, which the trail keeps."""
    require(may_open_closed_register, actor, register.school_id)
    audit(
        actor, "presence.register.opened", register.class_group, school_id=register.school_id,
        month=register.month.isoformat()[:7], version=register.version, why=why.value,
    )  # fmt: skip
    return bytes(register.pdf)
