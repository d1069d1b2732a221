"""« Agenda: see an occasion: as source »: who has no thing with a day has no agenda either."""

from eprimo.foundation.content.things.ahead import reads_dates

# No statement: families and pupils have theirs, who works what is addressed where they work.
may_open = reads_dates
