"""What people do with matching, each use case in one transaction."""
