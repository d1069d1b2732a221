"""What a guardian or a pupil does has its sentence in each of their languages: « Ce que j’ai fait » reads it to them.

Held where the line is written, by every test that lets a family do anything: no list has to be kept.
"""

from functools import cache
from typing import Any

from django.db.models.signals import post_save

from eprimo.foundation.kernel.actor import Role


@cache
def untranslated(act: str) -> tuple[str, ...]:
    """The languages that this act is not said in."""
    from django.utils import translation

    from eprimo.console.school.trail import sentences
    from eprimo.ui.languages import NAMES, SOURCE

    text = sentences().get(act, act)
    left = []
    for language in set(NAMES) - {SOURCE}:
        with translation.override(language):
            if translation.gettext(text) == text:
                left.append(language)
    return tuple(sorted(left))


def hold(sender: object, instance: Any, **given: object) -> None:
    if instance.role in {Role.GUARDIAN, Role.PUPIL} and (left := untranslated(instance.act)):
        raise AssertionError(
            f"A {instance.role} did « {instance.act} », whose sentence is not marked in `audit_fr`, or not "
            f"translated: {', '.join(left)}"
        )


def install() -> None:
    # By its name: the models are not loaded yet.
    post_save.connect(hold, sender="kernel.AuditLine", dispatch_uid="trail-of-families")
