using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using AuditOps.Streams.Testing;
using Xunit;

namespace AuditOps.Streams.Tests;

/// <summary>What an operator sees of stores: how much a restore still has to read, and what came too late. Told apart by the topology's name.</summary>
public sealed class MetricsTests
{
    private static readonly Topic<string> In = new("in", new Utf8Serde());
    private static readonly Topic<string> Out = new("out", new Utf8Serde());

    [Fact]
    public void A_restore_tells_how_much_is_left_and_nothing_when_it_is_done()
    {
        using var seen = new Seen("metrics-restore");
        var watched = new WatchedSerde();
        var spec = new KeyValueStoreSpec<string, string>("kept", new Utf8Serde(), watched);
        using var driver = new TopologyTestDriver(Topology("metrics-restore", () => new Keeping(), spec), partitions: 1);
        for (var i = 0; i < 10; i++)
        {
            driver.Pipe(In, Encoding.UTF8.GetBytes($"k{i}"), $"{i}");
            driver.Commit();
        }

        watched.OnRead = () => seen.Observe();
        driver.Crash(loseSnapshots: true);
        watched.OnRead = static () => { };

        Assert.True(seen.Remaining.Max() >= 10, $"at most {seen.Remaining.Max()} were left");
        seen.Observe();
        Assert.Equal(0, seen.Remaining[^1]);
    }

    [Fact]
    public void A_value_that_comes_when_its_window_has_closed_is_counted_once_when_its_transaction_commits()
    {
        using var seen = new Seen("metrics-late");
        var spec = new WindowStoreSpec<string, string>(
            "windows", new Utf8Serde(), new Utf8Serde(), Window: TimeSpan.FromMinutes(1), Grace: TimeSpan.Zero, Kept: TimeSpan.FromMinutes(10));
        using var driver = new TopologyTestDriver(Topology("metrics-late", () => new Windowing(), spec), partitions: 1);
        driver.Pipe(In, "a"u8, "new", driver.Now);
        driver.Pipe(In, "a"u8, "old", driver.Now.AddMinutes(-5));
        driver.Abort();
        Assert.Empty(seen.Late);
        driver.Commit();
        driver.Commit();
        Assert.Equal([(1L, "late")], seen.Late);
    }

    private static Topology Topology(string name, Func<IProcessor<string, string>> step, StoreSpec store)
    {
        var builder = new StreamsBuilder(name).DeadLetters("dead", new TextDeadLetters());
        builder.Stream(In).Process("step", step, stores: [store]).To(Out, Encoding.UTF8.GetBytes);
        return builder.Build();
    }

    private sealed class Keeping : IProcessor<string, string>, IInitialize
    {
        private KeyValueStore<string, string> _kept = null!;

        public void Init(IProcessorInit init) => _kept = init.Store<KeyValueStore<string, string>>("kept");

        public void Process(string value, IProcessorContext<string> context) => _kept.Put(value, value);
    }

    private sealed class Windowing : IProcessor<string, string>, IInitialize
    {
        private WindowStore<string, string> _windows = null!;

        public void Init(IProcessorInit init) => _windows = init.Store<WindowStore<string, string>>("windows");

        public void Process(string value, IProcessorContext<string> context)
        {
            var time = context.Record.TimestampMs;
            _windows.Observe("t", time, time);
            _windows.Put("t", value, time - time % 60_000, value);
        }
    }

    private sealed class WatchedSerde : ISerde<string>
    {
        public Action OnRead { get; set; } = static () => { };

        public string Deserialize(ReadOnlyMemory<byte> data)
        {
            OnRead();
            return Encoding.UTF8.GetString(data.Span);
        }

        public void Serialize(string value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value, output);
    }

    private sealed class Seen : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly string _topology;

        public Seen(string topology)
        {
            _topology = topology;
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is "auditops.streams.dropped" or "auditops.streams.restore.remaining")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(Take);
            _listener.Start();
        }

        public List<long> Remaining { get; } = [];

        public List<(long Count, string? Reason)> Late { get; } = [];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        // Other tests run beside this one on meters of the same name.
        private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            string? topology = null;
            string? reason = null;
            foreach (var (name, tag) in tags)
            {
                if (name == "topology")
                    topology = tag as string;
                else if (name == "reason")
                    reason = tag as string;
            }

            if (topology != _topology)
                return;
            if (instrument.Name.EndsWith("remaining", StringComparison.Ordinal))
                Remaining.Add(value);
            else
                Late.Add((value, reason));
        }
    }
}
