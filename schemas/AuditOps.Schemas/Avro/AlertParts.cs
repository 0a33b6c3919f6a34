using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>The records inside commands and alerts.</summary>
internal static class AlertParts
{
    // One byte for each field of the smallest possible item; see the schemas.
    private const int MinAlertChangeBytes = 7;

    public static void WriteAlertCandidate(this ref AvroWriter writer, AlertCandidate value)
    {
        writer.WriteString(value.AlertId);
        writer.WriteString(value.RuleId);
        writer.WriteLong(value.RuleVersion);
        writer.WriteString(value.Title);
        writer.WriteOptionalString(value.Description);
        writer.WriteAlertSeverity(value.Severity);
        writer.WriteStrings(value.Tags);
        writer.WriteNamedValues(value.Group);
        writer.WriteString(value.Actor);
        writer.WriteTimestampMillis(value.WindowStart);
        writer.WriteTimestampMillis(value.WindowEnd);
        writer.WriteTimestampMillis(value.FirstSeen);
        writer.WriteTimestampMillis(value.LastSeen);
        writer.WriteBoolean(value.Cumulative);
        writer.WriteLong(value.Count);
        writer.WriteEvidenceEvents(value.Evidence);
        writer.WriteMatchedConditions(value.Why);
        writer.WriteBytes(value.Snapshot.Span);
        writer.WriteBoolean(value.Historical);
        writer.WriteBoolean(value.Silent);
        writer.WriteOptionalString(value.Runbook);
    }

    public static AlertCandidate ReadAlertCandidate(this ref AvroReader reader) => new()
    {
        AlertId = reader.ReadString(),
        RuleId = reader.ReadString(),
        RuleVersion = reader.ReadLong(),
        Title = reader.ReadString(),
        Description = reader.ReadOptionalString(),
        Severity = reader.ReadAlertSeverity(),
        Tags = reader.ReadStrings(),
        Group = reader.ReadNamedValues(),
        Actor = reader.ReadString(),
        WindowStart = reader.ReadTimestampMillis(),
        WindowEnd = reader.ReadTimestampMillis(),
        FirstSeen = reader.ReadTimestampMillis(),
        LastSeen = reader.ReadTimestampMillis(),
        Cumulative = reader.ReadBoolean(),
        Count = reader.ReadLong(),
        Evidence = reader.ReadEvidenceEvents(),
        Why = reader.ReadMatchedConditions(),
        Snapshot = reader.ReadBytes(),
        Historical = reader.ReadBoolean(),
        Silent = reader.ReadBoolean(),
        Runbook = reader.ReadOptionalString(),
    };

    public static void WriteAlertChange(this ref AvroWriter writer, AlertChange value)
    {
        writer.WriteLong(value.Revision);
        writer.WriteTimestampMillis(value.At);
        writer.WriteString(value.By);
        writer.WriteString(value.Action);
        writer.WriteOptionalString(value.From);
        writer.WriteOptionalString(value.To);
        writer.WriteOptionalString(value.Note);
    }

    public static AlertChange ReadAlertChange(this ref AvroReader reader) => new()
    {
        Revision = reader.ReadLong(),
        At = reader.ReadTimestampMillis(),
        By = reader.ReadString(),
        Action = reader.ReadString(),
        From = reader.ReadOptionalString(),
        To = reader.ReadOptionalString(),
        Note = reader.ReadOptionalString(),
    };

    public static void WriteAlertChanges(this ref AvroWriter writer, IReadOnlyList<AlertChange> values)
    {
        writer.WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
            writer.WriteAlertChange(values[i]);
        writer.WriteEnd();
    }

    public static AlertChange[] ReadAlertChanges(this ref AvroReader reader) => reader.ReadArray(MinAlertChangeBytes, static (ref AvroReader item) => item.ReadAlertChange());
}
