using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>Content that was listed and could not be fetched yet. The cursor does not wait for it; it is asked for again until it comes, or is a gap.</summary>
/// <param name="Uri">Where it was listed to be.</param>
/// <param name="Since">When it was first missed.</param>
internal sealed record OpenContent(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("uri")] string Uri,
    [property: JsonPropertyName("created")] DateTimeOffset Created,
    [property: JsonPropertyName("since")] DateTimeOffset Since);
