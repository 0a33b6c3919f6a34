using System.Collections.Concurrent;
using System.Threading.Channels;
using AuditOps.Kafka;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// Takes hints from the listener without ever making it wait, and writes them to <c>hints.v1</c>. What finds the queue full, or cannot be written, is dropped and counted:
/// a hint is never the only way to what it speaks of.
/// </summary>
internal sealed class HintQueue(KafkaClientFactory clients, int capacity, TimeProvider time, ILogger logger)
{
    /// <summary>A burst of notifications is one hint.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Hint> _hints = Channel.CreateBounded<Hint>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>One that waits already is not put in again: however many notifications a tenant gets, they take as many places as it has subscriptions.</summary>
    private readonly ConcurrentDictionary<Hint, bool> _waiting = new();

    public int Waiting => _hints.Reader.Count;

    public void Add(Hint hint)
    {
        if (!_waiting.TryAdd(hint, true) || _hints.Writer.TryWrite(hint)) return;
        _waiting.TryRemove(hint, out _);
        NotificationMetrics.Dropped();
    }

    /// <summary>Works until asked to stop.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var producer = clients.Producer("auditops-notifications");
        try
        {
            while (await _hints.Reader.WaitToReadAsync(cancel))
            {
                var batch = new List<Hint>();
                while (_hints.Reader.TryRead(out var hint))
                {
                    // Before it is written: what comes from here on is news again.
                    _waiting.TryRemove(hint, out _);
                    batch.Add(hint);
                }

                await Task.WhenAll(batch.Select(hint => WriteAsync(producer, hint, cancel)));
                await Task.Delay(Gather, time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task WriteAsync(IProducer<byte[], byte[]> producer, Hint hint, CancellationToken cancel)
    {
        try
        {
            await producer.ProduceAsync(TopicNames.Hints, new Message<byte[], byte[]> { Key = hint.Key(), Value = hint.ToJson(), Timestamp = new Timestamp(time.GetUtcNow()) }, cancel);
        }
        catch (KafkaException exception)
        {
            NotificationMetrics.Dropped();
            Log.HintDropped(logger, exception.Error.Code.ToString());
        }
    }
}
