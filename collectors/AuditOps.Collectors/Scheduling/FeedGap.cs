using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>A stretch, or a piece of content, that could not be collected and never will be.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="Content">Id of the one piece of content that is missing; should it come after all, the gap is closed.</param>
internal sealed record FeedGap(
    [property: JsonPropertyName("from")] DateTimeOffset From,
    [property: JsonPropertyName("to")] DateTimeOffset To,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("found_at")] DateTimeOffset FoundAt,
    [property: JsonPropertyName("content")] string? Content = null);
