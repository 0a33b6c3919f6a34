using AuditOps.Processors.Health;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Audit;

namespace AuditOps.Processors.Sinks.Audit;

/// <summary>
/// Records that their topic deleted before they were stored, as alarms. Nothing brings them back, so an alarm ends by time; the figure stays in completeness as long as the hour.
/// It is read from completeness, so that it outlives the process that lost them.
/// </summary>
internal sealed class ExpiredAlarms(ExpiredTable table, TimeProvider time) : IHealthSource
{
    /// <summary>A week: whoever is on call next sees it as well.</summary>
    private static readonly TimeSpan Standing = TimeSpan.FromDays(7);

    private volatile IReadOnlyList<SourceHealth>? _reported;

    public string Reporter => "expired";

    public IReadOnlyList<SourceHealth>? Alarms() => _reported;

    public async Task LookAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var found = await table.ReadAsync(now - Standing, cancel);
        _reported = [.. found.GroupBy(one => (one.Tenant, one.Source)).Select(group => ReportOf(group.Key.Tenant, group.Key.Source, [.. group], now))];
    }

    private SourceHealth ReportOf(string tenant, string source, List<ExpiredRecords> hours, DateTimeOffset now)
    {
        var most = tenant == SourceHealth.Installation ? "at most " : "";
        return new SourceHealth
        {
            Tenant = tenant,
            Source = source,
            Reporter = Reporter,
            State = HealthState.Degraded,
            Since = hours.Min(hour => hour.Since),
            Code = HealthCodes.RecordsExpired,
            Error = $"{most}{hours.Sum(hour => hour.Records)} records were deleted from their topic before they were stored",
            WhatToDo = "GET /api/v1/completeness names the hours. Raise retention.ms of the topic, find out why the sink stood still, and collect or import those hours again. The alarm ends after a week.",
            Gaps = [.. hours.TakeLast(SourceHealth.MaxGaps).Select(hour =>
                new HealthGap(hour.Hour, hour.Hour.AddHours(1), "records expired before they were stored", (int)Math.Min(hour.Records, int.MaxValue)))],
            UpdatedAt = now,
        };
    }
}
