using AuditOps.Collectors.Import.Runs;
using AuditOps.Kafka;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The cursors as the log holds them.</summary>
internal static class CursorTable
{
    // Longer than a transaction of ours may stay open.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    /// <summary>The newest cursor of every feed. All partitions are read: a feed lies elsewhere when the topic was given more of them.</summary>
    /// <exception cref="CollectorsException">Kafka does not answer in time.</exception>
    public static Dictionary<string, FeedCursor> Read(KafkaClientFactory clients, TimeProvider time, CancellationToken cancel)
    {
        var newest = new Dictionary<string, FeedCursor>(StringComparer.Ordinal);
        TopicTail.Read(clients, TopicNames.Cursors, null, Silence, time, record =>
        {
            if (record.Message.Value is null || FeedCursor.FromJson(record.Message.Value) is not { } cursor) return;
            var key = $"{cursor.Tenant}/{cursor.Feed}";
            if (!newest.TryGetValue(key, out var held) || cursor.Revision >= held.Revision) newest[key] = cursor;
        }, cancel);
        return newest;
    }
}
