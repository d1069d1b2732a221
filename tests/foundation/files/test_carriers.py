"""What carries files says who reads them, whichever service it is of."""

from django.apps import apps
from django.db.models import ForeignKey

from eprimo.foundation.files import carriers
from eprimo.foundation.files.models import Blob, Piece


def test_whatever_points_to_bytes_carries_them() -> None:
    """Else the night would erase what it shows, and nobody could read it."""
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Blob
    }
    assert pointing - {Piece} == set(carriers._carriers)
