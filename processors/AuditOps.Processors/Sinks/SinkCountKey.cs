using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Processors.Sinks;

/// <summary>Under what a stored record is counted.</summary>
internal readonly record struct SinkCountKey(string Tenant, string Source, DateTimeOffset Hour)
{
    /// <summary>For records of which no more is known than that this sink had them.</summary>
    public static SinkCountKey OfNobody(SinkTable table, DateTimeOffset at) => new(SourceHealth.Installation, $"sink.{table.Name}", CompletenessCount.HourOf(at));

    public static SinkCountKey Of(string tenant, string source, DateTimeOffset collectedAt) =>
        new(TenantKey.TryParse(tenant, out _) ? tenant : DeadLetterFactory.UnknownTenant, source, CompletenessCount.HourOf(collectedAt));
}
