"""What people do with accounts, each use case in one transaction."""
