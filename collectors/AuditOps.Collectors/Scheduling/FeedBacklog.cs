using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The stretch behind the live edge that is still to be read, after a first start or a stop. Start inclusive, end exclusive; it shrinks with every piece.</summary>
/// <param name="Since">What lies before it was read once, and is read again for what was published late.</param>
internal sealed record FeedBacklog([property: JsonPropertyName("from")] DateTimeOffset From, [property: JsonPropertyName("to")] DateTimeOffset To, [property: JsonPropertyName("since")] DateTimeOffset Since);
