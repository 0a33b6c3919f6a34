using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>One step of a <see cref="Delivery"/> as one row of <c>delivery_steps_store</c>, in step with <c>schemas/clickhouse/0008_deliveries.sql</c>. What is absent is an empty string.</summary>
public sealed class DeliveryRowWriter(TimeSpan retention)
{
    public const string Table = "delivery_steps_store";

    public const string Columns =
        "tenant, delivery_id, round, attempt, state_rank, state, target, trigger, alert_id, revision, rule_id, severity, at, planned_at, next_attempt_at, code, message, requested_by, " +
        "payload, retain_until";

    public void Write(Delivery delivery, RowBinaryWriter row)
    {
        row.String(delivery.Tenant);
        row.String(delivery.DeliveryId);
        row.Int64(delivery.Round);
        row.UInt32((uint)Math.Max(0, delivery.Attempt));
        row.UInt8(Rank(delivery.State));
        row.String(StoredNames.Of(delivery.State));
        row.String(delivery.Target);
        row.String(delivery.Trigger);
        row.String(delivery.AlertId);
        row.Int64(Math.Max(0, delivery.Revision));
        row.String(delivery.RuleId);
        row.String(StoredNames.Of(delivery.Severity));
        row.DateTimeMilliseconds(delivery.At);
        row.DateTimeMilliseconds(delivery.PlannedAt);
        row.NullableDateTimeMilliseconds(delivery.NextAttemptAt);
        row.String(delivery.Code);
        row.String(delivery.Message);
        row.String(delivery.By);
        row.Bytes(delivery.Payload.Span);
        row.DateTimeSeconds(delivery.PlannedAt + retention);
        row.EndRow();
    }

    /// <summary>Orders the states within an attempt. A receiver's confirmation wins: two senders after a rebalance may come to different ends.</summary>
    private static byte Rank(DeliveryState state) => state switch
    {
        DeliveryState.Planned => 0,
        DeliveryState.Failed => 1,
        DeliveryState.Dead => 2,
        _ => 3,
    };
}
