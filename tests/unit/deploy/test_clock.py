import pytest

from deploy.local import clock
from deploy.local.errors import StackError


@pytest.mark.parametrize(
    ("step", "seconds"), [("+3d", 259_200), ("-2h", -7200), ("+90m", 5400), ("+1w", 604_800), ("-5s", -5)]
)
def test_a_step_is_a_sign_a_number_and_a_unit(step, seconds):
    assert clock.seconds(step) == seconds


@pytest.mark.parametrize("step", ["3d", "+3", "+d", "+3y", "+1.5h", "+３d", "", "+-3d", "+9999999999d"])
def test_anything_else_is_refused_with_an_example(step):
    with pytest.raises(StackError, match=r"\+3d"):
        clock.seconds(step)


def test_steps_add_up_until_the_clock_is_put_back(tmp_path):
    path = tmp_path / "var" / "clock"
    assert clock.offset(path) == 0
    assert [clock.move(path, step) for step in ("+3d", "-2h", "+10s")] == [259_200, 252_000, 252_010]
    assert clock.offset(path) == 252_010
    assert clock.move(path, "reset") == 0
