"""Copies go with every person that they speak of: in another person's copy too."""

from collections.abc import Mapping

from eprimo.foundation.kernel.keeping import Erasing
from eprimo.foundation.privacy.exports.actions import exports_drop


def erase(erasing: Erasing) -> Mapping[str, int]:
    return {"privacy.Export": exports_drop(person_ids=erasing.people)}
