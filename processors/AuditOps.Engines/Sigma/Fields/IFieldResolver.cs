using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Knows where in a record a field that a rule names may stand.</summary>
internal interface IFieldResolver
{
    /// <summary>All places; the value of any of them counts.</summary>
    IReadOnlyList<FieldPath> Resolve(LogSource source, string field);
}
