"""« Enrol or remove a factor »: one's own, whoever acts in a role that is asked for one; never pupils and guardians."""

from typing import Any

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.factors.models import Factor, FactorKind
from tests.conftest import NOW
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import AGENTS, CONSORTIUM, HEADS, PARTNERS, STAFF, TEACHERS, TERRITORY

_AT_WORK = (
    f"{HEADS} {TEACHERS} {STAFF} {AGENTS} {PARTNERS} {TERRITORY} {CONSORTIUM} platform platform_two director_verne "
    "teacher_verne staff_verne agent_verne director_ferme"
)


def _enrolled(scene: Scene) -> object:
    """Two passkeys each."""
    accounts = list(Account.objects.all())
    Account.objects.update(factors_since=NOW)
    return Factor.objects.bulk_create(
        Factor(
            account=one, kind=FactorKind.PASSKEY, name="Clé", credential=b"x",
            credential_id=f"{number}:{one.pk}".encode(),
        )
        for one in accounts
        for number in range(2)
    )  # fmt: skip


def _of_director(scene: Scene) -> tuple[Any, ...]:
    return (scene["factor"].public_id,)


LINES = (
    line("factors:own", "GET", Variant(ok=_AT_WORK), always_open=True),
    line(
        "factors:enter", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(name="no key", ok=EVERYBODY, methods="POST", ok_status=403),
        public=True, always_open=True,
    ),
    line(
        "factors:application", "GET POST",
        Variant(ok=_AT_WORK, methods="GET"),
        # What the form carries is too old: another square.
        Variant(name="old", ok=_AT_WORK, methods="POST", data=lambda s, w: {"sealed": "x"}, writes=False),
        always_open=True,
    ),
    line(
        "factors:passkey", "GET POST",
        Variant(ok=_AT_WORK, methods="GET"),
        Variant(name="empty", ok=_AT_WORK, methods="POST", ok_status=422, writes=False),
        always_open=True,
    ),
    line("factors:codes_renew", "POST", Variant(ok=_AT_WORK, before=_enrolled), always_open=True),
    line("factors:distrust", "POST", Variant(ok=_AT_WORK), always_open=True),
    line(
        "factors:remove", "POST",
        Variant(name="own", args=_of_director, ok="director"),
        Variant(name="of nobody", args=lambda s: (s.id("ce1"),)),
        always_open=True,
    ),
)  # fmt: skip
