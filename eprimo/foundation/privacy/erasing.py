"""Copies go with every person that they speak of: in another person's copy too. Requests wait for nothing any more."""

from collections.abc import Mapping

from eprimo.foundation.kernel.retention_rules import Erasing
from eprimo.foundation.privacy.exports.actions import exports_drop
from eprimo.foundation.privacy.requests.execution import requests_forget


def erase(erasing: Erasing) -> Mapping[str, int]:
    return {
        "privacy.Export": exports_drop(person_ids=erasing.people),
        "privacy.PrivacyRequest": requests_forget(person_ids=erasing.people),
    }
