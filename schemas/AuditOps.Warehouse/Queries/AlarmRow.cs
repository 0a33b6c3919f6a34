namespace AuditOps.Warehouse.Queries;

/// <summary>What is wrong with one source of a tenant, as its reporter said last.</summary>
public sealed record AlarmRow
{
    /// <summary><c>_</c> for what belongs to the installation.</summary>
    public required string Tenant { get; init; }

    /// <summary>Logical source, or the part of the installation.</summary>
    public required string Source { get; init; }

    public required string Reporter { get; init; }

    /// <summary>throttled, degraded, failing or silent.</summary>
    public required string State { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Short name of the trouble.</summary>
    public required string Code { get; init; }

    /// <summary>The trouble in a sentence.</summary>
    public required string Error { get; init; }

    /// <summary>What to do about it.</summary>
    public required string WhatToDo { get; init; }

    /// <summary>Age of the oldest record that is still to be done.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>When this was last said.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
