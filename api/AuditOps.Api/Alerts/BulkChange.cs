namespace AuditOps.Api.Alerts;

/// <summary>The body of a change of many alerts: which, what, and whether only to look.</summary>
internal sealed record BulkChange
{
    /// <summary>Alert ids; either these or a filter.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>As the parameters of the list; at least one must be given.</summary>
    public BulkFilter? Filter { get; init; }

    /// <summary>What is to be done to each.</summary>
    public BulkAction? Action { get; init; }

    /// <summary>true: only say what would be changed.</summary>
    public bool Preview { get; init; }

    /// <summary>With a filter: the count that the preview named. When the filter finds another number by then, nothing is changed.</summary>
    public int? Expect { get; init; }
}
