"""The statements of `store.master`. Upserts return (key, inserted?) for each row they wrote, none for unchanged rows."""

PRODUCT = ("sku_code", "name", "brand", "category_code", "service_mode", "install_skill", "repair_skill")
TECHNICIAN = ("code", "name", "provider", "lon", "lat", "daily_capacity")
SKILL = ("technician", "skill_code", "valid_until")
AREA = ("provider", "technician", "adcode")
RULE = ("rule_code", "version", "priority", "trigger", "match", "action", "enabled")
POLICY = (
    "policy_code", "version", "kind", "threshold_minutes", "warn_minutes", "clock", "scope", "severity", "enabled"
)  # fmt: skip

_FACTS = PRODUCT[1:]
SAVE_PRODUCTS = f"""
INSERT INTO core.product AS t ({", ".join(PRODUCT)})
SELECT {", ".join(PRODUCT)} FROM pg_temp.handed_product ORDER BY sku_code
ON CONFLICT (sku_code) DO UPDATE SET
    {", ".join(f"{column} = excluded.{column}" for column in _FACTS)}, updated_at = greatest(now(), t.updated_at)
WHERE ({", ".join(f"t.{column}" for column in _FACTS)})
      IS DISTINCT FROM ({", ".join(f"excluded.{column}" for column in _FACTS)})
RETURNING sku_code, xmax = 0
"""

HAND_TECHNICIANS = """
DROP TABLE IF EXISTS pg_temp.handed_technician, pg_temp.handed_skill;
CREATE TEMP TABLE handed_technician (
    code text COLLATE "C" PRIMARY KEY, name text, provider text COLLATE "C",
    lon double precision, lat double precision, daily_capacity integer
) ON COMMIT DROP;
CREATE TEMP TABLE handed_skill (
    technician text COLLATE "C", skill_code text COLLATE "C", valid_until date, PRIMARY KEY (technician, skill_code)
) ON COMMIT DROP
"""
SAVE_PROVIDERS = """
INSERT INTO core.provider (code, name)
SELECT DISTINCT provider, provider FROM pg_temp.handed_technician ORDER BY provider
ON CONFLICT (code) DO NOTHING
"""
SAVE_TECHNICIANS = """
INSERT INTO core.technician AS t (provider_id, code, display_name, base_lon, base_lat, daily_capacity)
SELECT p.provider_id, h.code, h.name, h.lon, h.lat, h.daily_capacity
FROM pg_temp.handed_technician h JOIN core.provider p ON p.code = h.provider
ORDER BY h.code
ON CONFLICT (code) DO UPDATE SET
    provider_id = excluded.provider_id, display_name = excluded.display_name,
    base_lon = excluded.base_lon, base_lat = excluded.base_lat, daily_capacity = excluded.daily_capacity
WHERE (t.provider_id, t.display_name, t.base_lon, t.base_lat, t.daily_capacity) IS DISTINCT FROM
      (excluded.provider_id, excluded.display_name, excluded.base_lon, excluded.base_lat, excluded.daily_capacity)
RETURNING code, xmax = 0
"""
# Returns the technicians whose skills changed; a skill that goes and one that comes are never the same row.
SAVE_SKILLS = """
WITH handed AS (
    SELECT t.technician_id, h.skill_code, h.valid_until
    FROM pg_temp.handed_skill h JOIN core.technician t ON t.code = h.technician
), gone AS (
    DELETE FROM core.technician_skill s
    USING core.technician t JOIN pg_temp.handed_technician named USING (code)
    WHERE s.technician_id = t.technician_id
      AND NOT EXISTS (SELECT FROM handed h
                      WHERE h.technician_id = s.technician_id AND h.skill_code = s.skill_code)
    RETURNING s.technician_id
), come AS (
    INSERT INTO core.technician_skill AS s (technician_id, skill_code, valid_until)
    SELECT technician_id, skill_code, valid_until FROM handed
    ON CONFLICT (technician_id, skill_code) DO UPDATE SET valid_until = excluded.valid_until
    WHERE s.valid_until IS DISTINCT FROM excluded.valid_until
    RETURNING s.technician_id
)
SELECT code FROM core.technician WHERE technician_id IN (SELECT * FROM gone UNION SELECT * FROM come)
"""
# Areas are a provider's: whoever changed provider leaves the old one's areas behind.
DROP_AREAS_OF_MOVED = """
DELETE FROM core.service_area a USING core.technician t
WHERE a.technician_id = t.technician_id AND a.provider_id <> t.provider_id
"""

HAND_AREAS = """
DROP TABLE IF EXISTS pg_temp.handed_area;
CREATE TEMP TABLE handed_area (provider text COLLATE "C", technician text COLLATE "C", adcode text COLLATE "C")
ON COMMIT DROP
"""
_AREAS = """
SELECT p.provider_id, t.technician_id, h.adcode
FROM pg_temp.handed_area h JOIN core.provider p ON p.code = h.provider
LEFT JOIN core.technician t ON t.code = h.technician
"""
DROP_AREAS = f"""
WITH handed AS ({_AREAS})
DELETE FROM core.service_area a
WHERE a.provider_id IN (SELECT provider_id FROM handed)
  AND NOT EXISTS (SELECT FROM handed h WHERE h.provider_id = a.provider_id AND h.adcode = a.adcode
                                         AND h.technician_id IS NOT DISTINCT FROM a.technician_id)
"""
SAVE_AREAS = f"""
INSERT INTO core.service_area (provider_id, technician_id, adcode) {_AREAS}
ON CONFLICT (provider_id, technician_id, adcode) DO NOTHING
"""

ADD_RULES = f"""
INSERT INTO core.service_rule ({", ".join(RULE)}) SELECT {", ".join(RULE)} FROM pg_temp.handed_rule
ON CONFLICT (rule_code, version) DO NOTHING
"""
ADD_POLICIES = f"""
INSERT INTO core.sla_policy ({", ".join(POLICY)}) SELECT {", ".join(POLICY)} FROM pg_temp.handed_policy
ON CONFLICT (policy_code, version) DO NOTHING
"""
