import pickle

from sim.errors import ScenarioError, StoreError, TasukiError


def test_a_scenario_error_is_one_message_with_place_key_value_and_remedy() -> None:
    error = ScenarioError(
        "is out of range", file="a.yaml", line=3, key="market.accounts", value="0", remedy="give more"
    )
    assert str(error) == "a.yaml:3: market.accounts: is out of range (value 0). Remedy: give more."


def test_absent_parts_leave_no_trace_and_further_problems_are_counted() -> None:
    assert str(ScenarioError("is empty", file="a.yaml")) == "a.yaml: is empty"
    assert str(ScenarioError("is odd", remedy="did you mean even?", more=3)) == (
        "is odd. Remedy: did you mean even? (and 3 more)"
    )


def test_exit_statuses() -> None:
    assert TasukiError("x").exit_status == 1
    assert ScenarioError("x").exit_status == 2
    assert str(StoreError("is full", remedy="free some space")) == "is full. Remedy: free some space."
    assert StoreError("x").exit_status == 2


def test_errors_cross_processes_with_all_fields() -> None:
    error = ScenarioError("wrong", file="a.yaml", line=3, key="k", value="v", remedy="mend it", more=2)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is ScenarioError
    assert (str(copy), vars(copy)) == (str(error), vars(error))
