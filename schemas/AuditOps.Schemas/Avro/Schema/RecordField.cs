namespace AuditOps.Schemas.Avro.Schema;

/// <summary>One field of a record.</summary>
internal sealed class RecordField(string name, string[] aliases, AvroSchema schema)
{
    public string Name { get; } = name;

    public string[] Aliases { get; } = aliases;

    public AvroSchema Schema { get; } = schema;

    /// <summary>The field's default in Avro's encoding; null when it has none.</summary>
    public byte[]? Default { get; internal set; }

    public bool IsCalled(string writerName)
    {
        if (string.Equals(Name, writerName, StringComparison.Ordinal))
            return true;
        foreach (var alias in Aliases)
        {
            if (string.Equals(alias, writerName, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
