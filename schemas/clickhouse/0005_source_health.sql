-- The newest word of each reporter on each source of each tenant, from health.v1. Nothing ever wrote to the table of before, which had room for one reporter only.
CREATE TABLE IF NOT EXISTS {db}.source_health_reports_store{on_cluster}
(
    tenant            LowCardinality(String),
    source            LowCardinality(String),
    reporter          LowCardinality(String),
    state             LowCardinality(String),
    since             DateTime64(3, 'UTC'),
    code              LowCardinality(String),
    error             String CODEC(ZSTD(1)),
    what_to_do        String CODEC(ZSTD(1)),
    last_attempt_at   Nullable(DateTime64(3, 'UTC')),
    last_success_at   Nullable(DateTime64(3, 'UTC')),
    last_record_at    Nullable(DateTime64(3, 'UTC')),
    next_run_at       Nullable(DateTime64(3, 'UTC')),
    lag_seconds       Nullable(Float64),
    throttled_seconds Float64,
    gap_from          Array(DateTime64(3, 'UTC')),
    gap_to            Array(DateTime64(3, 'UTC')),
    gap_reason        Array(String),
    gap_records       Array(Nullable(Int32)),
    updated_at        DateTime64(3, 'UTC')
)
ENGINE = {engine:ReplacingMergeTree(updated_at)}
ORDER BY (tenant, source, reporter)
SETTINGS non_replicated_deduplication_window = 1000, replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE OR REPLACE VIEW {db}.source_health{on_cluster} AS
SELECT * FROM {db}.source_health_reports_store FINAL;

DROP TABLE IF EXISTS {db}.source_health_store{on_cluster};
