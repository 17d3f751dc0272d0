"""
Types of the parameters that flows share.

What a parameter means stands in its flow's docstring, under Args: Prefect shows that in the form, and not the
description of an annotated type.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

Accounts = list[str] | None
Start = datetime | None
End = datetime | None
Lookback = Annotated[int | None, Field(ge=1, le=24 * 90)]
Now = datetime | None
EntityName = Literal["orders", "after_sales", "traces"]
