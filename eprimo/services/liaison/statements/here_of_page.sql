-- Of a page of notes: whom they name once, and who is in each class or group once, not once for each note nor child.
WITH named AS MATERIALIZED (
  SELECT t.resource_id, t.kind, t.target FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id
), place AS MATERIALIZED (
  SELECT DISTINCT kind, target FROM named
), held AS MATERIALIZED (
  SELECT at.* FROM (
    SELECT place.kind, place.target, m.person_id AS child_id
    FROM place JOIN directory_classmembership m ON m.class_group_id = place.target
      AND in_force(m.starts, m.ends, %(now)s)
    WHERE place.kind = 'class'
    UNION
    SELECT place.kind, place.target, m.person_id
    FROM place JOIN directory_groupmembership m ON m.group_id = place.target
      AND in_force(m.starts, m.ends, %(now)s) WHERE place.kind = 'group'
    UNION
    SELECT place.kind, place.target, place.target FROM place WHERE place.kind = 'child'
  ) at WHERE {is_pupil}
)
SELECT t.resource_id AS note_id, held.child_id, CASE t.kind WHEN 'class' THEN t.target END AS class_group_id,
  CASE t.kind WHEN 'group' THEN t.target END AS group_id, t.kind AS way
FROM named t JOIN held ON held.kind = t.kind AND held.target = t.target
UNION ALL
SELECT at.note_id, at.child_id, NULL, NULL, 'service' FROM ({served}) at WHERE {is_pupil}
