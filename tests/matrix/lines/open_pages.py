"""« Not signed in » and « Former » of the rights page: what everybody reads, and the page one lands on."""

from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.who import AGENTS, HEADS, STAFF, TEACHERS, TERRITORY, VERNE_HEADS, VERNE_TEACHERS

VERNE_WRITERS = f"{VERNE_HEADS} {VERNE_TEACHERS} staff_verne agent_verne"

LINES = (
    *(
        line(f"information:{name}", "GET", Variant(ok=EVERYBODY), public=True, always_open=True)
        for name in ("help", "legal", "privacy", "accessibility", "heads", "status")
    ),
    line(
        "information:reports",
        "POST",
        Variant(ok=EVERYBODY, ok_status=204, writes=False),
        public=True,
        always_open=True,
    ),
    # Nobody was named to write to.
    line(
        "information:security_txt", "GET", Variant(ok=EVERYBODY, ok_status=404), public=True, always_open=True
    ),
    # « register of processing, retention page | everyone signed in: read ».
    line("information:register", "GET", Variant(ok=EVERYBODY), always_open=True),
    line(
        "information:register_file",
        "GET",
        Variant(ok=EVERYBODY, args=lambda s: ("csv",)),
        Variant(name="unknown", args=lambda s: ("exe",)),
        always_open=True,
        signed_out=401,
    ),
    # Nobody's: a device asks for them without saying whose it is.
    *(
        line(f"pwa:{name}", "GET", Variant(ok=EVERYBODY), public=True, always_open=True)
        for name in ("worker", "manifest", "offline", "guide")
    ),
    # Everybody who signs in lands there: a former person or a restricted one finds it empty.
    line("home:home", "GET", Variant(ok=EVERYBODY)),
    # Who may write something.
    line(
        "home:add",
        "GET",
        Variant(
            ok=f"{HEADS} {TEACHERS} {STAFF} {AGENTS} {TERRITORY} {VERNE_WRITERS}",
        ),
    ),
    # « own preferences: self »: what stays of one's own contents, *former* included.
    line(
        "privacy:contents",
        "GET POST",
        Variant(methods="GET", ok=EVERYBODY),
        Variant(name="go", methods="POST", ok=EVERYBODY, data=lambda s, w: {"what": "go"}),
        always_open=True,
    ),
)
