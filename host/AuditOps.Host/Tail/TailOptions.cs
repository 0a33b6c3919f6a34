namespace AuditOps.Host.Tail;

/// <summary>Options of <c>topics tail</c>.</summary>
internal sealed record TailOptions
{
    public required string Topic { get; init; }

    /// <summary>One partition; null = all.</summary>
    public int? Partition { get; init; }

    /// <summary>First offset; -2 = the beginning, -1 = the end less <see cref="Max"/> a partition.</summary>
    public long From { get; init; } = -1;

    /// <summary>Records to show. Default 20; null = no limit.</summary>
    public int? Max { get; init; } = 20;

    /// <summary>Go on when the end is reached.</summary>
    public bool Follow { get; init; }

    /// <summary>Show records of open and aborted transactions too.</summary>
    public bool Uncommitted { get; init; }
}
