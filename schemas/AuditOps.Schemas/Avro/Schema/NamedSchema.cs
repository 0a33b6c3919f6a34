namespace AuditOps.Schemas.Avro.Schema;

/// <summary>A record, enum or fixed: schemas that have a name and may be referred to by it.</summary>
internal abstract class NamedSchema(AvroType type, string fullName, string[] aliases) : AvroSchema(type)
{
    public string FullName { get; } = fullName;

    public string Name { get; } = fullName[(fullName.LastIndexOf('.') + 1)..];

    /// <summary>Full names under which older writers knew it.</summary>
    public string[] Aliases { get; } = aliases;

    /// <summary>Whether data of the writer's type may be read as this one: same unqualified name, or an alias.</summary>
    public bool Accepts(NamedSchema writer)
    {
        if (string.Equals(Name, writer.Name, StringComparison.Ordinal))
            return true;
        foreach (var alias in Aliases)
        {
            if (string.Equals(alias, writer.FullName, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
