"""What the bench calls a promise that was held: the figure, and the time of the process where that is promised, too."""

from tests.bench.matching import Row


def test_a_promise_is_of_the_figure_and_of_the_time() -> None:
    assert Row("work", 0.9, "%", 1.0, (0.9,), seconds=7.9, within=8).held
    assert not Row("work", 0.9, "%", 1.0, (0.9,), seconds=8.1, within=8).held
    assert not Row("work", 1.1, "%", 1.0, (1.1,), seconds=7.9, within=8).held
    assert Row("work", 0.9, "ms", 1.0, (0.9,)).held
