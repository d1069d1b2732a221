from django.db.models import TextChoices


class BlobState(TextChoices):
    """Nothing of a file is shown before it is ready."""

    CHECKING = "checking"
    READY = "ready"
    REFUSED = "refused"


class BlobKind(TextChoices):
    """What its first bytes say; never its name."""

    IMAGE = "image"
    PDF = "pdf"
    # Photographs of sheets of paper, each one page.
    SHEET = "sheet"


class PieceSize(TextChoices):
    """`SMALL` stands on the thing that carries the file, `PAGE` fills a phone, `LARGE` is a photograph to look into;
    `PAPER` is no picture: the PDF of ours that sheets of paper were bound to, to be saved."""

    SMALL = "small"
    PAGE = "page"
    LARGE = "large"
    PAPER = "paper"
