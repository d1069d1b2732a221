"""Reading one file, object by object, in constant memory. No document type, entity or address is ever followed."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from eprimo.foundation.intake.aaf.files import CHUNK, LONGEST_ENTITY, NAMED_ENTITY, AafFile, AafRefused, Kind
from eprimo.foundation.intake.aaf.plain import plain_objects
from eprimo.foundation.intake.aaf.requests import LONGEST, AafObject, kind_of
from eprimo.foundation.intake.aaf.transcript import SUFFIX

# Bytes that one object may take: beyond, the file is not one of these.
LARGEST_OBJECT = 64 * 1024 * 1024
_OPS = {"addRequest": "a", "modifyRequest": "m", "deleteRequest": "d"}


def read_objects(file: AafFile) -> Iterator[AafObject]:
    """Every request of the file. Raises AafRefused when the XML is broken: then nothing of the delivery is taken."""
    if file.path.suffix == SUFFIX:
        yield from _written_objects(file)
        return
    taken = yield from plain_objects(file)
    if taken is not None:
        yield from islice(parsed_objects(file), taken, None)


def _written_objects(file: AafFile) -> Iterator[AafObject]:
    """Those that a child of the sandbox wrote anew, a line each."""
    with file.path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            try:
                op, kind, key, values, has_long, odd = json.loads(line)
                found = AafObject(op, Kind(kind) if kind else None, key, file.name, values, has_long, odd)
            except (TypeError, ValueError) as error:
                raise AafRefused("unreadable", "Ce fichier n’a pas pu être lu.", file.name) from error
            if not _is_object(found):
                raise AafRefused("unreadable", "Ce fichier n’a pas pu être lu.", file.name)
            yield found


def _is_object(found: AafObject) -> bool:
    """Are its parts what they should be? A child that a file took over may write anything."""
    return (
        found.op in _OPS.values()
        and isinstance(found.key, str)
        and isinstance(found.has_long, bool)
        and isinstance(found.values, dict)
        and all(
            isinstance(said, list) and all(isinstance(one, str) for one in said)
            for said in found.values.values()
        )
        and isinstance(found.odd, list)
        and all(isinstance(one, str) for one in found.odd)
    )


def parsed_objects(file: AafFile) -> Iterator[AafObject]:
    """The same, whatever the form of the file."""
    target = _Requests(file.name)
    # `huge_tree` lets a value of more than 10 MB be read, then left out by name; entities, which it would let grow,
    # were refused with the head of the file and are never resolved. A target makes no tree: memory holds one object.
    parser = etree.XMLParser(
        target=target, resolve_entities=False, load_dtd=False, no_network=True, dtd_validation=False, huge_tree=True,
        encoding=file.encoding,
    )  # fmt: skip
    last, since = "", 0
    try:
        for chunk in _chunks(file):
            parser.feed(chunk)
            since = 0 if target.done else since + len(chunk)
            for found in target.taken():
                last = found.key or last
                yield found
            if since > LARGEST_OBJECT:
                where = f"L’objet qui suit {last}" if last else "Le premier objet"
                raise AafRefused("object_too_large", f"{where} dépasse 64 Mo.", file.name)
        parser.close()
    except etree.XMLSyntaxError as error:
        last = target.done[-1].key if target.done else last
        where = f" après l’objet {last}" if last else ""
        line = f" (ligne {error.lineno})" if error.lineno else ""
        raise AafRefused(
            "broken_xml",
            f"Le fichier est coupé ou abîmé{where}{line} : rien de la livraison n’est pris.",
            file.name,
        ) from error
    yield from target.taken()


def _chunks(file: AafFile) -> Iterator[bytes]:
    """The bytes; entities of HTML are escaped once more, so that the parser hands them on and the values open them."""
    with file.path.open("rb") as stream:
        if not file.html:
            while chunk := stream.read(CHUNK):
                yield chunk
            return
        kept = b""
        while chunk := stream.read(CHUNK):
            chunk = kept + chunk
            # An entity cut by the end of the chunk waits for its end.
            cut = chunk.rfind(b"&", len(chunk) - LONGEST_ENTITY)
            kept = chunk[cut:] if cut >= 0 else b""
            yield NAMED_ENTITY.sub(b"&amp;", chunk[:cut] if cut >= 0 else chunk)
        yield NAMED_ENTITY.sub(b"&amp;", kept)


class _Requests:
    """Hears the elements of a file, and keeps the requests that are over."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.done: list[AafObject] = []
        self._now: AafObject | None = None
        self._values: list[str] = []
        self._text: list[str] = []

    def taken(self) -> list[AafObject]:
        found, self.done = self.done, []
        return found

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "value" or tag == "id":  # noqa: PLR1714 - hot: half as long as a set
            self._text = []
        elif tag == "attr":
            if self._now is not None:
                self._values = self._now.values.setdefault(attributes.get("name", ""), [])
        elif tag == "modification":
            if self._now is not None:
                name, self._values = attributes.get("name", ""), []
                if attributes.get("operation", "replace").strip().lower() == "replace":
                    self._now.values[name] = self._values
                else:
                    self._now.odd.append(name)
        elif tag in _OPS:
            self._now = AafObject(_OPS[tag], None, "", self.file)

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        if tag == "value":
            said = "".join(self._text)
            self._values.append(said)
            if len(said) > LONGEST and self._now is not None:
                self._now.has_long = True
        elif tag == "attr" or tag == "modification" or self._now is None:  # noqa: PLR1714 - same
            return
        elif tag == "id":
            self._now.key = " ".join("".join(self._text).split())
        elif tag == "operationalAttributes":
            kinds = [value for values in self._now.values.values() for value in values]
            self._now.kind = kind_of(kinds[0]) if kinds else None
            self._now.values = {}
        elif tag in _OPS:
            self._end(self._now)

    def _end(self, found: AafObject) -> None:
        if not found.key:
            joined = found.values.get("ENTPersonJointure") or found.values.get("ENTStructureJointure") or [""]
            found.key = " ".join(joined[0].split())
        self.done.append(found)
        # What stands between requests is said of nobody.
        self._now, self._values = None, []

    def close(self) -> None:
        pass
