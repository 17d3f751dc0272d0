"""What is judged of the parcels that an order or a request declares: only what would break a key of the database."""

KEYS = ("tracking_no", "carrier_name", "external_line_id")
"""Columns whose lengths are judged, by the suites orders and after_sales (`columns.parcel_key_lengths`)."""

UNJUDGED = {"direction": "Written by the connector from the place where the parcel is declared."}
