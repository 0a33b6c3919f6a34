namespace AuditOps.Engines.Sigma.Fields;

/// <summary>A place where a field's value stands, and how it is read there.</summary>
/// <param name="Path">Names from the record's root, with dots between (letter case does not matter); or the own name of a fact of the normalised event.</param>
/// <param name="Transform">What makes the rule's word of the record's value; null for the value as it is.</param>
/// <param name="Own">The fact; null for a place in the record.</param>
internal readonly record struct FieldPath(string Path, ValueTransform? Transform, OwnField? Own = null)
{
    /// <summary>Equal keys are the same place read the same way.</summary>
    public string Key => Own is not null ? $"own {Path}" : $"raw {Path.ToUpperInvariant()} {Transform?.Name}";
}
