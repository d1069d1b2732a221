"""Everything that changes an account, its codes, its sessions."""
