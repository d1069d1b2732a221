"""« tie a known person to S | director proposes, P accepts, signed in; before: no right »: the paper, its code, the
answer. Mandates wait the same way for who they are given to."""

from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.scene import PASSWORD
from tests.matrix.who import HEADS

_ACADEMY, _PLATFORM = "academy", "platform platform_two"


def _kept(name: str, ok: str) -> Variant:
    return Variant(name=name, ok=ok, data=lambda s, w: {"acces": str(s[name].public_id)})


def _mandate(name: str, **who: str) -> Variant:
    return Variant(name=name, args=lambda s: (s[name].public_id,), **who)


_OF_SCHOOLS = (_kept("tie", HEADS), _kept("tie_verne", "director_verne"), _kept("tie_agent", "member_rep"))

LINES = (
    line("school:tie_print", "POST", *_OF_SCHOOLS, second_factor=True),
    line("school:tie_withdraw", "POST", *_OF_SCHOOLS, second_factor=True),
    line(
        "mandates:tie", "GET",
        _mandate("tie_inspector", ok=_ACADEMY), _mandate("tie_contractor", ok=_PLATFORM), _mandate("tie"),
        second_factor=True,
    ),
    line(
        "mandates:tie_sheet", "POST",
        # The platform gives mandates and holds no key of theirs (docs/decisions).
        _mandate("tie_inspector", ok=_ACADEMY), _mandate("tie_contractor", forbidden=_PLATFORM), _mandate("tie"),
        second_factor=True,
    ),
    line(
        "mandates:tie_withdraw", "POST",
        _mandate("tie_inspector", ok=_ACADEMY), _mandate("tie_contractor", ok=_PLATFORM), _mandate("tie"),
        second_factor=True,
    ),
    line(
        "accounts:tie", "GET POST",
        Variant(
            name="own", args=lambda s: (s["tie_samira"].public_id,), ok="samira", data=lambda s, w: {"answer": "yes"}
        ),
        Variant(name="of nobody known", args=lambda s: (s["tie"].public_id,)),
        always_open=True,
    ),
    line(
        "accounts:tie_by_code", "POST",
        Variant(
            name="wrong", ok=EVERYBODY, ok_status=422, writes=False,
            data=lambda s, w: {"step": "join", "code": "2345-6789-23456"},
        ),
        Variant(name="shown", ok=EVERYBODY, writes=False, data=lambda s, w: {"code": s["tie_code"]}),
        Variant(
            name="joined", ok=EVERYBODY,
            data=lambda s, w: {"step": "join", "code": s["tie_code"], "password": PASSWORD, "again": PASSWORD},
        ),
        public=True, always_open=True,
    ),
)  # fmt: skip
