-- What has changed, for whoever must act on it. Triggers write it, in the transaction of the change, whoever makes it.
CREATE TABLE ops.outbox_epoch (
    only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch       integer NOT NULL,
    fingerprint text NOT NULL,
    since       timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN ops.outbox_epoch.fingerprint IS 'Which database this is: cluster, database, timeline. After a restore it is another one, and the epoch rises';
INSERT INTO ops.outbox_epoch (epoch, fingerprint) VALUES (0, '');

CREATE TABLE ops.outbox (
    epoch             integer NOT NULL,
    tx                xid8 NOT NULL DEFAULT pg_current_xact_id(),
    event_id          bigint GENERATED ALWAYS AS IDENTITY,
    event_key         text COLLATE "C" NOT NULL UNIQUE
        GENERATED ALWAYS AS (event_type || ':' || aggregate_id || ':' || epoch::text || '.' || event_id::text) STORED,
    aggregate         text NOT NULL,
    aggregate_id      text COLLATE "C" NOT NULL,
    -- Drawn while the subject's row is locked: a later change of it has a higher one.
    aggregate_version bigint NOT NULL GENERATED ALWAYS AS (event_id) STORED,
    event_type        text NOT NULL,
    schema_version    smallint NOT NULL DEFAULT 1,
    payload           jsonb NOT NULL,
    occurred_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (epoch, tx, event_id)
);
CREATE INDEX outbox_occurred ON ops.outbox USING brin (occurred_at);

CREATE FUNCTION ops.epoch() RETURNS integer LANGUAGE sql STABLE AS 'SELECT epoch FROM ops.outbox_epoch';

CREATE FUNCTION ops.tell(aggregate text, aggregate_id text, event_type text, payload jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO ops.outbox (epoch, aggregate, aggregate_id, event_type, payload)
    VALUES (ops.epoch(), aggregate, aggregate_id, event_type, payload)
$$;

CREATE FUNCTION ops.tell_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ops.outbox (epoch, aggregate, aggregate_id, event_type, payload)
    SELECT ops.epoch(), 'order', account || '/' || external_order_id, 'order.changed',
           jsonb_build_object('platform', platform, 'account', account, 'external_order_id', external_order_id,
                              'status', status, 'source_updated_at', source_updated_at)
    FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_new AFTER INSERT ON core.sales_order
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ops.tell_orders();
CREATE TRIGGER tell_changed AFTER UPDATE ON core.sales_order
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ops.tell_orders();

CREATE FUNCTION ops.tell_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ops.outbox (epoch, aggregate, aggregate_id, event_type, payload)
    SELECT ops.epoch(), 'after_sale', account || '/' || external_id, 'after_sale.changed',
           jsonb_build_object('platform', platform, 'account', account, 'external_id', external_id,
                              'external_order_id', external_order_id, 'kind', kind, 'status', status,
                              'source_updated_at', source_updated_at)
    FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_new AFTER INSERT ON core.after_sale
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ops.tell_requests();
CREATE TRIGGER tell_changed AFTER UPDATE ON core.after_sale
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ops.tell_requests();

-- Most writes to a parcel are about polling, and most new ones are pending: a condition a row costs less than a copy of them.
CREATE FUNCTION ops.tell_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ops.tell('shipment', NEW.carrier || '/' || NEW.tracking_no || '/' || NEW.leg, 'shipment.status_changed',
        jsonb_build_object('carrier', NEW.carrier, 'tracking_no', NEW.tracking_no, 'leg', NEW.leg,
                           'status', NEW.status, 'status_at', NEW.status_at, 'reason_code', NEW.reason_code));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_new AFTER INSERT ON core.shipment
    FOR EACH ROW WHEN (NEW.status <> 'pending') EXECUTE FUNCTION ops.tell_parcel();
CREATE TRIGGER tell_changed AFTER UPDATE OF status ON core.shipment
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION ops.tell_parcel();

CREATE FUNCTION ops.tell_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ops.tell('ticket', NEW.ticket_no, TG_ARGV[0],
        jsonb_build_object('ticket_no', NEW.ticket_no, 'ticket_type', NEW.ticket_type, 'status', NEW.status,
                           'hold_reason', NEW.hold_reason, 'close_code', NEW.close_code, 'account', NEW.account,
                           'external_order_id', NEW.external_order_id, 'external_line_id', NEW.external_line_id,
                           'external_after_sale_id', NEW.external_after_sale_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_new AFTER INSERT ON core.ticket FOR EACH ROW EXECUTE FUNCTION ops.tell_ticket('ticket.created');
CREATE TRIGGER tell_changed AFTER UPDATE OF status ON core.ticket
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION ops.tell_ticket('ticket.status_changed');

CREATE FUNCTION ops.tell_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ops.tell('dispatch_batch', NEW.batch_id::text, 'dispatch.committed',
        jsonb_build_object('batch_id', NEW.batch_id, 'service_date', NEW.service_date));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_committed AFTER UPDATE OF status ON core.dispatch_batch
    FOR EACH ROW WHEN (NEW.status = 'committed' AND OLD.status <> 'committed') EXECUTE FUNCTION ops.tell_batch();

CREATE FUNCTION ops.tell_anomaly() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told jsonb := jsonb_build_object(
        'anomaly_id', NEW.anomaly_id, 'kind', NEW.kind, 'severity', NEW.severity, 'status', NEW.status,
        'account', NEW.account, 'external_order_id', NEW.external_order_id,
        'external_after_sale_id', NEW.external_after_sale_id, 'carrier', NEW.carrier, 'tracking_no', NEW.tracking_no,
        'entity', NEW.entity, 'due_at', NEW.due_at, 'resolution', NEW.resolution);
BEGIN
    PERFORM ops.tell('anomaly', NEW.anomaly_id::text, TG_ARGV[0], told);
    IF NEW.kind = 'source_stale' AND TG_ARGV[0] = 'anomaly.opened' THEN
        PERFORM ops.tell('source', NEW.account || '/' || NEW.entity, 'source.stale', told);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_new AFTER INSERT ON core.anomaly
    FOR EACH ROW WHEN (NEW.status = 'open') EXECUTE FUNCTION ops.tell_anomaly('anomaly.opened');
CREATE TRIGGER tell_resolved AFTER UPDATE OF status ON core.anomaly
    FOR EACH ROW WHEN (OLD.status = 'open' AND NEW.status = 'resolved') EXECUTE FUNCTION ops.tell_anomaly('anomaly.resolved');

CREATE VIEW api.v1_events AS
SELECT e.epoch, e.tx, e.event_id, e.event_key, e.aggregate, e.aggregate_id, e.aggregate_version, e.event_type,
       e.schema_version, e.payload, e.occurred_at,
       e.epoch < (SELECT epoch FROM ops.outbox_epoch) OR e.tx < pg_snapshot_xmin(pg_current_snapshot()) AS readable, e.occurred_at AS updated_at
FROM ops.outbox e;
COMMENT ON VIEW api.v1_events IS 'What has changed, one row a change, for consumers that act on it';
COMMENT ON COLUMN api.v1_events.epoch IS 'Rises when the database was restored; the first part of a consumer''s mark';
COMMENT ON COLUMN api.v1_events.tx IS 'The transaction that made the change; the second part of the mark';
COMMENT ON COLUMN api.v1_events.event_id IS 'Number of the event; the third part of the mark. Alone it is none: a lower one may become visible later';
COMMENT ON COLUMN api.v1_events.event_key IS 'Unique; what a consumer keeps to do nothing twice';
COMMENT ON COLUMN api.v1_events.aggregate IS 'What changed: order, after_sale, shipment, ticket, dispatch_batch, anomaly or source';
COMMENT ON COLUMN api.v1_events.aggregate_id IS 'Which one: its key, parts joined by a slash';
COMMENT ON COLUMN api.v1_events.aggregate_version IS 'Within an epoch, the later change of one subject has the higher version; not consecutive';
COMMENT ON COLUMN api.v1_events.event_type IS 'order.changed, after_sale.changed, shipment.status_changed, ticket.created, ticket.status_changed, dispatch.committed, anomaly.opened, anomaly.resolved or source.stale';
COMMENT ON COLUMN api.v1_events.schema_version IS 'Version of the payload''s form';
COMMENT ON COLUMN api.v1_events.payload IS 'Key and status of the subject after the change; nothing personal. The rest stands in its view';
COMMENT ON COLUMN api.v1_events.occurred_at IS 'When the transaction of the change began';
COMMENT ON COLUMN api.v1_events.readable IS 'True: no event with a lower mark can still appear. Consumers read these only';
COMMENT ON COLUMN api.v1_events.updated_at IS 'The same as occurred_at: an event never changes';
