using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AuditOps.Tests.Collect.Notifications;

/// <summary>What the collectors' meter counts while it lives, as text: instrument, tags, sum. All tests of the process count into it.</summary>
internal sealed class MeterRecord : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public MeterRecord()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "AuditOps.Collectors") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var text = instrument.Name;
            foreach (var (name, tag) in tags) text += $" {name}={tag}";
            _sums.AddOrUpdate(text, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    public IReadOnlyDictionary<string, long> Sums => _sums;

    public long Of(string start) => _sums.Where(pair => pair.Key.StartsWith(start, StringComparison.Ordinal)).Sum(pair => pair.Value);

    public void Dispose() => _listener.Dispose();
}
