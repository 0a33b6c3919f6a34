using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Log messages of the store; event ids 7000-7099.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(7000, LogLevel.Information, "Log store opened: {Directory}, {Topics} topics, {Partitions} partitions, clean stop before: {Clean}, {ElapsedMs} ms")]
    public static partial void StoreOpened(this ILogger log, string directory, int topics, int partitions, bool clean, long elapsedMs);

    [LoggerMessage(7001, LogLevel.Warning, "Partition {Topic}/{Partition}: cut a torn tail of {Bytes} bytes; log end is {LogEnd}")]
    public static partial void TornTailCut(this ILogger log, string topic, int partition, long bytes, long logEnd);

    [LoggerMessage(7002, LogLevel.Error, "Partition {Topic}/{Partition} does not start: {Reason}")]
    public static partial void PartitionRefused(this ILogger log, string topic, int partition, string reason);

    [LoggerMessage(7003, LogLevel.Error, "Partition {Topic}/{Partition}: flush failed, the partition is closed until restart")]
    public static partial void FlushFailed(this ILogger log, string topic, int partition, Exception error);

    [LoggerMessage(7004, LogLevel.Error, "Partition {Topic}/{Partition}: append failed")]
    public static partial void AppendFailed(this ILogger log, string topic, int partition, Exception error);

    [LoggerMessage(7005, LogLevel.Error, "Internal log {Name}: flush failed, it is closed until restart")]
    public static partial void InternalFlushFailed(this ILogger log, string name, Exception error);

    [LoggerMessage(7006, LogLevel.Information, "Partition {Topic}/{Partition}: retention deleted {Segments} segments; log start is {LogStart}")]
    public static partial void SegmentsDeleted(this ILogger log, string topic, int partition, int segments, long logStart);

    [LoggerMessage(7007, LogLevel.Information, "Partition {Topic}/{Partition}: compacted up to {Offset}, {BytesBefore} to {BytesAfter} bytes")]
    public static partial void Compacted(this ILogger log, string topic, int partition, long offset, long bytesBefore, long bytesAfter);

    [LoggerMessage(7008, LogLevel.Error, "Housekeeping round failed; the next round tries again")]
    public static partial void HousekeepingFailed(this ILogger log, Exception error);

    [LoggerMessage(7009, LogLevel.Warning, "Internal log {Name}: cut a torn tail of {Bytes} bytes")]
    public static partial void InternalTornTailCut(this ILogger log, string name, long bytes);

    [LoggerMessage(7011, LogLevel.Warning, "A file that only speeds up the next start could not be written: {Path}")]
    public static partial void CacheFileFailed(this ILogger log, string path, Exception error);

    [LoggerMessage(7012, LogLevel.Warning, "Internal log {Name} could not be compacted; it stays as it is and is tried again when it has doubled")]
    public static partial void InternalCompactionFailed(this ILogger log, string name, Exception error);

    [LoggerMessage(7013, LogLevel.Error, "Partition {Topic}/{Partition}: retention or compaction failed; the next round tries again")]
    public static partial void MaintenanceFailed(this ILogger log, string topic, int partition, Exception error);

    [LoggerMessage(7010, LogLevel.Warning, "Disk nearly full under {Directory}: appends are refused")]
    public static partial void DiskNearlyFull(this ILogger log, string directory);
}
