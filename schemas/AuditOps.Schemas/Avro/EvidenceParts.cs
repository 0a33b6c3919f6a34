using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>The records inside matches and alerts that say what was seen.</summary>
internal static class EvidenceParts
{
    // One byte for each field of the smallest possible item; see the schemas.
    private const int MinNamedValueBytes = 2;
    private const int MinEvidenceEventBytes = 12;
    private const int MinMatchedConditionBytes = 4;

    public static void WriteNamedValue(this ref AvroWriter writer, NamedValue value)
    {
        writer.WriteString(value.Name);
        writer.WriteString(value.Value);
    }

    public static NamedValue ReadNamedValue(this ref AvroReader reader) => new(reader.ReadString(), reader.ReadString());

    public static void WriteNamedValues(this ref AvroWriter writer, IReadOnlyList<NamedValue> values)
    {
        writer.WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
            writer.WriteNamedValue(values[i]);
        writer.WriteEnd();
    }

    public static NamedValue[] ReadNamedValues(this ref AvroReader reader) => reader.ReadArray(MinNamedValueBytes, static (ref AvroReader item) => item.ReadNamedValue());

    public static void WriteEvidenceEvent(this ref AvroWriter writer, EvidenceEvent value)
    {
        writer.WriteString(value.EventId);
        writer.WriteString(value.Source);
        writer.WriteTicks(value.EventTime);
        writer.WriteTimestampMillis(value.CollectedAt);
        writer.WriteString(value.Actor);
        writer.WriteString(value.Operation);
        writer.WriteOutcome(value.Outcome);
        writer.WriteOptionalString(value.Ip);
        writer.WriteOptionalString(value.Country);
        writer.WriteOptionalString(value.App);
        writer.WriteOptionalString(value.UserAgent);
        writer.WriteString(value.Summary);
    }

    public static EvidenceEvent ReadEvidenceEvent(this ref AvroReader reader) => new()
    {
        EventId = reader.ReadString(),
        Source = reader.ReadString(),
        EventTime = reader.ReadTicks(),
        CollectedAt = reader.ReadTimestampMillis(),
        Actor = reader.ReadString(),
        Operation = reader.ReadString(),
        Outcome = reader.ReadOutcome(),
        Ip = reader.ReadOptionalString(),
        Country = reader.ReadOptionalString(),
        App = reader.ReadOptionalString(),
        UserAgent = reader.ReadOptionalString(),
        Summary = reader.ReadString(),
    };

    public static void WriteEvidenceEvents(this ref AvroWriter writer, IReadOnlyList<EvidenceEvent> values)
    {
        writer.WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
            writer.WriteEvidenceEvent(values[i]);
        writer.WriteEnd();
    }

    public static EvidenceEvent[] ReadEvidenceEvents(this ref AvroReader reader) => reader.ReadArray(MinEvidenceEventBytes, static (ref AvroReader item) => item.ReadEvidenceEvent());

    public static void WriteMatchedCondition(this ref AvroWriter writer, MatchedCondition value)
    {
        writer.WriteString(value.Field);
        writer.WriteString(value.Operator);
        writer.WriteString(value.Expected);
        writer.WriteOptionalString(value.Actual);
    }

    public static MatchedCondition ReadMatchedCondition(this ref AvroReader reader) => new()
    {
        Field = reader.ReadString(),
        Operator = reader.ReadString(),
        Expected = reader.ReadString(),
        Actual = reader.ReadOptionalString(),
    };

    public static void WriteMatchedConditions(this ref AvroWriter writer, IReadOnlyList<MatchedCondition> values)
    {
        writer.WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
            writer.WriteMatchedCondition(values[i]);
        writer.WriteEnd();
    }

    public static MatchedCondition[] ReadMatchedConditions(this ref AvroReader reader) => reader.ReadArray(MinMatchedConditionBytes, static (ref AvroReader item) => item.ReadMatchedCondition());
}
