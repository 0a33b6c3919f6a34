using AuditOps.Collectors.Import.Runs;
using AuditOps.Kafka;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Notifications;

/// <summary>Follows <c>subscriptions.v1</c> from its start and <c>hints.v1</c> from now on, outside any group: every process needs all of the first, and picks its own of the second.</summary>
internal sealed class NotificationLog(KafkaClientFactory clients, SubscriptionTable table, HintBoard board, ILogger logger)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the subscriptions of the past are known.</summary>
    public Task Known => _known.Task;

    /// <summary>Works until asked to stop.</summary>
    public void Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                Follow(cancel);
            }
            catch (Exception exception) when (exception is KafkaException or CollectorsException)
            {
                Log.NotificationLogFailed(logger, exception.Message);
                cancel.WaitHandle.WaitOne(PauseAfterFailure);
            }
        }
    }

    private void Follow(CancellationToken cancel)
    {
        using var consumer = clients.Consumer("auditops.notifications", "auditops-notifications", AutoOffsetReset.Earliest);
        var subscriptions = TopicTail.Partitions(consumer, TopicNames.Subscriptions, Deadline);
        var hints = TopicTail.Partitions(consumer, TopicNames.Hints, Deadline);
        consumer.Assign([.. subscriptions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)), .. hints.Select(partition => new TopicPartitionOffset(partition, Offset.End))]);
        var unread = subscriptions.Select(partition => partition.Partition.Value).ToHashSet();
        while (!cancel.IsCancellationRequested)
        {
            if (consumer.Consume(Step) is not { } record) continue;
            if (record.IsPartitionEOF)
            {
                if (record.Topic == TopicNames.Subscriptions && unread.Remove(record.Partition.Value) && unread.Count == 0) _known.TrySetResult();
            }
            else Take(record);
        }
    }

    private void Take(ConsumeResult<byte[], byte[]> record)
    {
        if (record.Message.Value is not { } value) return;
        if (record.Topic == TopicNames.Hints)
        {
            if (Hint.FromJson(value) is { } hint) board.Tell(hint);
        }
        else if (SubscriptionRecord.FromJson(value) is { } subscription) table.Set(subscription);
    }
}
