CREATE TABLE core.sales_order (
    platform              text COLLATE "C" NOT NULL,
    account               text COLLATE "C" NOT NULL,
    external_order_id     text COLLATE "C" NOT NULL,
    platform_status       text NOT NULL,
    status                text CHECK (status IN ('unpaid', 'paid', 'on_hold', 'part_shipped', 'shipped', 'completed', 'closed')),
    buyer_ref             text,
    total_amount          numeric(14,2),
    paid_amount           numeric(14,2),
    ordered_at            timestamptz NOT NULL,
    paid_at               timestamptz,
    ship_by               timestamptz,
    shipped_at            timestamptz,
    completed_at          timestamptz,
    closed_at             timestamptz,
    receiver_name_masked  text,
    receiver_phone_masked text,
    receiver_phone_tail   text,
    receiver_province     text,
    receiver_city         text,
    receiver_district     text,
    receiver_adcode       text COLLATE "C",
    stream_rank           smallint NOT NULL DEFAULT 0,
    source_updated_at     timestamptz NOT NULL,
    fetched_at            timestamptz NOT NULL,
    row_hash              text COLLATE "C" NOT NULL,
    page_id               bigint NOT NULL,
    position              integer NOT NULL,
    updated_at            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, external_order_id)
);
CREATE INDEX sales_order_updated ON core.sales_order (updated_at);
COMMENT ON COLUMN core.sales_order.stream_rank IS 'Of several lists that carry one order, the smallest rank owns the row';

CREATE TABLE core.order_line (
    platform          text COLLATE "C" NOT NULL,
    account           text COLLATE "C" NOT NULL,
    external_order_id text COLLATE "C" NOT NULL,
    external_line_id  text COLLATE "C" NOT NULL,
    external_sku_id   text,
    sku_code          text COLLATE "C",
    title             text,
    quantity          integer NOT NULL CHECK (quantity > 0),
    paid_amount       numeric(14,2),
    status            text CHECK (status IN ('unpaid', 'paid', 'on_hold', 'part_shipped', 'shipped', 'completed', 'closed')),
    external_after_sale_id text COLLATE "C",
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, external_order_id, external_line_id)
);
CREATE INDEX order_line_request ON core.order_line (account, updated_at) WHERE external_after_sale_id IS NOT NULL;
COMMENT ON COLUMN core.order_line.external_after_sale_id IS 'The latest request that the platform names at the line; one that no list brought is fetched by it';
CREATE INDEX order_line_by_line ON core.order_line (account, external_line_id);

CREATE TABLE core.after_sale (
    platform          text COLLATE "C" NOT NULL,
    account           text COLLATE "C" NOT NULL,
    external_id       text COLLATE "C" NOT NULL,
    stream            text COLLATE "C" NOT NULL,
    stream_rank       smallint NOT NULL,
    external_order_id text COLLATE "C" NOT NULL,
    kind              text CHECK (kind IN ('refund_only', 'return_refund', 'exchange', 'repair', 'reship', 'price_adjust', 'install', 'relocation', 'value_added', 'other')),
    platform_status   text NOT NULL,
    status            text CHECK (status IN ('requested', 'approved', 'buyer_returning', 'received', 'processing', 'completed', 'rejected', 'cancelled')),
    stage             text CHECK (stage IN ('before_ship', 'after_ship')),
    reason_code       text,
    reason_text       text,
    refund_amount     numeric(14,2),
    disputed          boolean,
    deadline_at       timestamptz,
    requested_at      timestamptz NOT NULL,
    closed_at         timestamptz,
    read_again        boolean NOT NULL DEFAULT false,
    source_updated_at timestamptz NOT NULL,
    fetched_at        timestamptz NOT NULL,
    row_hash          text COLLATE "C" NOT NULL,
    page_id           bigint NOT NULL,
    position          integer NOT NULL,
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, external_id)
);
CREATE INDEX after_sale_order ON core.after_sale (account, external_order_id);
CREATE INDEX after_sale_updated ON core.after_sale (updated_at);
CREATE INDEX after_sale_read_again ON core.after_sale (account) WHERE read_again;
COMMENT ON COLUMN core.after_sale.read_again IS 'No list tells when it changes: it is asked for by its number as long as it is open';
COMMENT ON COLUMN core.after_sale.stream IS 'The platform list that owns the row';
COMMENT ON COLUMN core.after_sale.stream_rank IS 'Of several lists that carry one request, the smallest rank owns the row';

CREATE TABLE core.after_sale_line (
    account          text COLLATE "C" NOT NULL,
    external_id      text COLLATE "C" NOT NULL,
    line_no          integer NOT NULL,
    external_line_id text COLLATE "C",
    quantity         integer,
    refund_amount    numeric(14,2),
    PRIMARY KEY (account, external_id, line_no)
);
CREATE INDEX after_sale_line_by_line ON core.after_sale_line (account, external_line_id);
