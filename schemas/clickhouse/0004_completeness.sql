-- Where each row came from, rows that take back an older place of their event, a roll-up that repeats cannot inflate, and completeness. Why: docs/formats.md, "What rests".
ALTER TABLE {db}.events_store{on_cluster}
    ADD COLUMN IF NOT EXISTS is_deleted      UInt8 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS kafka_epoch     Int64 DEFAULT 0 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS kafka_partition Int32 DEFAULT -1 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS kafka_offset    Int64 DEFAULT -1 CODEC(Delta(8), ZSTD(1));

-- A row that only takes another one back has no content to keep.
ALTER TABLE {db}.event_revisions_feed{on_cluster} MODIFY QUERY
SELECT tenant, source, event_id, event_time, content_hash, collected_at, retain_until, run, wire_shape, raw
FROM {db}.events_store
WHERE is_deleted = 0;

-- The filter works on what FINAL leaves: the newest row of a key decides, and when that one takes the key back, nothing is shown.
CREATE OR REPLACE VIEW {db}.events{on_cluster} AS
SELECT * EXCEPT (is_deleted, kafka_epoch, kafka_partition, kafka_offset) FROM {db}.events_store FINAL
WHERE is_deleted = 0
SETTINGS do_not_merge_across_partitions_select_final = 1;

-- Contents stored per tenant, source and hour of the event. A set of offsets instead of a sum: whatever is sent twice, in whatever batches and however late, counts once.
CREATE TABLE IF NOT EXISTS {db}.event_counts_store{on_cluster}
(
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    hour            DateTime('UTC'),
    kafka_epoch     Int64,
    kafka_partition Int32,
    contents        AggregateFunction(groupBitmap, UInt64),
    retain_until    SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = {engine:AggregatingMergeTree()}
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, source, hour, kafka_epoch, kafka_partition)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS {db}.event_counts_feed{on_cluster} TO {db}.event_counts_store AS
SELECT tenant, source, toStartOfHour(event_time) AS hour, kafka_epoch, kafka_partition,
    groupBitmapState(toUInt64(kafka_offset)) AS contents, max(events_store.retain_until) AS retain_until
FROM {db}.events_store
WHERE is_deleted = 0 AND kafka_offset >= 0
GROUP BY tenant, source, hour, kafka_epoch, kafka_partition;

-- Rows of before have no offset; a hash of their id and content stands for it. A repeat of this statement changes nothing.
INSERT INTO {db}.event_counts_store
SELECT r.tenant, r.source, toStartOfHour(r.event_time) AS hour, 0 AS kafka_epoch, -1 AS kafka_partition,
    groupBitmapState(cityHash64(r.event_id, r.content_hash)) AS contents, max(r.retain_until) AS retain_until
FROM {db}.event_revisions AS r
GROUP BY r.tenant, r.source, hour;

CREATE VIEW IF NOT EXISTS {db}.event_counts{on_cluster} AS
SELECT tenant, source, hour, sum(merged) AS contents
FROM
(
    SELECT tenant, source, hour, groupBitmapMerge(contents) AS merged
    FROM {db}.event_counts_store
    GROUP BY tenant, source, hour, kafka_epoch, kafka_partition
)
GROUP BY tenant, source, hour;

-- Every count of every stage, known by its place on its topic.
CREATE TABLE IF NOT EXISTS {db}.completeness_store{on_cluster}
(
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    hour            DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    stage           LowCardinality(String),
    collected       Int64 CODEC(ZSTD(1)),
    published       Int64 CODEC(ZSTD(1)),
    admitted        Int64 CODEC(ZSTD(1)),
    duplicates      Int64 CODEC(ZSTD(1)),
    revisions       Int64 CODEC(ZSTD(1)),
    dead_lettered   Int64 CODEC(ZSTD(1)),
    stored          Int64 CODEC(ZSTD(1)),
    letters_stored  Int64 CODEC(ZSTD(1)),
    evicted         Int64 CODEC(ZSTD(1)),
    counted_at      DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    retain_until    DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    kafka_epoch     Int64 CODEC(ZSTD(1)),
    kafka_partition Int32 CODEC(ZSTD(1)),
    kafka_offset    Int64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = {engine:ReplacingMergeTree()}
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, source, hour, stage, kafka_epoch, kafka_partition, kafka_offset)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

-- Hour = hour of collection. pending: on a raw topic or behind it, not yet a row or a letter, nor recognised as a duplicate.
CREATE VIEW IF NOT EXISTS {db}.completeness{on_cluster} AS
SELECT tenant, source, hour,
    sum(c.collected) AS collected, sum(c.published) AS published, sum(c.admitted) AS admitted, sum(c.duplicates) AS duplicates,
    sum(c.revisions) AS revisions, sum(c.dead_lettered) AS dead_lettered, sum(c.stored) AS stored, sum(c.letters_stored) AS letters_stored,
    sum(c.evicted) AS evicted,
    sum(c.published) - sumIf(c.duplicates, stage = 'ingest') - sumIf(c.dead_lettered, stage IN ('ingest', 'sink')) - sum(c.stored) AS pending,
    max(counted_at) AS last_counted_at
FROM {db}.completeness_store AS c FINAL
GROUP BY tenant, source, hour;

-- Rows that were stored and are gone before their time; an alarm whose rows are back says 0. The newest word on an hour counts.
CREATE TABLE IF NOT EXISTS {db}.completeness_alarms_store{on_cluster}
(
    tenant       LowCardinality(String),
    source       LowCardinality(String),
    hour         DateTime('UTC'),
    missing      UInt64,
    event_ids    Array(String),
    detected_at  DateTime64(3, 'UTC'),
    updated_at   DateTime64(3, 'UTC'),
    retain_until DateTime('UTC')
)
ENGINE = {engine:ReplacingMergeTree(updated_at)}
ORDER BY (tenant, source, hour)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 1000, replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS {db}.completeness_alarms{on_cluster} AS
SELECT * FROM {db}.completeness_alarms_store FINAL;
