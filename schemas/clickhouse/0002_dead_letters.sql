-- Records that could not go on. The id is a pure function of where the record was, so a repeat replaces itself.
CREATE TABLE IF NOT EXISTS {db}.dead_letters_store{on_cluster}
(
    id              String CODEC(ZSTD(1)),
    tenant          LowCardinality(String),
    source          LowCardinality(String),
    stage           LowCardinality(String),
    code            LowCardinality(String),
    reason          String CODEC(ZSTD(1)),
    topic           LowCardinality(String),
    kafka_partition Int32,
    kafka_offset    Int64 CODEC(ZSTD(1)),
    record_key      String CODEC(ZSTD(1)),
    origin          String CODEC(ZSTD(1)),
    failed_at       DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    retain_until    DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    run             LowCardinality(String),
    payload_length  Int64 CODEC(ZSTD(1)),
    payload_sha256  String CODEC(ZSTD(1)),
    payload         String CODEC(ZSTD(1))
)
ENGINE = {engine:ReplacingMergeTree(failed_at)}
ORDER BY (tenant, id)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS {db}.dead_letters{on_cluster} AS
SELECT * FROM {db}.dead_letters_store FINAL;
