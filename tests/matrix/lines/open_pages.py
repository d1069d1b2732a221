"""« Not signed in » and « Former » of the rights page: what everybody reads, and the page one lands on."""

from tests.matrix.line import EVERYBODY, Variant, line

LINES = (
    *(
        line(f"information:{name}", "GET", Variant(ok=EVERYBODY), public=True, always_open=True)
        for name in ("help", "legal", "privacy", "accessibility", "status")
    ),
    # Nobody's: a device asks for them without saying whose it is.
    *(
        line(f"pwa:{name}", "GET", Variant(ok=EVERYBODY), public=True, always_open=True)
        for name in ("worker", "manifest", "offline", "guide")
    ),
    # Everybody who signs in lands there: a former person or a restricted one finds it empty.
    line("home:home", "GET", Variant(ok=EVERYBODY)),
)
