-- Which ids came, apart from the tables that hold the events: rows that are deleted from both of those are still known to be missing. Why: docs/formats.md, "What rests".
CREATE TABLE IF NOT EXISTS {db}.event_ids_store{on_cluster}
(
    tenant       LowCardinality(String),
    source       LowCardinality(String),
    hour         DateTime('UTC'),
    collected    DateTime('UTC'),
    ids          AggregateFunction(groupUniqArray, UInt64),
    expires_from SimpleAggregateFunction(min, DateTime('UTC')),
    retain_until SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = {engine:AggregatingMergeTree()}
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, source, hour, collected)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS {db}.event_ids_feed{on_cluster} TO {db}.event_ids_store AS
SELECT tenant, source, toStartOfHour(event_time) AS hour, toStartOfHour(collected_at) AS collected,
    groupUniqArrayState(cityHash64(event_id)) AS ids, min(events_store.retain_until) AS expires_from, max(events_store.retain_until) AS retain_until
FROM {db}.events_store
WHERE is_deleted = 0
GROUP BY tenant, source, hour, collected;

-- What was there before. A set again: a repeat of this statement changes nothing.
INSERT INTO {db}.event_ids_store
SELECT r.tenant, r.source, toStartOfHour(r.event_time) AS hour, toStartOfHour(r.collected_at) AS collected,
    groupUniqArrayState(cityHash64(r.event_id)) AS ids, min(r.retain_until) AS expires_from, max(r.retain_until) AS retain_until
FROM {db}.event_revisions AS r
GROUP BY r.tenant, r.source, hour, collected;
