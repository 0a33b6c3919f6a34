namespace AuditOps.Warehouse.Queries;

/// <summary>What became of the records of one tenant and source that were collected in one hour. Each number is counted where it happens.</summary>
public sealed record CompletenessRow
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }

    /// <summary>Start of the hour of collection.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>Records read from the source.</summary>
    public required long Collected { get; init; }

    /// <summary>Records put on a raw topic.</summary>
    public required long Published { get; init; }

    /// <summary>Records that ingest passed on, revisions included.</summary>
    public required long Admitted { get; init; }

    /// <summary>Records whose content was there already, within a run or from before.</summary>
    public required long Duplicates { get; init; }

    /// <summary>New contents of known ids.</summary>
    public required long Revisions { get; init; }

    /// <summary>Records that became a dead letter, at whatever stage.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Events put into their table.</summary>
    public required long Stored { get; init; }

    /// <summary>Dead letters put into their table.</summary>
    public required long LettersStored { get; init; }

    /// <summary>Ids that the dedupe index forgot before their time.</summary>
    public required long Evicted { get; init; }

    /// <summary>Published, and neither stored nor a duplicate nor a letter nor expired; 0 when nothing is under way.</summary>
    public required long Pending { get; init; }

    /// <summary>Records that their topic deleted before they were stored: lost. Under tenant <c>_</c> those of which nobody knows more; they are at most so many.</summary>
    public required long Expired { get; init; }

    /// <summary>Stored events that are gone from their table before their time.</summary>
    public required long Missing { get; init; }

    /// <summary>Ids of missing events, the first of them.</summary>
    public required IReadOnlyList<string> MissingIds { get; init; }

    /// <summary>When the first of them was found missing.</summary>
    public DateTimeOffset? MissingSince { get; init; }
}
