-- The columns of the note whose key stands in a column.
CROSS JOIN LATERAL (SELECT * FROM liaison_note x WHERE x.resource_id = {resource} OFFSET 0) n
