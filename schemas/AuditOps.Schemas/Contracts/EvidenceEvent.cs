namespace AuditOps.Schemas.Contracts;

/// <summary>One event that an alert or a match rests on, small enough to travel with it; the whole one is in the events table.</summary>
public sealed record EvidenceEvent
{
    /// <summary>With tenant and source the identity of the event.</summary>
    public required string EventId { get; init; }

    /// <summary>Logical source.</summary>
    public required string Source { get; init; }

    /// <summary>When it happened; 100 ns, UTC.</summary>
    public required DateTimeOffset EventTime { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>Key of the actor.</summary>
    public required string Actor { get; init; }
    public required string Operation { get; init; }
    public required Outcome Outcome { get; init; }
    public string? Ip { get; init; }
    public string? Country { get; init; }

    /// <summary>Display name of the application, else its id.</summary>
    public string? App { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>One readable sentence.</summary>
    public required string Summary { get; init; }
}
