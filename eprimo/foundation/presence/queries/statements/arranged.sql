-- Whom an arrangement keeps away in the afternoon of a day, at a school.
SELECT a.child_id
FROM presence_arrangement a
WHERE a.school_year = %(year)s AND a.school_id = %(school)s AND a.first <= %(day)s::date AND a.last >= %(day)s::date
  AND %(weekday)s = ANY(a.weekdays)
