namespace AuditOps.Schemas.Contracts;

/// <summary>
/// What one reporter knows of one source of a tenant. Value of the compacted topic <c>auditops.health.v1</c> under the key <c>tenant/source/reporter</c>: the topic keeps
/// only the newest value of a key, so whoever reports has keys of its own and nobody wipes out what another says. Feeds table <c>source_health</c>.
/// </summary>
public sealed record SourceHealth
{
    /// <summary>Stands where the tenant would for what belongs to the installation; no tenant can have this name.</summary>
    public const string Installation = "_";

    /// <summary>Most gaps in a record; the reporter joins neighbours or leaves out the oldest before it writes more.</summary>
    public const int MaxGaps = 500;

    public required string Tenant { get; init; }

    /// <summary>Logical source (<see cref="Sources"/>), or a part of the installation such as <c>sink.events</c>. Without '/'.</summary>
    public required string Source { get; init; }

    /// <summary>Who says it: <c>collect</c>, <c>completeness</c>, or <c>sink</c> and the name of the process.</summary>
    public required string Reporter { get; init; }

    public required HealthState State { get; init; }

    /// <summary>Since when the source is in this state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Short name of the trouble (<see cref="HealthCodes"/>); null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>The trouble in a sentence, without secrets.</summary>
    public string? Error { get; init; }

    /// <summary>What a person should do about it.</summary>
    public string? WhatToDo { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Time of the newest record that came.</summary>
    public DateTimeOffset? LastRecordAt { get; init; }

    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>Age of the oldest record that is still to be done, in seconds; null where not known.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Seconds waited because the other side asked for it, in total; a reporter that starts anew goes on from its last record.</summary>
    public double ThrottledSeconds { get; init; }

    /// <summary>Spans of which records are missing, the newest last; at most <see cref="MaxGaps"/>.</summary>
    public IReadOnlyList<HealthGap> Gaps { get; init; } = [];

    /// <summary>When this was written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
