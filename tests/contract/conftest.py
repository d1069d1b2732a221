"""Who the contract asks as sits at work: a second factor was given when the session began."""

import pytest

from eprimo.foundation.access import refusals
from tests.contract import test_rights
from tests.signed import signed


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_rights, "session_open", signed)


@pytest.fixture(autouse=True)
def _refusals_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for every page in one session is what refusals are counted for (tests/foundation/access)."""
    monkeypatch.setattr(refusals, "count_refusal", lambda *_: None)
