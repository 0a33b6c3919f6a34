using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Fields stand where the rule says, under the name the rule says.</summary>
internal sealed class PlainFields : IFieldResolver
{
    public static PlainFields Instance { get; } = new();

    public IReadOnlyList<FieldPath> Resolve(LogSource source, string field) => [new FieldPath(field, null)];
}
