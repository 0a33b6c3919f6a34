using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>A stretch of time that is being read. Start inclusive, end exclusive. What is read in several pieces has its end in <see cref="Goal"/>.</summary>
internal sealed record FeedWindow
{
    /// <summary>Kind of an ordinary poll.</summary>
    public const string Poll = "poll";

    /// <summary>Kind of a backfill's pieces: the cursor moves on with every one.</summary>
    public const string CatchUp = "catch-up";

    /// <summary>Kind of a piece of the backlog after a first start, a stop or an outage.</summary>
    public const string Past = "past";

    /// <summary>One of the three above, or a sweep by its reach.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("from")]
    public required DateTimeOffset From { get; init; }

    [JsonPropertyName("to")]
    public required DateTimeOffset To { get; init; }

    [JsonPropertyName("goal")]
    public required DateTimeOffset Goal { get; init; }

    [JsonPropertyName("began")]
    public required DateTimeOffset Began { get; init; }

    /// <summary>Newest record of the pages read so far.</summary>
    [JsonPropertyName("newest")]
    public DateTimeOffset? Newest { get; init; }

    /// <summary>The service's link to the page that comes next; null = the first.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }

    /// <summary>Read beside the looks at the present, and after them where budgets are short.</summary>
    [JsonIgnore]
    public bool IsBehind => Kind is not (Poll or CatchUp);
}
