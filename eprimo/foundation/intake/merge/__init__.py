"""One school's delivery against its directory: what is known, who is who, what changes, and the change itself."""
