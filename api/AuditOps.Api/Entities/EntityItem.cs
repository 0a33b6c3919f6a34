namespace AuditOps.Api.Entities;

/// <summary>An actor in one tenant.</summary>
internal sealed record EntityItem
{
    public required string Tenant { get; init; }
    public required string Actor { get; init; }

    /// <summary>Sum of the scores of its alerts, each halved for every half-life since it was first seen; unless configured otherwise informational 1, low 5, medium 20, high 50, critical 100, a day, and alerts of seven days.</summary>
    public required double EntityRisk { get; init; }

    /// <summary>Alerts that count.</summary>
    public required long Alerts { get; init; }

    /// <summary>Those of them that nobody has closed.</summary>
    public required long Unfinished { get; init; }
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Its alerts.</summary>
    public required string Href { get; init; }
}
