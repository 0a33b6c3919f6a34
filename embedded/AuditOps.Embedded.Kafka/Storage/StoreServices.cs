using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>What every log of a store shares.</summary>
internal sealed class StoreServices(LogStoreOptions options, TimeProvider time, ILogger log, Flusher flusher, DiskSpaceGuard disk)
{
    /// <summary>Replaced as a whole when defaults of topic configs change.</summary>
    public LogStoreOptions Options { get; set; } = options;

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = log;

    public Flusher Flusher { get; } = flusher;

    public DiskSpaceGuard Disk { get; } = disk;

    public ITransactionGate? TransactionGate { get; set; }

    /// <summary>Persists recovery points and log starts of all partitions before returning.</summary>
    public Action WriteCheckpoint { get; set; } = static () => { };

    public long NowMs() => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
