-- One row an event, newest revision wins. Why these keys, codecs and indexes: docs/formats.md, "What rests".
-- Braces are filled in by the migration runner: {db}, {on_cluster}, {engine:…}.
CREATE TABLE IF NOT EXISTS {db}.events_store{on_cluster}
(
    tenant               LowCardinality(String),
    source               LowCardinality(String),
    event_id             String CODEC(ZSTD(1)),
    event_time           DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    available_at         Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    collected_at         DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    retain_until         DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    run                  LowCardinality(String),
    wire_shape           LowCardinality(String),
    workload             LowCardinality(String),
    category             LowCardinality(String),
    ecs_categories       Array(LowCardinality(String)),
    operation            LowCardinality(String),
    record_type          LowCardinality(String),
    outcome              LowCardinality(String),
    result_code          LowCardinality(String),
    result_reason        String CODEC(ZSTD(1)),
    actor_key            String CODEC(ZSTD(1)),
    actor_id             String CODEC(ZSTD(1)),
    actor_upn            String CODEC(ZSTD(1)),
    actor_display        String CODEC(ZSTD(1)),
    actor_kind           LowCardinality(String),
    target_types         Array(LowCardinality(String)),
    target_ids           Array(String) CODEC(ZSTD(1)),
    target_names         Array(String) CODEC(ZSTD(1)),
    target_upns          Array(String) CODEC(ZSTD(1)),
    ip                   String CODEC(ZSTD(1)),
    port                 UInt16 CODEC(ZSTD(1)),
    client_address       String CODEC(ZSTD(1)),
    geo_country          LowCardinality(String),
    geo_state            String CODEC(ZSTD(1)),
    geo_city             String CODEC(ZSTD(1)),
    geo_latitude         Nullable(Float64) CODEC(ZSTD(1)),
    geo_longitude        Nullable(Float64) CODEC(ZSTD(1)),
    user_agent           String CODEC(ZSTD(1)),
    app_id               String CODEC(ZSTD(1)),
    app_name             String CODEC(ZSTD(1)),
    resource_id          String CODEC(ZSTD(1)),
    resource_name        String CODEC(ZSTD(1)),
    device_id            String CODEC(ZSTD(1)),
    device_name          String CODEC(ZSTD(1)),
    device_os            LowCardinality(String),
    device_browser       LowCardinality(String),
    device_trust         LowCardinality(String),
    device_compliant     Nullable(Bool),
    device_managed       Nullable(Bool),
    session_id           String CODEC(ZSTD(1)),
    correlation_id       String CODEC(ZSTD(1)),
    organization_id      LowCardinality(String),
    summary              String CODEC(ZSTD(1)),
    search_text          String CODEC(ZSTD(1)),
    change_properties    Array(LowCardinality(String)),
    change_old           Array(Nullable(String)) CODEC(ZSTD(1)),
    change_new           Array(Nullable(String)) CODEC(ZSTD(1)),
    attributes           Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    flags                UInt32 CODEC(ZSTD(1)),
    content_hash         FixedString(16),
    raw                  String CODEC(ZSTD(1)),

    INDEX by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_actor actor_key TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_ip ip TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_text search_text TYPE text(tokenizer = 'splitByNonAlpha')
)
ENGINE = {engine:ReplacingMergeTree(collected_at)}
PARTITION BY toYYYYMM(event_time)
ORDER BY (tenant, toStartOfHour(event_time), source, event_id)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every content an event ever had: the row above forgets an older one as soon as parts merge, this table does not.
CREATE TABLE IF NOT EXISTS {db}.event_revisions{on_cluster}
(
    tenant        LowCardinality(String),
    source        LowCardinality(String),
    event_id      String CODEC(ZSTD(1)),
    event_time    DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    content_hash  FixedString(16),
    collected_at  DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    retain_until  DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    run           LowCardinality(String),
    wire_shape    LowCardinality(String),
    raw           String CODEC(ZSTD(1)),

    INDEX by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {engine:ReplacingMergeTree(collected_at)}
PARTITION BY toYYYYMM(event_time)
ORDER BY (tenant, toStartOfHour(event_time), source, event_id, content_hash)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS {db}.event_revisions_feed{on_cluster} TO {db}.event_revisions AS
SELECT tenant, source, event_id, event_time, content_hash, collected_at, retain_until, run, wire_shape, raw
FROM {db}.events_store;

-- What people query: each event once. An event never leaves its month, so partitions need not be merged with one another while reading.
CREATE VIEW IF NOT EXISTS {db}.events{on_cluster} AS
SELECT * FROM {db}.events_store FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1;
