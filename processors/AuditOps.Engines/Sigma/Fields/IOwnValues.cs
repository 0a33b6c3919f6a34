namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Takes the values of an own field.</summary>
internal interface IOwnValues
{
    /// <summary>Adds a value; null means there is none.</summary>
    void Add(string? value);
}
