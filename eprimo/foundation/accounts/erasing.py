"""What accounts do beyond their lines when people are erased."""

from collections.abc import Mapping

from eprimo.foundation.accounts.sessions import read_again
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel.retention_rules import Erasing


def erase(erasing: Erasing) -> Mapping[str, int]:
    """Let the sessions of an erased child's guardians read their links again: they keep its first name among them."""
    read_again(
        list(
            Guardianship.objects.filter(child__in=erasing.people)
            .values_list("adult_id", flat=True)
            .distinct()
        )
    )
    return {}
