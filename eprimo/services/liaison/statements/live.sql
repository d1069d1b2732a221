-- Live: the guardian's link gives rights today.
EXISTS (SELECT FROM directory_guardianship l WHERE l.adult_id = {guardian} AND l.child_id = {child}
          AND l.kind <> 'contact' AND in_force(l.starts, l.ends, %(now)s)
          AND NOT EXISTS (SELECT FROM directory_guardianrestriction s WHERE s.guardianship_id = l.id AND s.level >= 2
            AND in_force(s.starts, s.in_force_until, %(now)s)
            AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s)))
