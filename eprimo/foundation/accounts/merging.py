"""One account a person: of two, the one that was used goes on; the other is shut as long as its person is absorbed."""

from django.db import connection

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.kernel.errors import Conflict
from eprimo.foundation.kernel.merging import Entry, Merging, Parting, plain, read_values, update_row

_SHUT = ("state", "suspended_at", "suspended_reason")
WHY_SHUT = "Fiches réunies"
SUSPENDED = (
    "L’accès d’une des deux fiches est suspendu\N{NO-BREAK SPACE}: rétablissez-le, ou laissez les "
    "fiches à part."
)


def begin(merging: Merging) -> None:
    """Refuse a merge when one of the two is suspended (Conflict): it would lend the access of the other."""
    found = {
        row.person_id: row
        for row in Account.objects.select_for_update(no_key=True)
        .filter(person__in=[merging.kept, merging.absorbed])
        .order_by("pk")
    }
    if any(row.state == AccountState.SUSPENDED for row in found.values()):
        raise Conflict(SUSPENDED)
    kept, other = found.get(merging.kept), found.get(merging.absorbed)
    if kept is None or other is None:
        return
    if other.activated_at is not None and kept.activated_at is None:
        _exchange(kept.pk, other.pk)
        merging.write("exchanged", Account, one=kept.pk, other=other.pk)
        kept, other = other, kept
    sessions_end(other)
    was = {name: getattr(other, name) for name in _SHUT}
    shut = (AccountState.SUSPENDED, merging.now, WHY_SHUT)
    update_row(Account, other.pk, dict(zip(_SHUT, shut, strict=True)))
    merging.write("shut", Account, pk=other.pk, was=plain(was))


def _exchange(one: int, other: int) -> None:
    """Give each account the person of the other. One person never has two: the first waits at nobody's, which the
    foreign key bears until the end of the transaction."""
    people = dict(Account.objects.filter(pk__in=[one, other]).values_list("pk", "person_id"))
    with connection.cursor() as cursor:
        for pk, person in ((one, -people[one]), (other, people[one]), (one, people[other])):
            cursor.execute("UPDATE accounts_account SET person_id = %s WHERE id = %s", [person, pk])


def _open_again(parting: Parting, entry: Entry) -> None:
    """As it was; an access that was suspended since is suspended for both: nobody can tell whose misuse it was."""
    used = Account.objects.filter(person=parting.kept, state=AccountState.SUSPENDED).first()
    was = (
        read_values(Account, entry["was"]) if used is None else {name: getattr(used, name) for name in _SHUT}
    )
    update_row(Account, entry["pk"], was)


def _exchange_back(_parting: Parting, entry: Entry) -> None:
    both = [entry["one"], entry["other"]]
    rows = list(Account.objects.filter(pk__in=both))
    if len(rows) == len(both):
        for row in rows:
            sessions_end(row)
        _exchange(entry["one"], entry["other"])


UNDO = {"exchanged": _exchange_back, "shut": _open_again}
