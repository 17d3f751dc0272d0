CREATE TABLE core.region (
    adcode        text COLLATE "C" PRIMARY KEY CHECK (adcode ~ '^[0-9]{6}$'),
    name          text NOT NULL,
    level         smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
    parent_adcode text COLLATE "C" REFERENCES core.region,
    lon           double precision,
    lat           double precision
);
CREATE INDEX region_parent ON core.region (parent_adcode);

CREATE TABLE core.account (
    account          text COLLATE "C" PRIMARY KEY,
    platform         text COLLATE "C" NOT NULL,
    side             text NOT NULL CHECK (side IN ('shop', 'courier')),
    external_shop_id text,
    status           text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'retired')),
    paused_reason    text,
    paused_at        timestamptz,
    auth_expires_at  timestamptz,
    since            timestamptz,
    position         integer NOT NULL DEFAULT 0,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CHECK (status <> 'paused' OR paused_reason IS NOT NULL)
);
COMMENT ON COLUMN core.account.position IS 'Place in the settings file: of several accounts of one courier the first active one is asked';

CREATE TABLE core.product (
    sku_code       text COLLATE "C" PRIMARY KEY,
    name           text NOT NULL,
    brand          text,
    category_code  text COLLATE "C" NOT NULL,
    service_mode   text NOT NULL CHECK (service_mode IN ('none', 'brand', 'platform', 'delivery_install')),
    install_skill  text COLLATE "C",
    repair_skill   text COLLATE "C",
    updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE core.service_rule (
    rule_code  text COLLATE "C" NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    priority   integer NOT NULL,
    trigger    text NOT NULL CHECK (trigger IN ('paid', 'shipped', 'delivered', 'after_sale_requested', 'after_sale_approved', 'anomaly', 'manual')),
    match      jsonb NOT NULL DEFAULT '{}',
    action     jsonb NOT NULL,
    enabled    boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rule_code, version)
);
COMMENT ON TABLE core.service_rule IS 'Of several versions of a code only the highest counts; older ones stay for the tickets they made';

CREATE TABLE core.carrier (
    carrier      text COLLATE "C" PRIMARY KEY,
    name         text NOT NULL,
    trace_source text COLLATE "C"
);
CREATE TABLE core.carrier_alias (
    alias   text COLLATE "C" PRIMARY KEY,
    carrier text COLLATE "C" NOT NULL REFERENCES core.carrier
);
COMMENT ON COLUMN core.carrier.trace_source IS 'The platform whose accounts are asked for this carrier''s parcels; null = nobody is asked';

CREATE TABLE core.provider (
    provider_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code        text COLLATE "C" NOT NULL UNIQUE,
    name        text NOT NULL,
    kind        text NOT NULL DEFAULT 'own' CHECK (kind IN ('own', 'outsourced', 'platform')),
    status      text NOT NULL DEFAULT 'active' CHECK (status IN ('onboarding', 'active', 'suspended', 'retired'))
);
CREATE TABLE core.technician (
    technician_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider_id    bigint NOT NULL REFERENCES core.provider,
    code           text COLLATE "C" NOT NULL UNIQUE,
    display_name   text NOT NULL,
    status         text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'retired')),
    base_lon       double precision,
    base_lat       double precision,
    daily_capacity integer NOT NULL CHECK (daily_capacity >= 0)
);
CREATE TABLE core.technician_skill (
    technician_id bigint NOT NULL REFERENCES core.technician ON DELETE CASCADE,
    skill_code    text COLLATE "C" NOT NULL,
    valid_until   date,
    PRIMARY KEY (technician_id, skill_code)
);
COMMENT ON COLUMN core.technician_skill.valid_until IS 'Last day on which the skill counts; null = without end';
CREATE TABLE core.service_area (
    provider_id   bigint NOT NULL REFERENCES core.provider ON DELETE CASCADE,
    technician_id bigint REFERENCES core.technician ON DELETE CASCADE,
    adcode        text COLLATE "C" NOT NULL CHECK (adcode ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6})$'),
    UNIQUE NULLS NOT DISTINCT (provider_id, technician_id, adcode)
);
COMMENT ON COLUMN core.service_area.adcode IS 'Province (2 digits), city (4) or district (6); the longest that matches wins';

CREATE TABLE core.sla_policy (
    policy_code       text COLLATE "C" NOT NULL,
    version           integer NOT NULL CHECK (version > 0),
    kind              text COLLATE "C" NOT NULL,
    threshold_minutes integer NOT NULL CHECK (threshold_minutes >= 0),
    warn_minutes      integer CHECK (warn_minutes >= 0),
    clock             text NOT NULL DEFAULT 'elapsed' CHECK (clock IN ('elapsed', 'business')),
    calendar          text,
    scope             jsonb NOT NULL DEFAULT '{}',
    severity          smallint NOT NULL CHECK (severity BETWEEN 1 AND 3),
    enabled           boolean NOT NULL DEFAULT true,
    valid_from        timestamptz,
    valid_to          timestamptz,
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (policy_code, version)
);
COMMENT ON TABLE core.sla_policy IS 'Of several versions of a code only the highest counts; older ones stay for the anomalies they made';
