using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Alerts;

/// <summary>How much there is to do.</summary>
internal sealed record AlertSummary
{
    public required long Open { get; init; }
    public required long Acknowledged { get; init; }
    public required long Resolved { get; init; }
    public required long FalsePositive { get; init; }

    /// <summary>Counts by status and severity, with the time since which the longest waiting one is there.</summary>
    public required IReadOnlyList<AlertCount> ByStatusAndSeverity { get; init; }

    /// <summary>Rules with most alerts that are open or acknowledged.</summary>
    public required IReadOnlyList<AlertTop> TopRules { get; init; }

    /// <summary>Actors with most alerts that are open or acknowledged; an empty name stands for several actors.</summary>
    public required IReadOnlyList<AlertTop> TopActors { get; init; }
}
