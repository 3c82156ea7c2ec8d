"""What people do with portfolio, each use case in one transaction."""
