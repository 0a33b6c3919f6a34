namespace AuditOps.Schemas.Avro.Schema;

/// <summary>A map with string keys.</summary>
internal sealed class MapSchema(AvroSchema values) : AvroSchema(AvroType.Map)
{
    public AvroSchema Values { get; } = values;
}
