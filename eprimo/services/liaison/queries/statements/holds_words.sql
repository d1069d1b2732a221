-- As one value: of « like » the planner may expect so few that it reads and sorts all.
CASE WHEN r.title_key LIKE %(words)s OR eprimo_key(n.summary) LIKE %(words)s THEN TRUE ELSE FALSE END
