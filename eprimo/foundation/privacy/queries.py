"""What pages about one's own data read."""

from eprimo.foundation.content.models import Version
from eprimo.foundation.privacy.models import ContentObjection


def has_shared(person_id: int) -> bool:
    """Did this person write something that others could see?"""
    return Version.objects.filter(author=person_id).exists()


def objects(person_id: int) -> bool:
    """Does this person want what they shared to go with them?"""
    return ContentObjection.objects.filter(person=person_id).exists()
