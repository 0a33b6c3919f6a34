using Confluent.Kafka;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>The record to publish for a letter, or why there is none.</summary>
/// <param name="Source">What completeness counts it under.</param>
internal sealed record ReplayRecord(string? Topic, byte[]? Key, byte[]? Value, Headers? Headers, DateTimeOffset At, string Source, string? Refusal)
{
    public static ReplayRecord Refused(string why) => new(null, null, null, null, default, "", why);
}
