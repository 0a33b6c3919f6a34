using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/AuditEvent.avsc by hand.</summary>
internal sealed class AuditEventCodec() : RecordCodec<AuditEvent>(SchemaFiles.Current(nameof(AuditEvent)))
{
    private const int ContentHashBytes = 16;

    // One byte for each field of the smallest possible item; see the schema.
    private const int MinTargetBytes = 4;
    private const int MinChangeBytes = 3;
    private const int MinAttributeBytes = 2;

    // An announced count reserves no more than this before its items have come.
    private const int MaxPreparedAttributes = 64;

    private static readonly IReadOnlyDictionary<string, string> NoAttributes = new Dictionary<string, string>(StringComparer.Ordinal);

    protected internal override void Write(AuditEvent value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.EventId);
        writer.WriteString(value.Source);
        writer.WriteShape(value.Shape);
        writer.WriteString(value.Workload);
        writer.WriteString(value.Category);
        writer.WriteStrings(value.EcsCategories);
        writer.WriteString(value.Operation);
        writer.WriteOptionalString(value.RecordType);
        writer.WriteOutcome(value.Outcome);
        writer.WriteOptionalString(value.ResultCode);
        writer.WriteOptionalString(value.ResultReason);
        WriteActor(value.Actor, ref writer);
        WriteTargets(value.Targets, ref writer);
        writer.WriteOptionalString(value.Ip);
        writer.WriteOptionalInt(value.Port);
        writer.WriteOptionalString(value.ClientAddress);
        WriteGeo(value.Geo, ref writer);
        writer.WriteOptionalString(value.UserAgent);
        WriteApp(value.App, ref writer);
        WriteApp(value.Resource, ref writer);
        WriteDevice(value.Device, ref writer);
        writer.WriteOptionalString(value.SessionId);
        writer.WriteOptionalString(value.CorrelationId);
        writer.WriteOptionalString(value.OrganizationId);
        writer.WriteTicks(value.EventTime);
        writer.WriteOptionalTimestampMillis(value.AvailableAt);
        writer.WriteTimestampMillis(value.CollectedAt);
        writer.WriteString(value.Summary);
        writer.WriteString(value.SearchText);
        WriteChanges(value.Changes, ref writer);
        WriteAttributes(value.Attributes, ref writer);
        writer.WriteInt((int)value.Flags);
        if (value.ContentHash.Length != ContentHashBytes)
            throw new AvroException(AvroErrorCode.ValueOutOfRange, $"A content hash has {value.ContentHash.Length} bytes instead of {ContentHashBytes}.");
        writer.WriteRaw(value.ContentHash.Span);
        writer.WriteString(value.Run);
        writer.WriteBytes(value.Raw.Span);
        writer.WriteOptionalTimestampMillis(value.SupersedesHour);
    }

    protected internal override AuditEvent Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        EventId = reader.ReadString(),
        Source = reader.ReadString(),
        Shape = reader.ReadShape(),
        Workload = reader.ReadString(),
        Category = reader.ReadString(),
        EcsCategories = reader.ReadStrings(),
        Operation = reader.ReadString(),
        RecordType = reader.ReadOptionalString(),
        Outcome = reader.ReadOutcome(),
        ResultCode = reader.ReadOptionalString(),
        ResultReason = reader.ReadOptionalString(),
        Actor = ReadActor(ref reader),
        Targets = reader.ReadArray(MinTargetBytes, ReadTarget),
        Ip = reader.ReadOptionalString(),
        Port = reader.ReadOptionalInt(),
        ClientAddress = reader.ReadOptionalString(),
        Geo = reader.ReadIsPresent() ? ReadGeo(ref reader) : null,
        UserAgent = reader.ReadOptionalString(),
        App = reader.ReadIsPresent() ? ReadApp(ref reader) : null,
        Resource = reader.ReadIsPresent() ? ReadApp(ref reader) : null,
        Device = reader.ReadIsPresent() ? ReadDevice(ref reader) : null,
        SessionId = reader.ReadOptionalString(),
        CorrelationId = reader.ReadOptionalString(),
        OrganizationId = reader.ReadOptionalString(),
        EventTime = reader.ReadTicks(),
        AvailableAt = reader.ReadOptionalTimestampMillis(),
        CollectedAt = reader.ReadTimestampMillis(),
        Summary = reader.ReadString(),
        SearchText = reader.ReadString(),
        Changes = reader.ReadArray(MinChangeBytes, ReadChange),
        Attributes = ReadAttributes(ref reader),
        Flags = (EventFlags)reader.ReadInt(),
        ContentHash = reader.ReadFixed(ContentHashBytes),
        Run = reader.ReadString(),
        Raw = reader.ReadBytes(),
        SupersedesHour = reader.ReadOptionalTimestampMillis(),
    };

    private static void WriteActor(Actor value, ref AvroWriter writer)
    {
        writer.WriteString(value.Key);
        writer.WriteOptionalString(value.Id);
        writer.WriteOptionalString(value.Upn);
        writer.WriteOptionalString(value.Display);
        writer.WriteActorKind(value.Kind);
    }

    private static Actor ReadActor(ref AvroReader reader) => new()
    {
        Key = reader.ReadString(),
        Id = reader.ReadOptionalString(),
        Upn = reader.ReadOptionalString(),
        Display = reader.ReadOptionalString(),
        Kind = reader.ReadActorKind(),
    };

    private static void WriteTargets(IReadOnlyList<Target> values, ref AvroWriter writer)
    {
        writer.WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            writer.WriteString(value.Type);
            writer.WriteOptionalString(value.Id);
            writer.WriteOptionalString(value.Name);
            writer.WriteOptionalString(value.Upn);
        }

        writer.WriteEnd();
    }

    private static Target ReadTarget(ref AvroReader reader) => new()
    {
        Type = reader.ReadString(),
        Id = reader.ReadOptionalString(),
        Name = reader.ReadOptionalString(),
        Upn = reader.ReadOptionalString(),
    };

    private static void WriteGeo(Geo? value, ref AvroWriter writer)
    {
        writer.WriteIsPresent(value is not null);
        if (value is null)
            return;
        writer.WriteOptionalString(value.Country);
        writer.WriteOptionalString(value.State);
        writer.WriteOptionalString(value.City);
        writer.WriteOptionalDouble(value.Latitude);
        writer.WriteOptionalDouble(value.Longitude);
    }

    private static Geo ReadGeo(ref AvroReader reader) => new()
    {
        Country = reader.ReadOptionalString(),
        State = reader.ReadOptionalString(),
        City = reader.ReadOptionalString(),
        Latitude = reader.ReadOptionalDouble(),
        Longitude = reader.ReadOptionalDouble(),
    };

    private static void WriteApp(App? value, ref AvroWriter writer)
    {
        writer.WriteIsPresent(value is not null);
        if (value is null)
            return;
        writer.WriteOptionalString(value.Id);
        writer.WriteOptionalString(value.Name);
    }

    private static App ReadApp(ref AvroReader reader) => new()
    {
        Id = reader.ReadOptionalString(),
        Name = reader.ReadOptionalString(),
    };

    private static void WriteDevice(Device? value, ref AvroWriter writer)
    {
        writer.WriteIsPresent(value is not null);
        if (value is null)
            return;
        writer.WriteOptionalString(value.Id);
        writer.WriteOptionalString(value.Name);
        writer.WriteOptionalString(value.OperatingSystem);
        writer.WriteOptionalString(value.Browser);
        writer.WriteOptionalString(value.TrustType);
        writer.WriteOptionalBoolean(value.IsCompliant);
        writer.WriteOptionalBoolean(value.IsManaged);
    }

    private static Device ReadDevice(ref AvroReader reader) => new()
    {
        Id = reader.ReadOptionalString(),
        Name = reader.ReadOptionalString(),
        OperatingSystem = reader.ReadOptionalString(),
        Browser = reader.ReadOptionalString(),
        TrustType = reader.ReadOptionalString(),
        IsCompliant = reader.ReadOptionalBoolean(),
        IsManaged = reader.ReadOptionalBoolean(),
    };

    private static void WriteChanges(IReadOnlyList<PropertyChange> values, ref AvroWriter writer)
    {
        writer.WriteBlock(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            writer.WriteString(value.Property);
            writer.WriteOptionalString(value.Old);
            writer.WriteOptionalString(value.New);
        }

        writer.WriteEnd();
    }

    private static PropertyChange ReadChange(ref AvroReader reader) => new()
    {
        Property = reader.ReadString(),
        Old = reader.ReadOptionalString(),
        New = reader.ReadOptionalString(),
    };

    private static void WriteAttributes(IReadOnlyDictionary<string, string> values, ref AvroWriter writer)
    {
        writer.WriteBlock(values.Count);
        // Through its interface a dictionary allocates its enumerator.
        if (values is Dictionary<string, string> usual)
        {
            foreach (var (name, value) in usual)
                WriteAttribute(name, value, ref writer);
        }
        else
        {
            foreach (var (name, value) in values)
                WriteAttribute(name, value, ref writer);
        }

        writer.WriteEnd();
    }

    private static void WriteAttribute(string name, string value, ref AvroWriter writer)
    {
        writer.WriteString(name);
        writer.WriteString(value);
    }

    private static IReadOnlyDictionary<string, string> ReadAttributes(ref AvroReader reader)
    {
        Dictionary<string, string>? values = null;
        for (var count = reader.ReadBlock(MinAttributeBytes); count > 0; count = reader.ReadBlock(MinAttributeBytes))
        {
            values ??= new Dictionary<string, string>(Math.Min(count, MaxPreparedAttributes), StringComparer.Ordinal);
            for (; count > 0; count--)
            {
                var name = reader.ReadString();
                values[name] = reader.ReadString();
            }
        }

        return values ?? NoAttributes;
    }
}
