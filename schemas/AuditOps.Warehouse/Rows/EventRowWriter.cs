using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>
/// One <see cref="AuditEvent"/> as one row of <c>events_store</c>. Columns and their order: <see cref="Columns"/>, in step with <c>schemas/clickhouse/0001_events.sql</c> and <c>0004_completeness.sql</c>.
/// What is absent is an empty string in the table; only numbers, truth values and the old and new text of a change know null.
/// </summary>
public sealed class EventRowWriter(TimeSpan retention)
{
    public const string Table = "events_store";

    /// <summary>Column list of the insert.</summary>
    public const string Columns =
        "tenant, source, event_id, event_time, available_at, collected_at, retain_until, run, wire_shape, workload, category, ecs_categories, operation, record_type, " +
        "outcome, result_code, result_reason, actor_key, actor_id, actor_upn, actor_display, actor_kind, target_types, target_ids, target_names, target_upns, " +
        "ip, port, client_address, geo_country, geo_state, geo_city, geo_latitude, geo_longitude, user_agent, app_id, app_name, resource_id, resource_name, " +
        "device_id, device_name, device_os, device_browser, device_trust, device_compliant, device_managed, session_id, correlation_id, organization_id, " +
        "summary, search_text, change_properties, change_old, change_new, attributes, flags, content_hash, raw, " +
        "is_deleted, kafka_epoch, kafka_partition, kafka_offset";

    /// <summary>Bytes of <see cref="AuditEvent.ContentHash"/>.</summary>
    private const int HashLength = 16;

    /// <summary>The key's hour is a 32-bit DateTime: later times would wrap and land under another hour.</summary>
    private static readonly DateTimeOffset EndOfTime = new(2106, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Actor NoActor = new() { Key = "" };

    /// <summary>
    /// Writes the event's row and, for a revision that left another hour behind, the row that takes that one back; on an exception nothing of them stays in
    /// <paramref name="row"/>.
    /// </summary>
    /// <returns>Rows written: 1 or 2.</returns>
    /// <inheritdoc cref="Write(AuditEvent, RowBinaryWriter)" path="/exception"/>
    public int Write(AuditEvent e, in RowOrigin origin, RowBinaryWriter row)
    {
        Write(e, origin, isDeleted: false, row);
        if (e.SupersedesHour is not { } old || HourOf(old) == HourOf(e.EventTime))
            return 1;
        Write(TakingBack(e, old), origin, isDeleted: true, row);
        return 2;
    }

    /// <summary>Writes one whole row; on an exception nothing of it stays in <paramref name="row"/>.</summary>
    /// <exception cref="WarehouseException">Kind <see cref="WarehouseErrorKind.RowRefused"/>: the event breaks its contract.</exception>
    public void Write(AuditEvent e, RowBinaryWriter row) => Write(e, RowOrigin.None, isDeleted: false, row);

    private void Write(AuditEvent e, in RowOrigin origin, bool isDeleted, RowBinaryWriter row)
    {
        if (e.ContentHash.Length != HashLength)
            throw new WarehouseException(WarehouseErrorKind.RowRefused, $"The content hash has {e.ContentHash.Length} bytes, not {HashLength}.");
        try
        {
            WriteKey(e, row);
            WriteWhat(e, row);
            WriteWho(e, row);
            WriteWhere(e, row);
            WriteRest(e, row);
            row.UInt8(isDeleted ? (byte)1 : (byte)0);
            row.Int64(origin.Epoch);
            row.Int32(origin.Partition);
            row.Int64(origin.Offset);
            row.EndRow();
        }
        catch
        {
            row.AbandonRow();
            throw;
        }
    }

    /// <summary>The key of the row that goes, and nothing of the content.</summary>
    private static AuditEvent TakingBack(AuditEvent e, DateTimeOffset oldHour) => new()
    {
        Tenant = e.Tenant,
        EventId = e.EventId,
        Source = e.Source,
        Shape = e.Shape,
        Workload = "",
        Category = "",
        Operation = "",
        Outcome = e.Outcome,
        Actor = NoActor,
        EventTime = HourOf(oldHour),
        CollectedAt = e.CollectedAt,
        Summary = "",
        SearchText = "",
        ContentHash = e.ContentHash,
        Run = e.Run,
        Raw = default,
    };

    private static DateTimeOffset HourOf(DateTimeOffset time)
    {
        var ticks = (Storable(time) ? time : AuditEvent.UnusableTime).UtcTicks;
        return new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerHour, TimeSpan.Zero);
    }

    private void WriteKey(AuditEvent e, RowBinaryWriter row)
    {
        row.String(e.Tenant);
        row.String(e.Source);
        row.String(e.EventId);
        row.DateTimeTicks(Storable(e.EventTime) ? e.EventTime : AuditEvent.UnusableTime);
        row.NullableDateTimeMilliseconds(e.AvailableAt);
        row.DateTimeMilliseconds(e.CollectedAt);
        row.DateTimeSeconds(e.CollectedAt + retention);
        row.String(e.Run);
        row.String(StoredNames.Of(e.Shape));
    }

    private static void WriteWhat(AuditEvent e, RowBinaryWriter row)
    {
        row.String(e.Workload);
        row.String(e.Category);
        row.VarUInt((uint)e.EcsCategories.Count);
        for (var i = 0; i < e.EcsCategories.Count; i++) row.String(e.EcsCategories[i]);
        row.String(e.Operation);
        row.String(e.RecordType);
        row.String(StoredNames.Of(e.Outcome));
        row.String(e.ResultCode);
        row.String(e.ResultReason);
    }

    private static void WriteWho(AuditEvent e, RowBinaryWriter row)
    {
        row.String(e.Actor.Key);
        row.String(e.Actor.Id);
        row.String(e.Actor.Upn);
        row.String(e.Actor.Display);
        row.String(StoredNames.Of(e.Actor.Kind));
        var targets = e.Targets;
        row.VarUInt((uint)targets.Count);
        for (var i = 0; i < targets.Count; i++) row.String(targets[i].Type);
        row.VarUInt((uint)targets.Count);
        for (var i = 0; i < targets.Count; i++) row.String(targets[i].Id);
        row.VarUInt((uint)targets.Count);
        for (var i = 0; i < targets.Count; i++) row.String(targets[i].Name);
        row.VarUInt((uint)targets.Count);
        for (var i = 0; i < targets.Count; i++) row.String(targets[i].Upn);
    }

    private static void WriteWhere(AuditEvent e, RowBinaryWriter row)
    {
        row.String(e.Ip);
        row.UInt16((ushort)Math.Clamp(e.Port ?? 0, 0, ushort.MaxValue));
        row.String(e.ClientAddress);
        row.String(e.Geo?.Country);
        row.String(e.Geo?.State);
        row.String(e.Geo?.City);
        row.NullableFloat64(e.Geo?.Latitude);
        row.NullableFloat64(e.Geo?.Longitude);
        row.String(e.UserAgent);
        row.String(e.App?.Id);
        row.String(e.App?.Name);
        row.String(e.Resource?.Id);
        row.String(e.Resource?.Name);
        row.String(e.Device?.Id);
        row.String(e.Device?.Name);
        row.String(e.Device?.OperatingSystem);
        row.String(e.Device?.Browser);
        row.String(e.Device?.TrustType);
        row.NullableBool(e.Device?.IsCompliant);
        row.NullableBool(e.Device?.IsManaged);
        row.String(e.SessionId);
        row.String(e.CorrelationId);
        row.String(e.OrganizationId);
    }

    private static void WriteRest(AuditEvent e, RowBinaryWriter row)
    {
        row.String(e.Summary);
        row.String(e.SearchText);
        var changes = e.Changes;
        row.VarUInt((uint)changes.Count);
        for (var i = 0; i < changes.Count; i++) row.String(changes[i].Property);
        row.VarUInt((uint)changes.Count);
        for (var i = 0; i < changes.Count; i++) row.NullableString(changes[i].Old);
        row.VarUInt((uint)changes.Count);
        for (var i = 0; i < changes.Count; i++) row.NullableString(changes[i].New);
        row.VarUInt((uint)e.Attributes.Count);
        foreach (var (name, value) in e.Attributes)
        {
            row.String(name);
            row.String(value);
        }

        row.UInt32((uint)(Storable(e.EventTime) ? e.Flags : e.Flags | EventFlags.TimeUnusable));
        row.FixedBytes(e.ContentHash.Span);
        row.Bytes(e.Raw.Span);
    }

    private static bool Storable(DateTimeOffset time) => time >= DateTimeOffset.UnixEpoch && time < EndOfTime;
}
