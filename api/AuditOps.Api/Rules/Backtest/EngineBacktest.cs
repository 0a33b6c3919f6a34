using System.Globalization;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using AuditOps.Warehouse.Rows;

namespace AuditOps.Api.Rules.Backtest;

/// <summary>Reads the rows that a condition let through, normalises them again and asks the rule engine, each tenant by itself.</summary>
internal sealed class EngineBacktest(SigmaRules rules, RuleMetadata metadata, BacktestScope scope)
{
    private static readonly Dictionary<string, WireShape> Shapes = Enum.GetValues<WireShape>().ToDictionary(StoredNames.Of, StringComparer.Ordinal);

    private readonly EventNormalizer _normalizer = new(new NormalizeOptions());
    private readonly Dictionary<string, RuleReplay> _replays = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _days = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _actors = new(StringComparer.Ordinal);
    private int _read;
    private long _hits;
    private DateTimeOffset _last;

    public async Task<BacktestReport> RunAsync(ClickHouseClient client, HuntScope hunt, CancellationToken cancellation)
    {
        var edge = await new HuntEdgeQuery(hunt, scope.MaxEvents).RunAsync(client, cancellation);
        var truncated = edge is not null;
        await ReadAsync(client, truncated ? hunt with { To = edge!.Value } : hunt, cancellation);
        // More of one instant than may be read: some of them say more than none.
        if (truncated && _read == 0) await ReadAsync(client, hunt with { From = edge!.Value, To = edge.Value.AddTicks(1) }, cancellation);
        var alerts = _replays.Values.Sum(replay => replay.Finish().Count(finding => finding.RuleId == metadata.Id));
        return new BacktestReport
        {
            RuleId = metadata.Id,
            Title = metadata.Title,
            From = scope.From,
            To = scope.To,
            DecidedBy = "engine",
            Candidates = _read,
            Hits = _hits,
            Alerts = alerts,
            AlertsPerDay = alerts / Math.Max(1, ((truncated ? _last : scope.To) - scope.From).TotalDays),
            HitsPerDay = [.. _days.Select(day => new BacktestCount(day.Key, day.Value))],
            TopActors = [.. _actors.OrderByDescending(actor => actor.Value).ThenBy(actor => actor.Key, StringComparer.Ordinal).Take(RuleBacktest.Actors).Select(actor => new BacktestCount(actor.Key, actor.Value))],
            Truncated = truncated,
            ReadUntil = truncated ? _last : null,
        };
    }

    private async Task ReadAsync(ClickHouseClient client, HuntScope hunt, CancellationToken cancellation)
    {
        await foreach (var row in new HuntRowsQuery(hunt, scope.MaxEvents).RunAsync(client, cancellation))
        {
            _read++;
            if (row.EventTime > _last) _last = row.EventTime;
            if (Normalize(row) is { } value) Ask(value);
        }
    }

    private void Ask(AuditEvent value)
    {
        if (!_replays.TryGetValue(value.Tenant, out var replay))
            _replays.Add(value.Tenant, replay = new RuleReplay(rules, FieldMap.BuiltIn, value.Tenant));
        if (replay.Add(value).Count == 0)
            return;
        _hits++;
        var day = value.EventTime.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        _days[day] = _days.GetValueOrDefault(day) + 1;
        _actors[value.Actor.Key] = _actors.GetValueOrDefault(value.Actor.Key) + 1;
    }

    /// <summary>Null for what the normaliser of today cannot read any more.</summary>
    private AuditEvent? Normalize(HuntRow row)
    {
        try
        {
            var value = _normalizer.Normalize(new RawEnvelope
            {
                Tenant = row.Tenant,
                Source = row.Source,
                Shape = Shapes.GetValueOrDefault(row.WireShape),
                RecordId = row.EventId,
                CollectedAt = row.CollectedAt,
                Run = row.Run,
                Payload = row.Bytes,
            });
            return value with { Flags = (EventFlags)row.Flags };
        }
        catch (NormalizeException)
        {
            // It was stored, so it could be read once; a rule of today has nothing to ask of it.
            return null;
        }
    }
}
