using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <summary>The broadcast tables of an app: read whole at start, followed for good. Written by one thread, read by all.</summary>
internal sealed class BroadcastTables : IDisposable
{
    private const int MaxPollRecords = 5_000;
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    private readonly Topology _topology;
    private readonly IKafkaAccess _access;
    private readonly ILogger _logger;
    private readonly Dictionary<TableSpec, BroadcastContent> _contents;
    private readonly ILookup<string, TableSpec> _byTopic;
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly HashSet<TopicPartition> _open = [];
    private readonly List<KafkaRecord> _records = [];
    private readonly List<TopicPartitionOffset> _ended = [];
    private readonly List<TopicPartition> _outOfRange = [];
    private ITableReader? _reader;
    private volatile bool _areComplete;

    public BroadcastTables(Topology topology, IKafkaAccess access, ILogger logger)
    {
        _topology = topology;
        _access = access;
        _logger = logger;
        _contents = topology.Tables.ToDictionary(table => table, table => table.CreateContent());
        _byTopic = topology.Tables.ToLookup(table => table.Topic, StringComparer.Ordinal);
        _areComplete = _contents.Count == 0;
    }

    /// <summary>Any thread. Every table has reached the end that its topic had at start.</summary>
    public bool AreComplete => _areComplete;

    public bool AreNeeded => _contents.Count > 0;

    public BroadcastContent Content(TableSpec table) => _contents[table];

    /// <summary>One turn.</summary>
    /// <returns>How long to wait before the next one.</returns>
    public TimeSpan RunOnce()
    {
        try
        {
            if (_reader is null)
                Open();
            _reader!.Poll(PollWait, MaxPollRecords, _records, _ended, _outOfRange);
            Apply();
            return TimeSpan.Zero;
        }
        catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaTransient)
        {
            Apply();
            Log.ReadingFailed(_logger, e, _topology.Name);
            return TimeSpan.FromMilliseconds(200);
        }
    }

    public void Dispose() => _reader?.Dispose();

    private void Open()
    {
        var reader = _access.OpenReader("tables");
        try
        {
            foreach (var topic in _byTopic)
            {
                for (var partition = 0; partition < reader.PartitionCount(topic.Key); partition++)
                {
                    _next[new TopicPartition(topic.Key, partition)] = -1;
                    _open.Add(new TopicPartition(topic.Key, partition));
                }
            }

            _reader = reader;
            Assign();
        }
        catch
        {
            _reader = null;
            reader.Dispose();
            throw;
        }
    }

    private void Assign() =>
        _reader!.Assign([.. _next.Select(position => new TopicPartitionOffset(position.Key, position.Value < 0 ? Offset.Beginning : new Offset(position.Value)))]);

    private void Apply()
    {
        foreach (var record in _records)
        {
            _next[record.Partition] = record.Offset + 1;
            foreach (var table in _byTopic[record.Partition.Topic])
                Apply(table, record);
        }

        foreach (var end in _ended)
        {
            _next[end.TopicPartition] = end.Offset.Value;
            _open.Remove(end.TopicPartition);
        }

        foreach (var partition in _outOfRange)
            _next[partition] = -1;
        var reassign = _outOfRange.Count > 0;
        _records.Clear();
        _ended.Clear();
        _outOfRange.Clear();
        if (_reader is not null && _open.Count == 0)
            _areComplete = true;
        if (reassign)
            Assign();
    }

    private void Apply(TableSpec table, in KafkaRecord record)
    {
        try
        {
            _contents[table].Apply(record.Key, record.Value);
        }
        catch (StreamsException e)
        {
            // One bad document must not keep every task of every instance from starting; the one before it stays in force.
            Log.TableEntrySkipped(_logger, table.Name, record.Partition.Topic, record.Partition.Partition.Value, record.Offset, e.Message);
        }
    }
}
