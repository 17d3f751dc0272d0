CREATE TABLE core.shipment (
    carrier            text COLLATE "C" NOT NULL,
    tracking_no        text COLLATE "C" NOT NULL,
    leg                integer NOT NULL,
    since              timestamptz,
    until              timestamptz,
    declared_at        timestamptz,
    account            text COLLATE "C",
    external_order_id  text COLLATE "C",
    external_after_sale_id text COLLATE "C",
    direction          text NOT NULL CHECK (direction IN ('outbound', 'return', 'replacement', 'reissue', 'spare_part')),
    status             text NOT NULL CHECK (status IN ('pending', 'picked_up', 'in_transit', 'out_for_delivery', 'ready_for_pickup', 'exception', 'delivered', 'returning', 'returned', 'cancelled', 'expired')),
    status_at          timestamptz,
    reason_code        text,
    picked_up_at       timestamptz,
    delivered_at       timestamptz,
    last_event_at      timestamptz,
    promised_at        timestamptz,
    poll_state         text NOT NULL DEFAULT 'active' CHECK (poll_state IN ('active', 'paused', 'done', 'expired')),
    poll_reason        text,
    next_poll_at       timestamptz,
    last_polled_at     timestamptz,
    last_polled_ok_at  timestamptz,
    polled_with_tail   boolean,
    updated_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (carrier, tracking_no, leg)
);
CREATE INDEX shipment_due ON core.shipment (next_poll_at) WHERE poll_state = 'active';
CREATE INDEX shipment_updated ON core.shipment (updated_at);
COMMENT ON COLUMN core.shipment.account IS 'Of the smallest link, as the two that follow: kept here so that a changed link shows in updated_at';
COMMENT ON COLUMN core.shipment.since IS 'Start of this use of the number; scans belong to the leg they fall into';
COMMENT ON COLUMN core.shipment.until IS 'End of this use, itself not in it; null = the newest leg, which carries what polling knows of the number';
COMMENT ON COLUMN core.shipment.declared_at IS 'When the number was given out for this use: the order''s shipped_at, the request''s requested_at';
COMMENT ON COLUMN core.shipment.polled_with_tail IS 'Whether the last question to the courier carried a phone tail; null = never asked';
COMMENT ON COLUMN core.shipment.last_polled_at IS 'When the courier was asked last, whatever it said';
COMMENT ON COLUMN core.shipment.next_poll_at IS 'When the courier is asked next; null = due at once';
COMMENT ON COLUMN core.shipment.poll_reason IS 'Why the parcel is not, or cannot be, asked for, or what its last answer lacked, in words';

CREATE TABLE core.shipment_link (
    carrier                text COLLATE "C" NOT NULL,
    tracking_no            text COLLATE "C" NOT NULL,
    leg                    integer NOT NULL,
    account                text COLLATE "C" NOT NULL,
    external_order_id      text COLLATE "C" NOT NULL,
    external_line_id       text COLLATE "C" NOT NULL DEFAULT '',
    external_after_sale_id text COLLATE "C" NOT NULL DEFAULT '',
    direction              text NOT NULL,
    updated_at             timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (carrier, tracking_no, leg, account, external_order_id, external_line_id, external_after_sale_id)
);
CREATE INDEX shipment_link_order ON core.shipment_link (account, external_order_id);
CREATE INDEX shipment_link_request ON core.shipment_link (account, external_after_sale_id) WHERE external_after_sale_id <> '';

-- New numbers that scans name: nobody's until a person says whose.
CREATE TABLE core.link_candidate (
    carrier          text COLLATE "C" NOT NULL,
    from_tracking_no text COLLATE "C" NOT NULL,
    tracking_no      text COLLATE "C" NOT NULL,
    named_at         timestamptz NOT NULL,
    direction        text CHECK (direction = 'return'),
    status           text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'confirmed', 'refused')),
    reason           text,
    found_at         timestamptz NOT NULL DEFAULT now(),
    decided_at       timestamptz,
    PRIMARY KEY (carrier, from_tracking_no, tracking_no),
    CHECK ((status = 'open') = (decided_at IS NULL))
);
CREATE INDEX link_candidate_number ON core.link_candidate (carrier, tracking_no);
COMMENT ON COLUMN core.link_candidate.direction IS 'return: the parcel was going back when the number was named; null: as the parcel itself';

CREATE TABLE core.shipment_event (
    carrier     text COLLATE "C" NOT NULL,
    tracking_no text COLLATE "C" NOT NULL,
    event_hash  text COLLATE "C" NOT NULL,
    occurred_at timestamptz NOT NULL,
    status      text,
    source_code text,
    reason_code text,
    place       text,
    description text,
    page_id     bigint NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (carrier, tracking_no, event_hash)
);

CREATE TABLE core.recognised_number (
    tracking_no text COLLATE "C" PRIMARY KEY,
    carrier     text COLLATE "C",
    asked_at    timestamptz NOT NULL
);
COMMENT ON TABLE core.recognised_number IS 'Numbers whose shop named no carrier, and whose a courier says they are; null = it knows none';
