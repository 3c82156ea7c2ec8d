"""``demo``: fill the empty installation of this machine with schools, companies, people and their story."""

from collections.abc import Callable

from deploy.demo.loading import load
from deploy.demo.network import DemoError
from deploy.local.errors import StackError
from deploy.local.stack import Stack


def fill(stack: Stack, say: Callable[[str], None]) -> None:
    """Start the stack if nothing runs, then load. Raises StackError: only on the own machine, only when empty."""
    if not stack.settings.local:
        raise StackError(
            f"The demo is loaded only while PUBLIC_URL is a loopback address; it is {stack.url}."
        )
    state = stack.running()
    if state is None:
        say(f"Starting in {stack.settings.var} …")
    if state is None or not state.ready:
        state = stack.up()
    try:
        load(state.address, stack.settings.var, say)
    except DemoError as error:
        raise StackError(str(error)) from None


def forget(stack: Stack) -> None:
    """Take away what the demo wrote beside the data."""
    (stack.settings.var / "demo.json").unlink(missing_ok=True)
