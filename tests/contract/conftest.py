"""Who the contract asks as sits at work: a second factor was given when the session began."""

import pytest

from tests.contract import test_rights
from tests.signed import signed


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_rights, "session_open", signed)
