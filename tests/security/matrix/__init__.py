"""The permission matrix: tables written by hand (*.txt), who calls, and a world of two halves."""
