"""What the operator of the stack can put right."""


class StackError(Exception):
    """One sentence that says what to do; shown as it is, without a traceback."""
