"""The permission matrix: hand-written tables (*.txt), who calls, and a world of two halves that must not see each other."""
