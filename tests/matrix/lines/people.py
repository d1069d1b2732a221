"""« Directory », see rows 1 and 4 and guardians' names; search; consents by a guardian."""

from tests.matrix.line import Variant, line, names
from tests.matrix.who import (
    AGENTS,
    CE1_PUPILS,
    CE1_TEACHERS,
    CM2_TEACHERS,
    FAMILIES,
    GUARDIANS,
    HEADS,
    LEA_FAMILY,
    PARTNERS,
    PUPILS,
    STAFF,
    TEACHERS,
    TERRITORY,
    VERNE_ALL,
    YANIS_FAMILY,
)

SEARCHERS = names(
    PUPILS, FAMILIES, TEACHERS, HEADS, STAFF, AGENTS, TERRITORY, VERNE_ALL, "guardian_verne agent_verne"
)
# « own class »; « own classes, rest of school: name + class »; « own school »; « attached »; « own service ».
LEA_SEEN = names(CE1_PUPILS, LEA_FAMILY, TEACHERS, HEADS, "staff agent")
YANIS_SEEN = names(CE1_PUPILS, YANIS_FAMILY, TEACHERS, HEADS)
ZOE_SEEN = names("noe zoe restricted_1", TEACHERS, HEADS)
STAFF_SEEN = names(PUPILS, GUARDIANS, TEACHERS, HEADS, STAFF, AGENTS, "inspector academy")
DECIDES = {"use": "image", "decision": "yes"}


def _person(name: str, ok: str, **more: str) -> Variant:
    return Variant(name=name, args=lambda s: (s.id(name),), ok=ok, **more)


LINES = (
    line(
        "people:search", "GET POST",
        Variant(ok=SEARCHERS, data=lambda s, w: {"nom": "martin"}, writes=False),
    ),
    line(
        "people:person", "GET",
        _person("lea", LEA_SEEN),
        _person("yanis", YANIS_SEEN),
        _person("zoe", ZOE_SEEN),
        # « self » is said of no former person: own account and export.
        _person("former_pupil", "", silent="former_pupil"),
        # The other adults' names are what restriction 1 hides; the school's stay.
        _person("teacher", STAFF_SEEN),
        _person("director", names(STAFF_SEEN, "member_rep")),
        _person("samira", names("lea noe", LEA_FAMILY, TEACHERS, HEADS, "staff agent agent_other")),
        _person("paul", names("lea", LEA_FAMILY, CE1_TEACHERS, HEADS, "staff agent")),
        _person("restricted_1", names("zoe restricted_1", CM2_TEACHERS, HEADS)),
        _person("lea_verne", "lea_verne guardian_verne teacher_verne director_verne"),
        _person("teacher_verne", names(VERNE_ALL, "guardian_verne agent_verne academy")),
        # A partner is no teacher or staff: only the director's screens name one.
        _person("partner", "", silent=names(PARTNERS, TEACHERS, STAFF, HEADS)),
    ),
    line(
        "people:consent", "POST",
        Variant(
            name="lea", args=lambda s: (s.id("lea"),), data=lambda s, w: DECIDES, ok=LEA_FAMILY,
            forbidden=names(LEA_SEEN, but=LEA_FAMILY),
        ),
        Variant(
            name="yanis", args=lambda s: (s.id("yanis"),), data=lambda s, w: DECIDES, ok="teacher_parent",
            forbidden=names(YANIS_SEEN, but="teacher_parent"),
        ),
        Variant(
            name="zoe", args=lambda s: (s.id("zoe"),), data=lambda s, w: DECIDES, ok="restricted_1",
            forbidden=names(ZOE_SEEN, but="restricted_1"),
        ),
        Variant(
            name="lea_verne", args=lambda s: (s.id("lea_verne"),), data=lambda s, w: DECIDES, ok="guardian_verne",
            forbidden="lea_verne teacher_verne director_verne",
        ),
    ),
)  # fmt: skip
