"""What accounts do beyond their lines when people are erased."""

from collections.abc import Mapping

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.kernel.keeping import Erasing


def erase(erasing: Erasing) -> Mapping[str, int]:
    """Sessions of an erased child's guardians keep its first name among their links: they read them again."""
    Session.objects.filter(
        account__person__guardianships__child__in=erasing.people, links__isnull=False
    ).update(links=None, stamp=-1)
    return {}
