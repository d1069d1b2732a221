-- One note in hand, as such a relation.
one AS (SELECT %(note)s::bigint AS resource_id, %(service)s::bigint AS service_id)
