namespace AuditOps.Warehouse.Queries;

/// <summary>How one source of a tenant does, as its reporter said last.</summary>
public sealed record SourceRow
{
    public required string Tenant { get; init; }

    /// <summary>Source, or the feed of it that is read with a cursor of its own.</summary>
    public required string Source { get; init; }

    /// <summary>Who says it: collect, completeness, a sink.</summary>
    public required string Reporter { get; init; }

    /// <summary>ok, waiting, throttled, degraded, failing, silent or disabled.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Short name of the trouble; empty where there is none.</summary>
    public required string Code { get; init; }

    public required string Error { get; init; }

    public required string WhatToDo { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Time of the newest record that came.</summary>
    public DateTimeOffset? LastRecordAt { get; init; }

    public DateTimeOffset? NextRunAt { get; init; }

    public double? LagSeconds { get; init; }

    /// <summary>Waited because the service asked for it, in total.</summary>
    public required double ThrottledSeconds { get; init; }

    /// <summary>Newest last.</summary>
    public required IReadOnlyList<SourceGap> Gaps { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
