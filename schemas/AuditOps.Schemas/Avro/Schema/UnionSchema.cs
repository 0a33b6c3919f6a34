namespace AuditOps.Schemas.Avro.Schema;

/// <summary>A union.</summary>
internal sealed class UnionSchema(AvroSchema[] branches) : AvroSchema(AvroType.Union)
{
    public AvroSchema[] Branches { get; } = branches;
}
