using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

/// <summary>A store in a directory of its own, which may be closed, crashed and opened again.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    static readonly Dictionary<string, string> NoConfigs = [];

    StoreFixture(LogStoreOptions options, ManualTime time)
    {
        Options = options;
        Time = time;
        Store = LogStore.Open(options, time, NullLoggerFactory.Instance);
    }

    public LogStoreOptions Options { get; set; }

    public ManualTime Time { get; }

    public LogStore Store { get; private set; }

    public static StoreFixture Create(Func<LogStoreOptions, LogStoreOptions>? change = null)
    {
        var directory = Path.Combine(Path.GetTempPath(), "auditops-store-" + Guid.NewGuid().ToString("N"));
        var options = new LogStoreOptions { Directory = directory, MinFreeDiskBytes = 0 };
        return new StoreFixture(change?.Invoke(options) ?? options, new ManualTime());
    }

    public PartitionLog Topic(string name, params (string Key, string Value)[] configs)
    {
        if (Store.Topic(name) is null)
        {
            var error = Store.CreateTopic(name, 1, configs.ToDictionary(c => c.Key, c => c.Value), false, out _, out var message);
            Assert.True(error == KafkaError.None, message);
        }
        return Store.Partition(name, 0)!;
    }

    public async Task Reopen()
    {
        await Store.DisposeAsync();
        Store = LogStore.Open(Options, Time, NullLoggerFactory.Instance);
    }

    public async Task Crash(Action? betweenStopAndStart = null)
    {
        await Store.AbandonAsync();
        betweenStopAndStart?.Invoke();
        Store = LogStore.Open(Options, Time, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Options.Directory, recursive: true);
    }
}

/// <summary>A clock that stands until it is moved. Timers do not fire.</summary>
internal sealed class ManualTime : TimeProvider
{
    DateTimeOffset _now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Stopped();

    sealed class Stopped : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}

internal static class LogTestExtensions
{
    /// <summary>Appends and waits until the batch is on disk.</summary>
    public static AppendResult AppendFlushed(this PartitionLog log, byte[] batch)
    {
        var result = log.Append((byte[])batch.Clone());
        if (result.Error == KafkaError.None) log.FlushNow();
        return result;
    }

    public static List<(long Offset, long Timestamp, string? Key, string? Value)> ReadAll(this PartitionLog log, long? from = null, int room = 4096)
    {
        List<(long, long, string?, string?)> all = [];
        var offset = from ?? log.LogStartOffset;
        var into = new byte[room];
        while (true)
        {
            var result = log.Read(offset, log.HighWatermark, into);
            Assert.Equal(KafkaError.None, result.Error);
            if (result.NeededBytes > 0)
            {
                into = new byte[result.NeededBytes];
                continue;
            }
            if (result.Bytes == 0) return all;
            all.AddRange(BatchBuilder.Read(into.AsSpan(0, result.Bytes)).Where(r => r.Offset >= offset));
            offset = result.NextOffset;
        }
    }
}
