-- Records that their topic deleted before they were stored, and how an alarm over missing rows ended. Why: docs/formats.md, "completeness".
ALTER TABLE {db}.completeness_store{on_cluster} ADD COLUMN IF NOT EXISTS expired Int64 DEFAULT 0 CODEC(ZSTD(1)) AFTER evicted;

-- Letters, counts and facts of ours that a sink lost were never published as records: under the sink's own name they take nothing from pending.
CREATE OR REPLACE VIEW {db}.completeness{on_cluster} AS
SELECT tenant, source, hour,
    sum(c.collected) AS collected, sum(c.published) AS published, sum(c.admitted) AS admitted, sum(c.duplicates) AS duplicates,
    sum(c.revisions) AS revisions, sum(c.dead_lettered) AS dead_lettered, sum(c.stored) AS stored, sum(c.letters_stored) AS letters_stored,
    sum(c.evicted) AS evicted, sum(c.expired) AS expired,
    sum(c.published) - sumIf(c.duplicates, stage = 'ingest') - sumIf(c.dead_lettered, stage IN ('ingest', 'sink')) - sum(c.stored)
        - sumIf(c.expired, NOT startsWith(source, 'sink.')) AS pending,
    max(counted_at) AS last_counted_at
FROM {db}.completeness_store AS c FINAL
GROUP BY tenant, source, hour;

-- back: the rows are there again. expired: their time was over. Empty while the alarm stands.
ALTER TABLE {db}.completeness_alarms_store{on_cluster} ADD COLUMN IF NOT EXISTS ended LowCardinality(String) DEFAULT '';

CREATE OR REPLACE VIEW {db}.completeness_alarms{on_cluster} AS
SELECT * FROM {db}.completeness_alarms_store FINAL;
