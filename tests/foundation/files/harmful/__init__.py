"""Files made to harm, by the attack that they try (docs/security/attacks.md): built here, none is kept.

`REFUSED` are refused with a sentence, `EITHER` refused or drawn without what they hide.
"""

from tests.foundation.files.harmful import (
    documents,
    named,
    offices,
    pages,
    pictures,
    programs,
    sheets,
    standards,
)
from tests.hostile import Made

REFUSED: dict[str, dict[str, Made]] = {
    "d03": pages.SHOWN_IN_PLACE,
    "d04": programs.UNDER_ANOTHER_NAME | sheets.TWO_THINGS,
    "d12": programs.ARCHIVES,
    "d13": programs.WITH_ENTITIES,
    "d14": pictures.FLOODS | sheets.FLOODS | pictures.OF_OTHER_KINDS | pictures.BROKEN,
    "d15": documents.ACTIVE
    | documents.OF_OFFICES
    | documents.BROKEN
    | offices.RUN
    | offices.FETCH
    | named.OFFICES
    | named.PDFS
    | standards.OFFICES
    | standards.PDFS,
    "d16": programs.INFECTED,
    "d17": programs.PLAYED,
    "d18": programs.PACKAGES,
}
EITHER: dict[str, dict[str, Made]] = {
    "d12": programs.WORKBOOKS,
    "d04": pictures.TWO_THINGS | documents.TWO_THINGS,
    "d13": documents.WITH_ENTITIES | pictures.WITH_ENTITIES,
    "d14": pictures.ODD,
    "d15": documents.BOMBS,
    "d17": pictures.THAT_SAY_WHERE | sheets.THAT_SAY_WHERE,
}
