"""Signing in as somebody of the list: the one thing that no other settings may offer."""

from django.db import transaction

from eprimo.devtools.demo.faces import Face, account_of
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_open


@transaction.atomic
def enter_as(face: Face) -> tuple[Session, str] | None:
    """A fresh session of that person, and its key; None when the demo is not loaded."""
    account = account_of(face)
    if account is None:
        return None
    session, key = session_open(account, device="Démonstration")
    if face.role is not None:
        Session.objects.filter(pk=session.pk).update(role=face.role)
    return session, key
