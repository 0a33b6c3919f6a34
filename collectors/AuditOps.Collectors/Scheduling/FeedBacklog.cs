using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The stretch behind the live edge that is still to be read, after a first start or a stop. Start inclusive, end exclusive; it shrinks with every piece.</summary>
internal sealed record FeedBacklog([property: JsonPropertyName("from")] DateTimeOffset From, [property: JsonPropertyName("to")] DateTimeOffset To);
