using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>
/// How late the records of a source usually are: what a correlation waits for them unless its rule says otherwise. Microsoft names 60 to 90 minutes for the Management
/// Activity API, minutes for sign-ins and directory audits, and hours for risk that is found afterwards.
/// </summary>
public static class SourceGrace
{
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Slow = TimeSpan.FromHours(2);

    /// <param name="source">What a rule says of its records; a rule for any source waits for the slowest.</param>
    public static TimeSpan Of(LogSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var service = source.Service ?? "";
        if (Is(source.Product, "m365") || Is(service, Sources.M365Activity) || Is(service, Sources.EntraRisk) || Is(service, "riskdetection"))
            return Slow;
        return source.Service is null && source.Category is null ? Slow : Usual;
    }

    private static bool Is(string? text, string other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);
}
