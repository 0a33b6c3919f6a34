using AuditOps.Collectors.Publishing;
using AuditOps.Kafka;
using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// A shard: one thread with one group member and one transactional producer. The group shares out the partitions of <c>cursors.v1</c>; who holds one collects the feeds whose cursors lie in it.
/// Order of taking over: transactions initialised (once, ends what an earlier process left open) → partitions assigned → their committed offsets read, which waits until no transaction of a former
/// holder is undecided → cursors read → feeds begin. A former holder that wakes up late finds its transactions refused: its generation is over.
/// </summary>
internal sealed class ShardWorker : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CallStep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly KafkaClientFactory _clients;
    private readonly ShardOptions _options;
    private readonly Func<Tenure, IReadOnlyDictionary<string, FeedCursor>, Func<FeedKey, bool>, Task> _begin;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ShardPublisher _publisher;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private IReadOnlyList<int> _assigned = [];
    private bool _unclaimed;
    private Tenure? _tenure;
    private int _partitions;

    /// <param name="begin">Starts the feeds of a tenure from their cursors; given which feeds are the shard's.</param>
    public ShardWorker(KafkaClientFactory clients, ShardOptions options, Func<Tenure, IReadOnlyDictionary<string, FeedCursor>, Func<FeedKey, bool>, Task> begin, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        _clients = clients;
        _options = options;
        _begin = begin;
        _time = time;
        _logger = loggers.CreateLogger<ShardWorker>();
        _publisher = new ShardPublisher(clients, $"auditops-collect-{options.Instance}", time, loggers, cancel);
        var config = clients.ConsumerConfig(ConsumerGroups.Collect, "auditops-collector", AutoOffsetReset.Latest);
        // A process that comes back within the session timeout finds its partitions as it left them.
        config.GroupInstanceId = $"collect-{options.Instance}";
        _consumer = new ConsumerBuilder<byte[], byte[]>(config)
            .SetPartitionsAssignedHandler((_, added) => Assigned(added))
            .SetPartitionsRevokedHandler((_, _) => Withdrawn())
            .SetPartitionsLostHandler((_, _) => Withdrawn())
            .SetErrorHandler((_, error) => Log.ShardClientError(_logger, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Chunks that were committed.</summary>
    public long Commits { get; private set; }

    /// <summary>Whether the feeds of the shard are at work.</summary>
    public bool IsWorking => Volatile.Read(ref _tenure) is not null;

    public long Submissions { get; private set; }

    public int Claims { get; private set; }

    /// <summary>Works until asked to stop.</summary>
    /// <exception cref="KafkaAccessException">Another process of this instance's name has taken over, or Kafka refuses the shard.</exception>
    public void Run(CancellationToken cancel)
    {
        _publisher.Initialize();
        using (var admin = new DependentAdminClientBuilder(_consumer.Handle).Build())
            _partitions = TopicTailPartitions(admin);
        _consumer.Subscribe(TopicNames.Cursors);
        try
        {
            while (!cancel.IsCancellationRequested) Step(cancel);
        }
        finally
        {
            Withdrawn();
            CloseConsumer();
        }
    }

    public void Dispose()
    {
        _tenure?.Dispose();
        _publisher.Dispose();
        _consumer.Dispose();
    }

    private void Step(CancellationToken cancel)
    {
        Poll(_tenure is null ? Tick : TimeSpan.Zero);
        if (_unclaimed && _assigned.Count > 0 && TryClaim(cancel)) _unclaimed = false;
        if (_tenure is not { } tenure) return;
        var taken = tenure.Take(Tick);
        if (taken.Count > 0) Publish(tenure, taken, cancel);
    }

    private void Publish(Tenure tenure, List<Submission> taken, CancellationToken cancel)
    {
        try
        {
            _publisher.Publish(taken, feed => new CursorPlace(TopicNames.Cursors, feed.Bytes, feed.PartitionOf(_partitions)), Fence, _time.GetUtcNow());
            Commits++;
            Submissions += taken.Count;
            foreach (var submission in taken) submission.Done.TrySetResult();
        }
        catch (Exception exception) when (exception is CollectorsException or KafkaAccessException { Code: KafkaErrorCode.Displaced or KafkaErrorCode.NotCommitted or KafkaErrorCode.Unreachable })
        {
            Log.ShardDisplaced(_logger, exception.Message);
            foreach (var submission in taken) submission.Done.TrySetException(new CollectorsException(CollectorsErrorCode.Displaced, exception.Message, exception));
            EndTenure();
            _unclaimed = true;
            // A rebalance that is under way is the usual reason; the pause keeps another one from becoming a storm.
            cancel.WaitHandle.WaitOne(PauseAfterFailure);
        }
        catch (Exception exception)
        {
            // The shard ends; whoever waits must not wait for ever.
            foreach (var submission in taken) submission.Done.TrySetException(new CollectorsException(CollectorsErrorCode.Displaced, exception.Message, exception));
            throw;
        }
    }

    /// <summary>The offsets themselves mean nothing; that the coordinator takes them is what counts.</summary>
    private GroupFence Fence(IReadOnlyCollection<int> partitions) =>
        new([.. partitions.Select(partition => new TopicPartitionOffset(TopicNames.Cursors, partition, 0))], _consumer.ConsumerGroupMetadata);

    private void Poll(TimeSpan wait)
    {
        try
        {
            _consumer.Consume(wait);
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal)
        {
            Log.ShardClientError(_logger, exception.Error.Code.ToString(), exception.Error.Reason);
        }
    }

    private bool TryClaim(CancellationToken cancel)
    {
        try
        {
            // Nothing is read here: the assignment is what the group is for.
            _consumer.Pause(_assigned.Select(partition => new TopicPartition(TopicNames.Cursors, partition)));
            _consumer.Committed(_assigned.Select(partition => new TopicPartition(TopicNames.Cursors, partition)), CallStep);
            var cursors = CursorTable.Read(_clients, _time, cancel);
            var mine = _assigned.ToHashSet();
            var tenure = new Tenure(_assigned, cancel);
            tenure.Work = _begin(tenure, cursors, feed => mine.Contains(feed.PartitionOf(_partitions)));
            Volatile.Write(ref _tenure, tenure);
            Claims++;
            Log.ShardClaimed(_logger, _options.Instance, _assigned.Count, cursors.Count);
            return true;
        }
        catch (Exception exception) when (exception is KafkaException { Error.IsFatal: false } or CollectorsException)
        {
            // A former holder's transaction is undecided, or the broker is away: asked again.
            Log.ShardClaimWaits(_logger, exception.Message);
            return false;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private IEnumerable<TopicPartitionOffset> Assigned(List<TopicPartition> added)
    {
        _assigned = [.. added.Select(partition => partition.Partition.Value)];
        _unclaimed = true;
        return added.Select(partition => new TopicPartitionOffset(partition, Offset.End));
    }

    private void Withdrawn()
    {
        EndTenure();
        _assigned = [];
        _unclaimed = false;
    }

    private void EndTenure()
    {
        if (_tenure is not { } tenure) return;
        Volatile.Write(ref _tenure, null);
        tenure.End();
    }

    private int TopicTailPartitions(IAdminClient admin)
    {
        var topic = admin.GetMetadata(TopicNames.Cursors, TimeSpan.FromSeconds(20)).Topics[0];
        if (topic.Error.IsError || topic.Partitions.Count == 0) throw new CollectorsException(CollectorsErrorCode.NotAcknowledged, $"the topic {TopicNames.Cursors} is not there; run auditops provision first.");
        return topic.Partitions.Count;
    }

    private void CloseConsumer()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException exception)
        {
            Log.ShardClientError(_logger, exception.Error.Code.ToString(), exception.Error.Reason);
        }
    }
}
