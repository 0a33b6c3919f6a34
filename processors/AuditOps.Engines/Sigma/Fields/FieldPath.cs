namespace AuditOps.Engines.Sigma.Fields;

/// <summary>A place in a record where a field's value stands, and how it is read there.</summary>
/// <param name="Path">Names from the root, with dots between; letter case does not matter.</param>
/// <param name="Transform">What makes the rule's word of the record's value; null for the value as it is.</param>
internal readonly record struct FieldPath(string Path, ValueTransform? Transform)
{
    /// <summary>Equal keys are the same place read the same way.</summary>
    public string Key => Transform is null ? Path.ToUpperInvariant() : $"{Path.ToUpperInvariant()}|{Transform.Name}";
}
