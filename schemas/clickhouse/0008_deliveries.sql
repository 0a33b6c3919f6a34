-- Notifications: every step of every delivery. Why: docs/formats.md, "What rests".
CREATE TABLE IF NOT EXISTS {db}.delivery_steps_store{on_cluster}
(
    tenant          LowCardinality(String),
    delivery_id     String CODEC(ZSTD(1)),
    round           Int64 CODEC(ZSTD(1)),
    attempt         UInt32,
    state_rank      UInt8,
    state           LowCardinality(String),
    target          LowCardinality(String),
    trigger         LowCardinality(String),
    alert_id        String CODEC(ZSTD(1)),
    revision        UInt64 CODEC(ZSTD(1)),
    rule_id         LowCardinality(String),
    severity        LowCardinality(String),
    at              DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    planned_at      DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    next_attempt_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    code            LowCardinality(String),
    message         String CODEC(ZSTD(1)),
    requested_by    String CODEC(ZSTD(1)),
    payload         String CODEC(ZSTD(1)),
    retain_until    DateTime('UTC') CODEC(Delta(4), ZSTD(1))
)
ENGINE = {engine:ReplacingMergeTree()}
ORDER BY (tenant, delivery_id, round, attempt, state_rank)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS {db}.delivery_log{on_cluster} AS
SELECT * EXCEPT (retain_until, payload, state_rank) FROM {db}.delivery_steps_store FINAL;

-- The newest step of each delivery: the highest round, in it the last attempt, of that the furthest state.
CREATE VIEW IF NOT EXISTS {db}.deliveries{on_cluster} AS
SELECT tenant, delivery_id,
    tupleElement(newest, 1) AS state, tupleElement(newest, 2) AS target, tupleElement(newest, 3) AS trigger, tupleElement(newest, 4) AS alert_id,
    tupleElement(newest, 5) AS revision, tupleElement(newest, 6) AS rule_id, tupleElement(newest, 7) AS severity, tupleElement(newest, 8) AS at,
    tupleElement(newest, 9) AS planned_at, tupleElement(newest, 10) AS next_attempt_at, tupleElement(newest, 11) AS code, tupleElement(newest, 12) AS message,
    tupleElement(newest, 13) AS requested_by, tupleElement(newest, 14) AS round, tupleElement(newest, 15) AS attempts
FROM
(
    SELECT tenant, delivery_id,
        argMax((state, target, trigger, alert_id, revision, rule_id, severity, at, planned_at, next_attempt_at, code, message, requested_by, round, attempt),
            (round, attempt, state_rank)) AS newest
    FROM {db}.delivery_steps_store
    GROUP BY tenant, delivery_id
);
