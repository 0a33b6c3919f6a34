using AuditOps.Processors.Health;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Audit;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks.Audit;

/// <summary>
/// Looks at short intervals whether stored events are still there. A month is read only when its parts have changed since the last look. What is missing becomes an
/// alarm: a row that the API shows, a log line, a metric, and a stage that is not healthy until the rows are back or their time is over: neither is taken for granted because nothing speaks of them any more.
/// </summary>
internal sealed class CompletenessAuditor : IAsyncDisposable, IHealthSource
{
    private readonly EventAudit _audit;
    private readonly AlarmTable _table;
    private readonly ExpiredAlarms _expired;
    private readonly TimeSpan _interval;
    private readonly SinkTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Alarms in force: since when, and what was last written.</summary>
    private readonly Dictionary<SinkCountKey, (DateTimeOffset Since, MissingEvents Last)> _alarms = [];
    private readonly Dictionary<string, string> _marks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<MissingEvents>> _missing = new(StringComparer.Ordinal);
    private bool _knowsAlarms;
    private long _looks;
    private volatile Trouble? _failure;
    private volatile Trouble? _alarm;

    /// <summary>Null before the first look.</summary>
    private volatile IReadOnlyList<SourceHealth>? _reported;
    private Task _loop = Task.CompletedTask;

    /// <param name="audit">Looks for what is gone.</param>
    /// <param name="table">The alarms as rows.</param>
    /// <param name="expired">Looks at the same times for what was never stored.</param>
    /// <param name="interval">Time between two looks.</param>
    /// <param name="telemetry">Told how many are missing.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public CompletenessAuditor(EventAudit audit, AlarmTable table, ExpiredAlarms expired, TimeSpan interval, SinkTelemetry telemetry, TimeProvider time, ILogger logger)
    {
        _audit = audit;
        _table = table;
        _expired = expired;
        _interval = interval;
        _telemetry = telemetry;
        _time = time;
        _logger = logger;
    }

    public StageStatus Status
    {
        get
        {
            var trouble = _alarm ?? _failure;
            return new StageStatus
            {
                Name = "completeness-audit",
                State = "Running",
                Processed = Interlocked.Read(ref _looks),
                LastError = trouble?.Text,
                LastErrorAt = trouble?.Since,
                // That ClickHouse cannot be asked is said by the sinks; only what is missing is said here.
                DegradedSince = _alarm?.Since,
            };
        }
    }

    public string Reporter => "completeness";

    public IReadOnlyList<SourceHealth>? Alarms() => _reported;

    public void Start() => _loop = RunAsync();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync(_stop.Token);
                await _expired.LookAsync(_stop.Token);
                _failure = null;
                await Task.Delay(_interval, _time, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            // The loop's edge: an auditor that died unseen would look like one that finds nothing.
            catch (Exception e)
            {
                _failure ??= new Trouble(e.Message, _time.GetUtcNow());
                Log.AuditFailed(_logger, e.Message);
                await Task.Delay(_interval, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        if (!_knowsAlarms)
        {
            foreach (var alarm in await _table.ReadAsync(cancel))
                _alarms[KeyOf(alarm)] = (_time.GetUtcNow(), alarm);
            _knowsAlarms = true;
        }

        var marks = await _audit.MarksAsync(cancel);
        foreach (var mark in marks)
        {
            // What is missing may expire without any part changing, so a month with an alarm is always read.
            if (_marks.GetValueOrDefault(mark.Month) == mark.Mark && !_missing.ContainsKey(mark.Month))
                continue;
            var missing = await _audit.MissingAsync(mark.Month, cancel);
            if (missing.Count > 0)
                _missing[mark.Month] = missing;
            else
                _missing.Remove(mark.Month);
            _marks[mark.Month] = mark.Mark;
        }

        // A month of which nothing is left at all is not listed any more.
        foreach (var gone in _marks.Keys.Except(marks.Select(mark => mark.Month), StringComparer.Ordinal).ToList())
        {
            _marks.Remove(gone);
            _missing.Remove(gone);
        }

        await TellAsync(cancel);
        Interlocked.Increment(ref _looks);
    }

    private async Task TellAsync(CancellationToken cancel)
    {
        var found = new Dictionary<SinkCountKey, MissingEvents>();
        foreach (var one in _missing.Values.SelectMany(missing => missing))
        {
            // Events of several months may have been collected in one hour.
            var key = KeyOf(one);
            found[key] = found.TryGetValue(key, out var other)
                ? other with { Missing = other.Missing + one.Missing, EventIds = [.. other.EventIds, .. one.EventIds] }
                : one;
        }

        var now = _time.GetUtcNow();
        foreach (var (key, missing) in found)
        {
            var known = _alarms.TryGetValue(key, out var alarm);
            if (known && alarm.Last.Missing == missing.Missing && alarm.Last.EventIds.SequenceEqual(missing.EventIds, StringComparer.Ordinal))
                continue;
            var since = known ? alarm.Since : now;
            await _table.WriteAsync(missing, since, AlarmEnd.None, now, cancel);
            _alarms[key] = (since, missing);
            Log.EventsMissing(_logger, missing.Missing, key.Tenant, key.Source, key.Hour);
        }

        foreach (var (key, alarm) in _alarms.Where(alarm => !found.ContainsKey(alarm.Key)).ToList())
        {
            // That nothing is found missing any more may also mean that what told of it has gone: a month that was dropped from every table is not back.
            var end = await _audit.EndOfAsync(alarm.Last, now, cancel);
            if (end == AlarmEnd.None)
                continue;
            await _table.WriteAsync(alarm.Last with { Missing = 0, EventIds = [] }, alarm.Since, end, now, cancel);
            _alarms.Remove(key);
            if (end == AlarmEnd.Back)
                Log.EventsBack(_logger, key.Tenant, key.Source, key.Hour);
            else
                Log.EventsExpired(_logger, key.Tenant, key.Source, key.Hour);
        }

        _reported = [.. _alarms.Values.GroupBy(alarm => (alarm.Last.Tenant, alarm.Last.Source)).Select(group => ReportOf(group.Key.Tenant, group.Key.Source, [.. group], now))];
        // Those that stand although nothing tells of them any more included.
        var total = _alarms.Values.Sum(alarm => alarm.Last.Missing);
        _telemetry.Missing(total);
        _alarm = total == 0
            ? null
            : new Trouble($"{total} stored events are missing, the first of tenant {_alarms.Keys.First().Tenant}, source {_alarms.Keys.First().Source}, collected in the hour of {_alarms.Keys.First().Hour:u}", _alarms.Values.Min(alarm => alarm.Since));
    }

    private SourceHealth ReportOf(string tenant, string source, List<(DateTimeOffset Since, MissingEvents Last)> alarms, DateTimeOffset now) => new()
    {
        Tenant = tenant,
        Source = source,
        Reporter = Reporter,
        State = HealthState.Degraded,
        Since = alarms.Min(alarm => alarm.Since),
        Code = HealthCodes.EventsMissing,
        Error = $"{alarms.Sum(alarm => alarm.Last.Missing)} stored events are gone before their time",
        WhatToDo = "GET /api/v1/completeness names hours and ids. Find out who deleted them; restore a backup or import the records again.",
        Gaps = [.. alarms.OrderBy(alarm => alarm.Last.Hour).TakeLast(SourceHealth.MaxGaps).Select(alarm =>
            new HealthGap(alarm.Last.Hour, alarm.Last.Hour.AddHours(1), "stored events are gone", (int)Math.Min(alarm.Last.Missing, int.MaxValue)))],
        UpdatedAt = now,
    };

    private static SinkCountKey KeyOf(MissingEvents missing) => new(missing.Tenant, missing.Source, missing.Hour);

    private sealed record Trouble(string Text, DateTimeOffset Since);
}
