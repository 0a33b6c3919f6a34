using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>One revision of an <see cref="Alert"/> as one row of <c>alerts_store</c>, in step with <c>schemas/clickhouse/0007_alerts.sql</c>. What is absent is an empty string.</summary>
public sealed class AlertRowWriter(TimeSpan retention)
{
    public const string Table = "alerts_store";

    public const string Columns =
        "tenant, alert_id, revision, status, verdict, reason, assignee, created_at, updated_at, updated_by, closed_at, suppressed, " +
        "rule_id, rule_version, title, description, severity, severity_rank, tags, group_names, group_values, actor_key, window_start, window_end, first_seen, last_seen, event_count, " +
        "evidence_ids, evidence_sources, evidence_times, evidence_collected, evidence_actors, evidence_operations, evidence_outcomes, evidence_ips, evidence_countries, evidence_apps, " +
        "evidence_user_agents, evidence_summaries, why_fields, why_operators, why_expected, why_actual, snapshot, historical, testing, runbook, " +
        "history_revisions, history_times, history_by, history_actions, history_from, history_to, history_notes, retain_until";

    /// <exception cref="WarehouseException">Kind <see cref="WarehouseErrorKind.RowRefused"/>: the alert breaks its contract; nothing of it stays in <paramref name="row"/>.</exception>
    public void Write(Alert alert, RowBinaryWriter row)
    {
        if (alert.Revision < 1)
            throw new WarehouseException(WarehouseErrorKind.RowRefused, $"The alert has revision {alert.Revision}; they begin at 1.");
        WriteState(alert, row);
        WriteFacts(alert.Facts, row);
        WriteEvidence(alert.Facts.Evidence, row);
        WriteWhy(alert.Facts.Why, row);
        row.Bytes(alert.Facts.Snapshot.Span);
        row.UInt8(alert.Facts.Historical ? (byte)1 : (byte)0);
        row.UInt8(alert.Facts.Silent ? (byte)1 : (byte)0);
        row.String(alert.Facts.Runbook);
        WriteHistory(alert.History, row);
        row.DateTimeSeconds(alert.UpdatedAt + retention);
        row.EndRow();
    }

    private static void WriteState(Alert alert, RowBinaryWriter row)
    {
        row.String(alert.Tenant);
        row.String(alert.AlertId);
        row.Int64(alert.Revision);
        row.String(StoredNames.Of(alert.Status));
        row.String(alert.Verdict);
        row.String(alert.Reason);
        row.String(alert.Assignee);
        row.DateTimeMilliseconds(alert.CreatedAt);
        row.DateTimeMilliseconds(alert.UpdatedAt);
        row.String(alert.UpdatedBy);
        row.NullableDateTimeMilliseconds(alert.ClosedAt);
        row.Int64(Math.Max(0, alert.Suppressed));
    }

    private static void WriteFacts(AlertCandidate facts, RowBinaryWriter row)
    {
        row.String(facts.RuleId);
        row.Int64(facts.RuleVersion);
        row.String(facts.Title);
        row.String(facts.Description);
        row.String(StoredNames.Of(facts.Severity));
        row.UInt8((byte)facts.Severity);
        Each(facts.Tags, row, static (tag, row) => row.String(tag));
        Each(facts.Group, row, static (one, row) => row.String(one.Name));
        Each(facts.Group, row, static (one, row) => row.String(one.Value));
        row.String(facts.Actor);
        row.DateTimeTicks(facts.WindowStart);
        row.DateTimeTicks(facts.WindowEnd);
        row.DateTimeTicks(facts.FirstSeen);
        row.DateTimeTicks(facts.LastSeen);
        row.Int64(Math.Max(0, facts.Count));
    }

    private static void WriteEvidence(IReadOnlyList<EvidenceEvent> evidence, RowBinaryWriter row)
    {
        Each(evidence, row, static (one, row) => row.String(one.EventId));
        Each(evidence, row, static (one, row) => row.String(one.Source));
        Each(evidence, row, static (one, row) => row.DateTimeTicks(one.EventTime));
        Each(evidence, row, static (one, row) => row.DateTimeMilliseconds(one.CollectedAt));
        Each(evidence, row, static (one, row) => row.String(one.Actor));
        Each(evidence, row, static (one, row) => row.String(one.Operation));
        Each(evidence, row, static (one, row) => row.String(StoredNames.Of(one.Outcome)));
        Each(evidence, row, static (one, row) => row.String(one.Ip));
        Each(evidence, row, static (one, row) => row.String(one.Country));
        Each(evidence, row, static (one, row) => row.String(one.App));
        Each(evidence, row, static (one, row) => row.String(one.UserAgent));
        Each(evidence, row, static (one, row) => row.String(one.Summary));
    }

    private static void WriteWhy(IReadOnlyList<MatchedCondition> why, RowBinaryWriter row)
    {
        Each(why, row, static (one, row) => row.String(one.Field));
        Each(why, row, static (one, row) => row.String(one.Operator));
        Each(why, row, static (one, row) => row.String(one.Expected));
        Each(why, row, static (one, row) => row.NullableString(one.Actual));
    }

    private static void WriteHistory(IReadOnlyList<AlertChange> history, RowBinaryWriter row)
    {
        Each(history, row, static (one, row) => row.Int64(one.Revision));
        Each(history, row, static (one, row) => row.DateTimeMilliseconds(one.At));
        Each(history, row, static (one, row) => row.String(one.By));
        Each(history, row, static (one, row) => row.String(one.Action));
        Each(history, row, static (one, row) => row.NullableString(one.From));
        Each(history, row, static (one, row) => row.NullableString(one.To));
        Each(history, row, static (one, row) => row.NullableString(one.Note));
    }

    private static void Each<T>(IReadOnlyList<T> items, RowBinaryWriter row, Action<T, RowBinaryWriter> write)
    {
        row.VarUInt((uint)items.Count);
        for (var i = 0; i < items.Count; i++)
            write(items[i], row);
    }
}
