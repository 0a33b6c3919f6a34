using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AuditOps.Processors.Health;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Correlate;

/// <summary>Counts what correlations forget before its time, and what comes too late for them; whose rules suffer is an alarm for an hour.</summary>
internal sealed class CorrelationLosses(Meter meter, string instance, TimeProvider time) : IHealthSource
{
    /// <summary>Name of the counter of forgotten matches.</summary>
    public const string EvictedCounter = "auditops.correlate.evicted";

    // Beyond so many rules the alarms would say no more.
    private const int MostRules = 1_000;

    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    private readonly Counter<long> _evicted = meter.CreateCounter<long>(EvictedCounter, "{match}", "Matches forgotten before their time because of a limit; a repeat after an abort counts again.");
    private readonly Counter<long> _late = meter.CreateCounter<long>("auditops.correlate.late", "{match}", "Matches that came when windows of their time had been decided or forgotten.");
    private readonly ConcurrentDictionary<(string Tenant, string Rule), (long Count, DateTimeOffset Since, DateTimeOffset Last)> _rules = [];

    public string Reporter => $"correlate {instance}";

    public void Evicted(string tenant, string rule, long count)
    {
        _evicted.Add(count);
        var now = time.GetUtcNow();
        if (_rules.Count < MostRules || _rules.ContainsKey((tenant, rule)))
            _rules.AddOrUpdate((tenant, rule), (count, now, now), (_, known) => (known.Count + count, known.Since, now));
    }

    public void Late() => _late.Add(1);

    public IReadOnlyList<SourceHealth> Alarms()
    {
        var now = time.GetUtcNow();
        var alarms = new List<SourceHealth>();
        foreach (var (key, (count, since, last)) in _rules)
        {
            if (now - last > Shown)
            {
                _rules.TryRemove(key, out _);
                continue;
            }

            alarms.Add(new SourceHealth
            {
                Tenant = key.Tenant,
                Source = $"rule.{key.Rule.Replace('/', '.')}",
                Reporter = Reporter,
                State = HealthState.Degraded,
                Since = since,
                Code = HealthCodes.RuleForgets,
                Error = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The rule's groups are larger than memory allows: {Rounded(count)} or more matches were forgotten before their time."),
                WhatToDo = "Narrow the rules it looks at, or raise MaxEntriesPerGroup and MaxEntries. Until then counts are lower than they should be, and values that were forgotten are new again.",
                UpdatedAt = since,
            });
        }

        return alarms;
    }

    /// <summary>To a power of ten, so that the alarm is not another one each second.</summary>
    private static long Rounded(long count) => (long)Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, count))));
}
