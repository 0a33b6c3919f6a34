namespace AuditOps.Api.Rules.Backtest;

/// <summary>The body of a backtest.</summary>
internal sealed record BacktestRequest
{
    /// <summary>First event time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of the event times, exclusive; at most 366 days after from.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whose events; absent: of every tenant that the key is good for.</summary>
    public string? Tenant { get; init; }

    /// <summary>A text to try instead of the stored one; its id is that of the address.</summary>
    public string? Yaml { get; init; }

    /// <summary>Most events that the engine reads, 1 to 1,000,000; absent: 200,000.</summary>
    public int? MaxEvents { get; init; }
}
