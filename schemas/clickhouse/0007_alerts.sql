-- Alerts: the newest revision of each, what each revision was, and every version of every rule that people changed. Why: docs/formats.md, "What rests".
CREATE TABLE IF NOT EXISTS {db}.alerts_store{on_cluster}
(
    tenant               LowCardinality(String),
    alert_id             String CODEC(ZSTD(1)),
    revision             UInt64 CODEC(ZSTD(1)),
    status               LowCardinality(String),
    verdict              LowCardinality(String),
    reason               String CODEC(ZSTD(1)),
    assignee             String CODEC(ZSTD(1)),
    created_at           DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    updated_at           DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    updated_by           String CODEC(ZSTD(1)),
    closed_at            Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    suppressed           UInt64 CODEC(ZSTD(1)),
    rule_id              LowCardinality(String),
    rule_version         Int64 CODEC(ZSTD(1)),
    title                String CODEC(ZSTD(1)),
    description          String CODEC(ZSTD(1)),
    severity             LowCardinality(String),
    severity_rank        UInt8,
    tags                 Array(LowCardinality(String)),
    group_names          Array(LowCardinality(String)),
    group_values         Array(String) CODEC(ZSTD(1)),
    actor_key            String CODEC(ZSTD(1)),
    window_start         DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    window_end           DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    first_seen           DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    last_seen            DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    event_count          UInt64 CODEC(ZSTD(1)),
    evidence_ids         Array(String) CODEC(ZSTD(1)),
    evidence_sources     Array(LowCardinality(String)),
    evidence_times       Array(DateTime64(7, 'UTC')) CODEC(ZSTD(1)),
    evidence_collected   Array(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    evidence_actors      Array(String) CODEC(ZSTD(1)),
    evidence_operations  Array(LowCardinality(String)),
    evidence_outcomes    Array(LowCardinality(String)),
    evidence_ips         Array(String) CODEC(ZSTD(1)),
    evidence_countries   Array(LowCardinality(String)),
    evidence_apps        Array(String) CODEC(ZSTD(1)),
    evidence_user_agents Array(String) CODEC(ZSTD(1)),
    evidence_summaries   Array(String) CODEC(ZSTD(1)),
    why_fields           Array(LowCardinality(String)),
    why_operators        Array(LowCardinality(String)),
    why_expected         Array(String) CODEC(ZSTD(1)),
    why_actual           Array(Nullable(String)) CODEC(ZSTD(1)),
    snapshot             String CODEC(ZSTD(1)),
    historical           Bool,
    testing              Bool,
    runbook              String CODEC(ZSTD(1)),
    history_revisions    Array(UInt64) CODEC(ZSTD(1)),
    history_times        Array(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    history_by           Array(String) CODEC(ZSTD(1)),
    history_actions      Array(LowCardinality(String)),
    history_from         Array(Nullable(String)) CODEC(ZSTD(1)),
    history_to           Array(Nullable(String)) CODEC(ZSTD(1)),
    history_notes        Array(Nullable(String)) CODEC(ZSTD(1)),
    retain_until         DateTime('UTC') CODEC(Delta(4), ZSTD(1))
)
ENGINE = {engine:ReplacingMergeTree(revision)}
ORDER BY (tenant, alert_id)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS {db}.alerts{on_cluster} AS
SELECT * EXCEPT (retain_until) FROM {db}.alerts_store FINAL;

-- What changes from one revision to the next; the row above forgets older ones as soon as parts merge, this table does not.
CREATE TABLE IF NOT EXISTS {db}.alert_revisions_store{on_cluster}
(
    tenant       LowCardinality(String),
    alert_id     String CODEC(ZSTD(1)),
    revision     UInt64 CODEC(ZSTD(1)),
    status       LowCardinality(String),
    verdict      LowCardinality(String),
    reason       String CODEC(ZSTD(1)),
    assignee     String CODEC(ZSTD(1)),
    updated_at   DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    updated_by   String CODEC(ZSTD(1)),
    rule_id      LowCardinality(String),
    rule_version Int64 CODEC(ZSTD(1)),
    severity     LowCardinality(String),
    first_seen   DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    last_seen    DateTime64(7, 'UTC') CODEC(Delta(8), ZSTD(1)),
    event_count  UInt64 CODEC(ZSTD(1)),
    suppressed   UInt64 CODEC(ZSTD(1)),
    historical   Bool,
    testing      Bool,
    retain_until DateTime('UTC') CODEC(Delta(4), ZSTD(1))
)
ENGINE = {engine:ReplacingMergeTree()}
ORDER BY (tenant, alert_id, revision)
TTL retain_until
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS {db}.alert_revisions_feed{on_cluster} TO {db}.alert_revisions_store AS
SELECT tenant, alert_id, revision, status, verdict, reason, assignee, updated_at, updated_by, rule_id, rule_version, severity, first_seen, last_seen, event_count,
    suppressed, historical, testing, retain_until
FROM {db}.alerts_store;

CREATE VIEW IF NOT EXISTS {db}.alert_revisions{on_cluster} AS
SELECT * EXCEPT (retain_until) FROM {db}.alert_revisions_store FINAL;

-- Who changed which rule to what. It stays: an alert of last year must be explainable by the rule of last year.
CREATE TABLE IF NOT EXISTS {db}.rule_revisions_store{on_cluster}
(
    tenant     LowCardinality(String),
    rule_id    String CODEC(ZSTD(1)),
    revision   UInt64 CODEC(ZSTD(1)),
    status     LowCardinality(String),
    origin     LowCardinality(String),
    yaml       String CODEC(ZSTD(1)),
    changed_by String CODEC(ZSTD(1)),
    changed_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    note       String CODEC(ZSTD(1))
)
ENGINE = {engine:ReplacingMergeTree()}
ORDER BY (tenant, rule_id, revision)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE VIEW IF NOT EXISTS {db}.rule_revisions{on_cluster} AS
SELECT * FROM {db}.rule_revisions_store FINAL;
