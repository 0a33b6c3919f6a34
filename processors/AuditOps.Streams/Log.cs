using Microsoft.Extensions.Logging;

namespace AuditOps.Streams;

/// <summary>Everything this project logs. Event ids 1000 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Worker {Worker} of topology {Topology} reads {Topics}")]
    public static partial void WorkerStarted(ILogger logger, int worker, string topology, string topics);

    [LoggerMessage(1001, LogLevel.Information, "Worker {Worker} of topology {Topology} has stopped")]
    public static partial void WorkerStopped(ILogger logger, int worker, string topology);

    [LoggerMessage(1002, LogLevel.Error, "Thread {Thread} of topology {Topology} gives up")]
    public static partial void ThreadFailed(ILogger logger, Exception exception, string thread, string topology);

    [LoggerMessage(1003, LogLevel.Information, "Worker {Worker} got {Partitions}")]
    public static partial void Assigned(ILogger logger, int worker, string partitions);

    [LoggerMessage(1004, LogLevel.Information, "Worker {Worker} gives back {Partitions}")]
    public static partial void Revoked(ILogger logger, int worker, string partitions);

    [LoggerMessage(1005, LogLevel.Warning, "Worker {Worker} lost {Partitions}; uncommitted work is done again by the next owner")]
    public static partial void Lost(ILogger logger, int worker, string partitions);

    [LoggerMessage(1006, LogLevel.Warning, "Worker {Worker} of topology {Topology} seeks back to its committed offsets (failure {Failures} in a row)")]
    public static partial void Aborted(ILogger logger, Exception exception, int worker, string topology, int failures);

    [LoggerMessage(1007, LogLevel.Debug, "Worker {Worker} could not commit; trying again")]
    public static partial void CommitDelayed(ILogger logger, Exception exception, int worker);

    [LoggerMessage(1008, LogLevel.Warning, "Worker {Worker} could not commit before giving partitions back; their last records will be repeated")]
    public static partial void CommitBeforeRevokeFailed(ILogger logger, Exception exception, int worker);

    [LoggerMessage(1009, LogLevel.Debug, "Record {Topic}/{Partition}@{Offset} became a dead letter: {Code}")]
    public static partial void DeadLettered(ILogger logger, string topic, int partition, long offset, string code);

    [LoggerMessage(1010, LogLevel.Warning, "Kafka client {Client}: {Code} {Reason}")]
    public static partial void ClientError(ILogger logger, string client, string code, string reason);

    [LoggerMessage(1011, LogLevel.Debug, "Kafka client {Client}: {Facility} {Text}")]
    public static partial void ClientLog(ILogger logger, string client, string facility, string text);

    [LoggerMessage(1012, LogLevel.Warning, "Kafka client {Client} did not leave its group cleanly: {Reason}")]
    public static partial void CloseFailed(ILogger logger, string client, string reason);

    [LoggerMessage(1013, LogLevel.Warning, "Kafka client {Client}: the producer is beyond repair, a new one takes over")]
    public static partial void ProducerRebuilt(ILogger logger, string client);

    [LoggerMessage(1014, LogLevel.Warning, "Worker {Worker} could not finish its last commit; those records will be repeated")]
    public static partial void LastCommitFailed(ILogger logger, Exception exception, int worker);

    [LoggerMessage(1015, LogLevel.Critical, "Worker {Worker} of topology {Topology} stands still: more than {Limit:P0} of its records became dead letters. Look at them, then restart")]
    public static partial void GuardTripped(ILogger logger, int worker, string topology, double limit);

    [LoggerMessage(1016, LogLevel.Information, "Store {Store} partition {Partition}: restored {Records} records in {Milliseconds} ms, {Entries} entries")]
    public static partial void Restored(ILogger logger, string store, int partition, long records, double milliseconds, long entries);

    [LoggerMessage(1017, LogLevel.Warning, "Snapshot {File} is not used: {Reason}")]
    public static partial void SnapshotDiscarded(ILogger logger, string file, string reason);

    [LoggerMessage(1018, LogLevel.Warning, "Store {Store} partition {Partition}: its changelog no longer reaches back to what is known; it is restored from the beginning")]
    public static partial void ChangelogTruncated(ILogger logger, string store, int partition);

    [LoggerMessage(1019, LogLevel.Warning, "Snapshot of store {Store} partition {Partition} could not be written")]
    public static partial void SnapshotNotWritten(ILogger logger, Exception exception, string store, int partition);

    [LoggerMessage(1020, LogLevel.Warning, "Reading changelogs and tables of {Topology} failed; trying again")]
    public static partial void ReadingFailed(ILogger logger, Exception exception, string topology);

    [LoggerMessage(1021, LogLevel.Warning, "Table {Table}: entry {Topic}/{Partition}@{Offset} cannot be read and is left out: {Reason}")]
    public static partial void TableEntrySkipped(ILogger logger, string table, string topic, int partition, long offset, string reason);

    [LoggerMessage(1022, LogLevel.Error, "Worker {Worker} of topology {Topology} no longer calls {Punctuations}: it threw too often. Restart when its cause is gone")]
    public static partial void PunctuationSwitchedOff(ILogger logger, int worker, string topology, string punctuations);
}
