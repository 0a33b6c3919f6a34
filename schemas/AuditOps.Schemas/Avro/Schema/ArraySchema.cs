namespace AuditOps.Schemas.Avro.Schema;

/// <summary>An array.</summary>
internal sealed class ArraySchema(AvroSchema items) : AvroSchema(AvroType.Array)
{
    public AvroSchema Items { get; } = items;
}
