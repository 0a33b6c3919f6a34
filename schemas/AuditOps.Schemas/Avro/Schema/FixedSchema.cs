namespace AuditOps.Schemas.Avro.Schema;

/// <summary>A fixed number of bytes.</summary>
internal sealed class FixedSchema(string fullName, string[] aliases, int size) : NamedSchema(AvroType.Fixed, fullName, aliases)
{
    public int Size { get; } = size;
}
