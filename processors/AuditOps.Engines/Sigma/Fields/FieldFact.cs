using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>One thing that the sources tell in different places under different names.</summary>
/// <param name="Sources">The log sources whose rules mean it.</param>
/// <param name="Names">What rules call it; any letter case.</param>
/// <param name="Places">Where it stands.</param>
internal sealed record FieldFact(IReadOnlyList<LogSource> Sources, IReadOnlySet<string> Names, IReadOnlyList<FieldPath> Places)
{
    public bool Means(LogSource source, string field) =>
        Names.Contains(field) && (source.Product == EventRoute.OwnProduct || Sources.Any(each => each.Fits(source)));
}
