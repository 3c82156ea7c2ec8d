"""The things of projects that have a state of their own, and the approval that stands between two of them.

Each module holds one aggregate, its states with their names for people (``STATES``) and the moves between
them (``MOVES``). Nothing here knows a clock, a database or a request: moments, ids and people come in as
arguments.
"""
