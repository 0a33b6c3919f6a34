using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Configuration;

/// <summary>One stream of records that is read with a cursor of its own. Several feeds may make up one source.</summary>
public sealed record FeedSpec
{
    public required string Name { get; init; }

    /// <summary>Logical source of its records, see <see cref="Sources"/>; for posture, <c>posture</c>.</summary>
    public required string Source { get; init; }

    public required FeedKind Kind { get; init; }

    /// <summary>Graph: the collection's path. Management: the content type.</summary>
    public required string Path { get; init; }

    /// <summary>Property that the window filters by and that tells a record's time.</summary>
    public string TimeProperty { get; init; } = "";

    /// <summary>Condition in front of the window's.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The collection, or the filter, exists in Graph's beta version only (sign-ins by event type).</summary>
    public bool IsBeta { get; init; }

    /// <summary>Application permission that the feed needs, as the portal names it.</summary>
    public required string Permission { get; init; }
}
