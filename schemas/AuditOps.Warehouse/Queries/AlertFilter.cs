namespace AuditOps.Warehouse.Queries;

/// <summary>Which alerts. Everything given must hold. Values go to the server as parameters only.</summary>
public sealed record AlertFilter
{
    /// <summary>The tenants that may be seen; null for all. It comes from the caller's key, never from its wishes.</summary>
    public IReadOnlyCollection<string>? Tenants { get; init; }

    /// <summary>Stored words, see <see cref="Rows.StoredNames"/>; null for any.</summary>
    public IReadOnlyCollection<string>? Severities { get; init; }

    /// <inheritdoc cref="Severities"/>
    public IReadOnlyCollection<string>? Statuses { get; init; }
    public string? Rule { get; init; }

    /// <summary>The actor key; compared in lower case.</summary>
    public string? Actor { get; init; }
    public string? Assignee { get; init; }

    /// <summary>Alerts with evidence at or after this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Alerts with evidence before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Those found in the history lane as well. Default no.</summary>
    public bool WithHistorical { get; init; }

    /// <summary>Those of rules in testing as well. Default no.</summary>
    public bool WithTesting { get; init; }

    /// <summary>Only these; null for any.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }
}
