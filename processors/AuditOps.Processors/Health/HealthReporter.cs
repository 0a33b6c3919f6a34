using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Health;

/// <summary>
/// Writes the alarms of this process to health.v1: when one begins, when it changes, and when it is over. At the start the topic tells what was said before, so that an alarm
/// that ended while nobody ran is taken back too.
/// </summary>
internal sealed class HealthReporter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IHealthSource> _sources;
    private readonly HealthLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>What was said last, by key; only what is not well.</summary>
    private readonly Dictionary<(string Tenant, string Source, string Reporter), SourceHealth> _told = [];
    private Task _loop = Task.CompletedTask;

    public HealthReporter(IReadOnlyList<IHealthSource> sources, KafkaClientFactory clients, ISchemaSource schemas, TimeProvider time, ILogger logger)
    {
        _sources = sources;
        _log = new HealthLog(clients, schemas);
        _time = time;
        _logger = logger;
    }

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _log.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var knows = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!knows)
                {
                    await Task.Run(Learn, _stop.Token);
                    knows = true;
                }

                await TellAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is KafkaException or AvroException)
            {
                // Said again in a second; the alarms themselves are in the log and in the status already.
                Log.HealthNotTold(_logger, e.Message);
            }

            await Task.Delay(Interval, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Learn()
    {
        foreach (var health in _log.Read(_stop.Token))
        {
            if (health.State != HealthState.Ok && _sources.Any(source => source.Reporter == health.Reporter))
                _told[KeyOf(health)] = health;
        }
    }

    private async Task TellAsync()
    {
        foreach (var source in _sources)
        {
            if (source.Alarms() is not { } alarms)
                continue;
            var now = _time.GetUtcNow();
            foreach (var alarm in alarms)
            {
                if (_told.TryGetValue(KeyOf(alarm), out var told) && IsSame(told, alarm))
                    continue;
                await _log.WriteAsync(alarm with { UpdatedAt = now }, _stop.Token);
                _told[KeyOf(alarm)] = alarm;
            }

            foreach (var (key, over) in _told.Where(told => told.Key.Reporter == source.Reporter && !alarms.Any(alarm => KeyOf(alarm) == told.Key)).ToList())
            {
                await _log.WriteAsync(
                    new SourceHealth { Tenant = over.Tenant, Source = over.Source, Reporter = over.Reporter, State = HealthState.Ok, Since = now, LastSuccessAt = now, UpdatedAt = now },
                    _stop.Token);
                _told.Remove(key);
            }
        }
    }

    /// <summary>A text that grows with every attempt is no news.</summary>
    private static bool IsSame(SourceHealth one, SourceHealth other) => one.State == other.State && one.Code == other.Code && one.Gaps.SequenceEqual(other.Gaps);

    private static (string, string, string) KeyOf(SourceHealth health) => (health.Tenant, health.Source, health.Reporter);
}
