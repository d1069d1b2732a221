from eprimo.foundation.directory.queries.lines import PersonLine, lines_of
from eprimo.foundation.directory.queries.people import (
    PeopleFilter,
    departures,
    people_search,
    person_visible,
    school_people,
    school_people_rows,
)

__all__ = [
    "PeopleFilter",
    "PersonLine",
    "departures",
    "lines_of",
    "people_search",
    "person_visible",
    "school_people",
    "school_people_rows",
]
