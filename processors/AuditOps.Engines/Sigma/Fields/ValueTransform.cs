namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Reads a record's value in the words that rules use, as an additional value. Results are texts.</summary>
internal abstract class ValueTransform(string name)
{
    /// <summary>Tells it from others.</summary>
    public string Name { get; } = name;

    /// <summary>The other reading of a value; empty when there is none.</summary>
    public abstract ReadOnlySpan<char> Apply(ReadOnlySpan<char> value);
}
