namespace AuditOps.Api.Alerts;

/// <summary>The body of a change of many alerts: which, what, and whether only to look.</summary>
internal sealed record BulkChange
{
    /// <summary>Alert ids; either these, a filter or a selection.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>As the parameters of the list; at least one must be given. Only for a preview.</summary>
    public BulkFilter? Filter { get; init; }

    /// <summary>The selection of a preview: exactly the alerts that it showed, each unless somebody has done something to it since.</summary>
    public string? Selection { get; init; }

    /// <summary>What is to be done to each.</summary>
    public BulkAction? Action { get; init; }

    /// <summary>true: only say what would be changed.</summary>
    public bool Preview { get; init; }
}
