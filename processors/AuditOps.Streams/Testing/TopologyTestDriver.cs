using System.Buffers;
using AuditOps.Streams.Runtime;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Streams.Testing;

/// <summary>
/// Runs a topology in a test: the real worker with its tasks, stores, restorer and broadcast tables, on a Kafka cluster in memory, on the caller's thread and on a clock that
/// moves only by <see cref="Advance"/>. Records go in and come out as bytes, so serializers are tested too, and every topic has several partitions, so a wrong key shows.
/// </summary>
/// <example>
/// <code>
/// using var driver = new TopologyTestDriver(topology);
/// driver.Pipe(Topics.Raw, "tenant/1"u8, envelope);      // processed at once, visible to nobody
/// Assert.Empty(driver.Read("auditops.enriched.v1"));
/// driver.Commit();                                       // outputs, offsets and state appear together
/// Assert.Single(driver.Read("auditops.enriched.v1"));
/// driver.Crash();                                        // state comes back from snapshot and changelog
/// </code>
/// </example>
/// <remarks>
/// Worth a test for every stateful topology: the same input with <see cref="Abort"/> or <see cref="Crash"/> anywhere between two records gives the same outputs.
/// </remarks>
public sealed class TopologyTestDriver : IDisposable
{
    private const string Group = "test";

    /// <summary>Turns without any progress after which the topology is taken to be at rest, or to wait for something that does not come.</summary>
    private const int IdleTurns = 40;

    /// <summary>Commits after which a topology that feeds itself is stopped.</summary>
    private const int MaxCommits = 1000;

    /// <summary>Longer than any test advances its clock: nothing here happens by timeout.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromDays(36_500);

    private readonly Topology _topology;
    private readonly int _partitions;
    private readonly ILogger _logger;
    private readonly SimulatedTime _time = new();
    private readonly DriverFaults _faults = new();
    private readonly SimulatedCluster _cluster;
    private readonly string _folder;
    private readonly Dictionary<string, long[]> _read = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private SimulatedProcess _process;
    private SimulatedRuntime _runtime;

    /// <param name="topology">What to test.</param>
    /// <param name="partitions">Partitions of every topic but those of broadcast tables, which have one.</param>
    /// <param name="logger">Where the runtime logs; nowhere by default.</param>
    public TopologyTestDriver(Topology topology, int partitions = 4, ILogger? logger = null)
    {
        _topology = topology;
        _partitions = partitions;
        _logger = logger ?? NullLogger.Instance;
        _folder = Directory.CreateTempSubdirectory("auditops-driver-").FullName;
        var options = new SimulatedClusterOptions { SessionTimeout = Forever, RebalanceTimeout = Forever, TransactionTimeout = Forever, CallTime = TimeSpan.Zero };
        _cluster = new SimulatedCluster(options, _time, _faults);
        CreateTopics();
        (_process, _runtime) = StartProcess();
    }

    /// <summary>The driver's clock: the time of records piped without one, and of wall-clock punctuation.</summary>
    public DateTimeOffset Now => _time.Now;

    /// <summary>Why the last turn was given up; null when none was.</summary>
    public string? LastError => _runtime.Worker.Status.LastError;

    /// <summary>Punctuations that threw too often, as the worker's status tells them.</summary>
    public IReadOnlyList<string> SwitchedOff => _runtime.Worker.Status.SwitchedOff;

    /// <summary>Appends a record and processes what can be processed; nothing is committed.</summary>
    /// <returns>Where the record lies.</returns>
    public (int Partition, long Offset) Pipe<T>(Topic<T> topic, ReadOnlySpan<byte> key, T value, DateTimeOffset? timestamp = null, Headers? headers = null)
    {
        _buffer.ResetWrittenCount();
        topic.Serde.Serialize(value, _buffer);
        return Pipe(topic.Name, key.ToArray(), _buffer.WrittenSpan.ToArray(), timestamp, headers);
    }

    /// <inheritdoc cref="Pipe{T}"/>
    /// <param name="topic">A source, or a broadcast table's topic.</param>
    /// <param name="key">Decides the partition, as Kafka's clients do.</param>
    /// <param name="value">Null for a tombstone.</param>
    /// <param name="timestamp">Default: now.</param>
    /// <param name="headers">Passed on to outputs.</param>
    public (int Partition, long Offset) Pipe(string topic, byte[]? key, byte[]? value, DateTimeOffset? timestamp = null, Headers? headers = null)
    {
        var partition = _cluster.Target(topic, -1, key);
        var offset = partition.Append(key, value, headers, (timestamp ?? Now).ToUnixTimeMilliseconds());
        Run();
        return (partition.Name.Partition.Value, offset);
    }

    /// <summary>Processes and commits until nothing is left to do, through all sub-topologies.</summary>
    public void Commit()
    {
        for (var commits = 0; commits < MaxCommits; commits++)
        {
            Run();
            var before = _cluster.Committed.Count;
            _runtime.Worker.AskForCommit();
            Run();
            if (_cluster.Committed.Count == before)
                return;
        }

        throw new InvalidOperationException($"Topology '{_topology.Name}' is not done after {MaxCommits} commits; it seems to feed itself.");
    }

    /// <summary>Lets the commit of what has been processed be refused: none of it becomes visible, and all of it is processed again.</summary>
    public void Abort()
    {
        _faults.RefuseCommit = true;
        _runtime.Worker.AskForCommit();
        Run();
        _faults.RefuseCommit = false;
    }

    /// <summary>Kills the process and starts it anew: uncommitted work is gone, state comes from the last snapshot and the changelog.</summary>
    /// <param name="loseSnapshots">Whether the disk is gone too.</param>
    public void Crash(bool loseSnapshots = false)
    {
        _process.LeaveGroup();
        _process.Kill();
        _runtime.Dispose();
        if (loseSnapshots && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        (_process, _runtime) = StartProcess();
        Run();
    }

    /// <summary>Moves the clock and lets wall-clock punctuation that is due happen.</summary>
    public void Advance(TimeSpan by)
    {
        _time.Advance(by);
        Run();
    }

    /// <summary>Committed records of a topic that have not been read yet, partition by partition.</summary>
    public IReadOnlyList<TestRecord> Read(string topic)
    {
        var partitions = _cluster.Partitions(topic);
        if (!_read.TryGetValue(topic, out var positions))
            _read.Add(topic, positions = new long[partitions.Length]);
        var records = new List<TestRecord>();
        for (var i = 0; i < partitions.Length; i++)
        {
            while (partitions[i].NextCommitted(positions[i]) is { } record)
            {
                positions[i] = record.Offset + 1;
                records.Add(new TestRecord(topic, i, record.Offset, record.Key, record.Value, record.Headers, DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs)));
            }
        }

        return records;
    }

    /// <summary>As <see cref="Read(string)"/>, with the values read by the topic's serde.</summary>
    public IReadOnlyList<T> Read<T>(Topic<T> topic) => [.. Read(topic.Name).Select(record => topic.Serde.Deserialize(record.Value))];

    /// <summary>Committed entries of a store over all partitions, as its changelog writes them.</summary>
    public IReadOnlyList<TestRecord> State(string store)
    {
        Run();
        var entries = new List<TestRecord>();
        foreach (var task in _runtime.Worker.Tasks)
        {
            foreach (var slot in task.Stores.Where(slot => slot.Store.Name == store))
                slot.Store.ForEachCommitted((key, value, timestampMs) => entries.Add(new TestRecord(
                    slot.Changelog.Topic, task.Partition, -1, key.ToArray(), value.ToArray(), null, DateTimeOffset.FromUnixTimeMilliseconds(timestampMs))));
        }

        return entries;
    }

    public void Dispose()
    {
        _process.Kill();
        _runtime.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Steps until nothing moves any more.</summary>
    private void Run()
    {
        var still = 0;
        for (var before = Progress(); still < IdleTurns; still++)
        {
            _runtime.Rush();
            var after = Progress();
            if (after == before)
                continue;
            before = after;
            still = -1;
        }
    }

    private (long Positions, int Running, int Committed) Progress()
    {
        long positions = 0;
        var running = 0;
        foreach (var task in _runtime.Worker.Tasks)
        {
            running += task.State == TaskState.Running ? 1 : 0;
            foreach (var input in task.Inputs)
                positions += input.Position;
        }

        return (positions, running, _cluster.Committed.Count);
    }

    private (SimulatedProcess Process, SimulatedRuntime Runtime) StartProcess()
    {
        var options = new StreamsOptions
        {
            GroupId = Group,
            Instance = "driver",
            StateDirectory = _folder,
            SnapshotInterval = TimeSpan.Zero,
            CommitInterval = Forever,
            DeadLetterLimit = 1,
        };
        var process = new SimulatedProcess(_cluster, Group, options.Instance);
        return (process, new SimulatedRuntime(_topology, options, process, _time, _logger));
    }

    private void CreateTopics()
    {
        foreach (var table in _topology.Tables.Select(table => table.Topic).Distinct(StringComparer.Ordinal))
            _cluster.CreateTopic(table, 1);
        IEnumerable<string> topics =
        [
            .. _topology.SourceTopics,
            .. _topology.Changelogs.Select(changelog => changelog.Name),
            .. _topology.Sources.SelectMany(source => source.Walk()).Where(node => node is ISinkNode).Select(node => node.Name),
            .. _topology.Participants.SelectMany(participant => participant.Writes),
            _topology.DeadLetterTopic,
        ];
        foreach (var topic in topics.Distinct(StringComparer.Ordinal).Where(topic => !_cluster.HasTopic(topic)))
            _cluster.CreateTopic(topic, _partitions);
    }
}
