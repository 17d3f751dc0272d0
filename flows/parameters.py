"""Parameters that flows share, described for the form in the UI and for `shouhou run`."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

Accounts = Annotated[list[str] | None, Field(description="Account names; empty = all active ones of this kind")]
Start = Annotated[
    datetime | None,
    Field(
        description="Ask for what changed from here on; empty = go on from each account's cursor. Beijing time if without offset"
    ),
]
End = Annotated[datetime | None, Field(description="Up to here, not included; given together with start")]
Lookback = Annotated[
    int | None,
    Field(ge=1, le=24 * 90, description="Ask again for the last so many hours, beside the live run and its cursor"),
]
Now = Annotated[datetime | None, Field(description="What counts as now; empty = the clock")]
