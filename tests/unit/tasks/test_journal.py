import logging

import pytest

from tasks.journal import listen, say


def test_a_line_holds_its_values_since_the_ui_shows_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    listen()
    say("run.concluded", flow="create-tickets", created=3, name="any", message="any")
    (record,) = caplog.records
    assert record.getMessage() == "run.concluded flow=create-tickets created=3 name=any message=any"
    assert record.said["created"] == 3
    assert record.levelno == logging.INFO
