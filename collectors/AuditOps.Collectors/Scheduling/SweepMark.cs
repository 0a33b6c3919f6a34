using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>When a sweep last began, and what the newest record was then.</summary>
internal sealed record SweepMark([property: JsonPropertyName("at")] DateTimeOffset At, [property: JsonPropertyName("newest")] DateTimeOffset? Newest);
