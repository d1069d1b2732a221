-- What the school decided of who writes; a school that decided nothing has the defaults.
(SELECT json_build_object('staff_write_notes', x.staff_write_notes,
  'commune_writes_notes', x.commune_writes_notes) FROM directory_schoolsettings x WHERE x.school_id = %(school)s)
