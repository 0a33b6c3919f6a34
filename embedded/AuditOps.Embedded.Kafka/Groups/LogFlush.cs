using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>Turns the flush of a log position into a task.</summary>
internal sealed class LogFlush : IFlushWaiter
{
    private readonly TaskCompletionSource<KafkaError> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task<KafkaError> Of(GroupLog log, long position)
    {
        var flush = new LogFlush();
        return log.RegisterFlushWaiter(position, flush) ? flush._done.Task : Task.FromResult(KafkaError.None);
    }

    public void OnFlushed(long token, KafkaError error) => _done.TrySetResult(error);
}
