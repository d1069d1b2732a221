"""What the audit trail says of roles that are invited."""

SENTENCES = {"vouching.role.invited": "a invité un rôle à préparer sa deuxième preuve ({role})"}
