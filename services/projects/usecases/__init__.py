"""What people do with projects, each use case in one transaction."""
