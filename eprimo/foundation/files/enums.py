from django.db.models import TextChoices


class BlobState(TextChoices):
    """A file stands here; nothing of it is shown before it is ready."""

    CHECKING = "checking"
    READY = "ready"
    REFUSED = "refused"


class BlobKind(TextChoices):
    """A file is of one of these kinds, by its first bytes; never by its name."""

    IMAGE = "image"
    PDF = "pdf"
    # Photographs of sheets of paper, each one page.
    SHEET = "sheet"
    # Office documents, by the ending that people know.
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    # What somebody says, a minute at most.
    VOICE = "voice"


class PieceSize(TextChoices):
    """`SMALL` stands on the thing that carries the file, `PAGE` fills a phone, `LARGE` is a photograph to look into;
    `PAPER` is no picture: the PDF of ours that sheets of paper were bound to, or a PDF written anew, to be saved.
    `SOUND` is a voice as we encoded it, to be heard."""

    SMALL = "small"
    PAGE = "page"
    LARGE = "large"
    PAPER = "paper"
    SOUND = "sound"


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# What a document is called in the answer that gives it to be saved.
OFFICE = {
    BlobKind.DOCX: f"{_OPEN_XML}wordprocessingml.document",
    BlobKind.XLSX: f"{_OPEN_XML}spreadsheetml.sheet",
    BlobKind.PPTX: f"{_OPEN_XML}presentationml.presentation",
    BlobKind.ODT: f"{_OPEN_DOCUMENT}text",
    BlobKind.ODS: f"{_OPEN_DOCUMENT}spreadsheet",
    BlobKind.ODP: f"{_OPEN_DOCUMENT}presentation",
}
# Kept as they were given, to be saved; of the others what we made stays alone.
AS_GIVEN = tuple(OFFICE)
# Saved as the PDF of ours that was made of them.
AS_PAPER = (BlobKind.PDF, BlobKind.SHEET)
