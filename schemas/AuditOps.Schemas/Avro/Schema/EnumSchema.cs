namespace AuditOps.Schemas.Avro.Schema;

/// <summary>An enum.</summary>
internal sealed class EnumSchema(string fullName, string[] aliases, string[] symbols, int defaultIndex) : NamedSchema(AvroType.Enum, fullName, aliases)
{
    public string[] Symbols { get; } = symbols;

    /// <summary>Index of the symbol that stands for symbols of a newer writer; -1 when there is none.</summary>
    public int DefaultIndex { get; } = defaultIndex;
}
