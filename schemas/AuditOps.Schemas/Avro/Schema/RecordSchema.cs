namespace AuditOps.Schemas.Avro.Schema;

/// <summary>A record. Its fields are set once, after it exists, because they may refer to it.</summary>
internal sealed class RecordSchema(string fullName, string[] aliases) : NamedSchema(AvroType.Record, fullName, aliases)
{
    public RecordField[] Fields { get; internal set; } = [];
}
