namespace AuditOps.Warehouse.Queries;

/// <summary>What the alerts of one actor add up to.</summary>
public sealed record EntityRow
{
    public required string Tenant { get; init; }

    /// <summary>Sum of the scores of its alerts, each halved with every half-life of its age.</summary>
    public required double Risk { get; init; }

    /// <summary>Alerts that count towards the risk.</summary>
    public required long Alerts { get; init; }

    /// <summary>Those of them that are open or acknowledged.</summary>
    public required long Unfinished { get; init; }
    public required DateTimeOffset LastSeen { get; init; }
}
