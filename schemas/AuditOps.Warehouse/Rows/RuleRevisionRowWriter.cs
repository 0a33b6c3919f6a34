using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>One <see cref="RuleDocument"/> as one row of <c>rule_revisions_store</c>, in step with <c>schemas/clickhouse/0007_alerts.sql</c>.</summary>
public static class RuleRevisionRowWriter
{
    public const string Table = "rule_revisions_store";

    public const string Columns = "tenant, rule_id, revision, status, origin, yaml, changed_by, changed_at, note";

    public static void Write(RuleDocument rule, RowBinaryWriter row)
    {
        row.String(rule.Tenant);
        row.String(rule.RuleId);
        row.Int64(Math.Max(0, rule.Revision));
        row.String(StoredNames.Of(rule.Status));
        row.String(rule.Origin);
        row.String(rule.Yaml);
        row.String(rule.ChangedBy);
        row.DateTimeMilliseconds(rule.ChangedAt);
        row.String(rule.Note);
        row.EndRow();
    }
}
