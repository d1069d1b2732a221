(SELECT walked.id FROM ({found}) walked {rows}
  ORDER BY {newest} LIMIT {most})
