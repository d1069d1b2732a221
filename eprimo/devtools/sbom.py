"""The parts that a release is made of, read from its own locks: `make sbom` writes them as CycloneDX (JSON) under
`var/`. Nothing is asked of a network.

What is served or runs is « required »; what builds and tests it is « excluded ».
"""

import json
import os
import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from eprimo.foundation.kernel import clock

ROOT = Path(__file__).resolve().parents[2]
# Packages that the build copies into what is served: the lock counts them among the tools.
_SERVED = ("htmx.org", "workbox-", "@fontsource/", "@etalab/")
_ALGORITHMS = {"sha256": HashAlgorithm.SHA_256, "sha512": HashAlgorithm.SHA_512, "sha1": HashAlgorithm.SHA_1}


@dataclass(frozen=True, slots=True)
class Part:
    """One package of a lock. `kind`: of its address, « pypi » or « npm »; `prints`: (algorithm, hexadecimal)."""

    kind: str
    name: str
    version: str
    prints: tuple[tuple[str, str], ...]
    served: bool

    @property
    def address(self) -> PackageURL:
        space, _, name = self.name.rpartition("/")
        return PackageURL(self.kind, space or None, name, self.version)


def parts(root: Path = ROOT) -> list[Part]:
    """All of them, each once, in the order of their addresses."""
    found = [*_python(root), *_front(root)]
    return sorted(set(found), key=lambda one: one.address.to_string())


def _python(root: Path) -> Iterator[Part]:
    """The whole lock holds that of production; one version may stand there twice, for two platforms."""
    runs = {name for name, _, _ in _pinned(root / "requirements" / "base.txt")}
    for name, version, prints in _pinned(root / "requirements" / "dev.txt"):
        yield Part("pypi", name, version, prints, name in runs)


def _pinned(lock: Path) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    for block in re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8")):
        if pinned := re.match(r"([a-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;]+)", block):
            prints = tuple(re.findall(r"--hash=(sha256):([0-9a-f]+)", block))
            yield pinned[1], pinned[2], prints


def _front(root: Path) -> Iterator[Part]:
    lock = json.loads((root / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    for place, one in lock["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if name and not one.get("link"):
            algorithm, _, said = one["integrity"].partition("-")
            print_ = (algorithm, b64decode(said).hex())
            yield Part("npm", name, one["version"], (print_,), name.startswith(_SERVED))


def bill(found: list[Part]) -> str:
    """As JSON of CycloneDX 1.6; the same parts have the same serial number."""
    components = [_component(one) for one in found]
    bom = Bom(components=components, serial_number=uuid5(NAMESPACE_URL, repr(found)))
    bom.metadata.timestamp = clock.now()
    bom.metadata.component = Component(name="e-primo", type=ComponentType.APPLICATION, bom_ref="e-primo")
    served = [component for component, part in zip(components, found, strict=True) if part.served]
    bom.register_dependency(bom.metadata.component, served)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)


def _component(part: Part) -> Component:
    address = part.address
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED if part.served else ComponentScope.EXCLUDED,
        purl=address,
        bom_ref=address.to_string(),
        hashes=[HashType(alg=_ALGORITHMS[name], content=said) for name, said in part.prints],
    )


def main() -> int:
    out = Path(os.environ.get("EPRIMO_VAR", ROOT / "var")) / "e-primo.cdx.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    found = parts()
    out.write_text(bill(found), encoding="utf-8")
    served = sum(one.served for one in found)
    print(f"e-primo : {len(found)} composants ({served} servis ou exécutés) dans {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
