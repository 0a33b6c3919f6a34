using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>One <see cref="SourceHealth"/> as one row of <c>source_health_reports_store</c>, in step with <c>schemas/clickhouse/0005_source_health.sql</c>.</summary>
public static class SourceHealthRowWriter
{
    public const string Table = "source_health_reports_store";

    public const string Columns =
        "tenant, source, reporter, state, since, code, error, what_to_do, last_attempt_at, last_success_at, last_record_at, next_run_at, lag_seconds, throttled_seconds, " +
        "gap_from, gap_to, gap_reason, gap_records, updated_at";

    public static void Write(SourceHealth health, RowBinaryWriter row)
    {
        row.String(health.Tenant);
        row.String(health.Source);
        row.String(health.Reporter);
        row.String(StoredNames.Of(health.State));
        row.DateTimeMilliseconds(health.Since);
        row.String(health.Code);
        row.String(health.Error);
        row.String(health.WhatToDo);
        row.NullableDateTimeMilliseconds(health.LastAttemptAt);
        row.NullableDateTimeMilliseconds(health.LastSuccessAt);
        row.NullableDateTimeMilliseconds(health.LastRecordAt);
        row.NullableDateTimeMilliseconds(health.NextRunAt);
        row.NullableFloat64(health.LagSeconds);
        row.Float64(health.ThrottledSeconds);
        row.VarUInt((uint)health.Gaps.Count);
        foreach (var gap in health.Gaps) row.DateTimeMilliseconds(gap.From);
        row.VarUInt((uint)health.Gaps.Count);
        foreach (var gap in health.Gaps) row.DateTimeMilliseconds(gap.To);
        row.VarUInt((uint)health.Gaps.Count);
        foreach (var gap in health.Gaps) row.String(gap.Reason);
        row.VarUInt((uint)health.Gaps.Count);
        foreach (var gap in health.Gaps) row.NullableInt32(gap.Records);
        row.DateTimeMilliseconds(health.UpdatedAt);
        row.EndRow();
    }
}
