"""What is found in its folder: a service is a folder of `eprimo/services` with a `service.py` (or an
`apps.py`), and no list names it."""

from pathlib import Path


def services(base: Path) -> list[str]:
    """The apps of all services, in the order of their names."""
    folder = base / "eprimo" / "services"
    found = {path.parent.name for name in ("service", "apps") for path in folder.glob(f"*/{name}.py")}
    return [f"eprimo.services.{name}" for name in sorted(found)]
