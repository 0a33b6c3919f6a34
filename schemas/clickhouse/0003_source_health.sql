-- The last known state of each source of each tenant; one row each, the newest wins.
CREATE TABLE IF NOT EXISTS {db}.source_health_store{on_cluster}
(
    tenant           LowCardinality(String),
    source           LowCardinality(String),
    status           LowCardinality(String),
    detail           String CODEC(ZSTD(1)),
    last_attempt_at  Nullable(DateTime64(3, 'UTC')),
    last_success_at  Nullable(DateTime64(3, 'UTC')),
    newest_event_at  Nullable(DateTime64(3, 'UTC')),
    updated_at       DateTime64(3, 'UTC')
)
ENGINE = {engine:ReplacingMergeTree(updated_at)}
ORDER BY (tenant, source)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS {db}.source_health{on_cluster} AS
SELECT * FROM {db}.source_health_store FINAL;
