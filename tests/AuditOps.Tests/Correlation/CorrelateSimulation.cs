using System.Diagnostics.Metrics;
using AuditOps.Engines.Alerts;
using AuditOps.Engines.Correlation;
using AuditOps.Processors.Correlate;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;
using AuditOps.Streams.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Tests.Correlation;

/// <summary>
/// One seed: the Correlate topology on a cluster with faults in every call, in processes that die between any two steps and come back with or without their disk, with
/// matches that trickle in out of order. Everything follows from the seed.
/// </summary>
internal sealed class CorrelateSimulation : IDisposable
{
    private const string Group = "sim";
    private const int Partitions = 3;

    private static readonly SchemaRegistry Schemas = new();
    private static readonly SimulatedClusterOptions Timeouts = new() { SessionTimeout = TimeSpan.FromSeconds(2), RebalanceTimeout = TimeSpan.FromSeconds(4), TransactionTimeout = TimeSpan.FromSeconds(3) };

    private readonly Random _random;
    private readonly SimulatedTime _time = new();
    private readonly SeededFaults _faults;
    private readonly SimulatedCluster _cluster;
    private readonly Meter _meter = new("simulation");
    private readonly CorrelationPlan _plan;
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-correlate-").FullName;
    private readonly List<(SimulatedProcess Process, SimulatedRuntime Runtime, string Name)> _alive = [];

    public CorrelateSimulation(int seed, CorrelationPlan plan)
    {
        _random = new Random(seed);
        _plan = plan;
        _faults = new SeededFaults(new Random(seed ^ 0x5EED), scale: 1);
        _cluster = new SimulatedCluster(Timeouts with { Cooperative = _random.Next(2) == 0 }, _time, _faults);
        var topology = Build();
        _cluster.CreateTopic(TopicNames.Rules, 1);
        foreach (var topic in topology.Changelogs.Select(changelog => changelog.Name).Concat([TopicNames.Matches, TopicNames.Commands, TopicNames.DeadLetters]))
            _cluster.CreateTopic(topic, Partitions);
    }

    public DateTimeOffset Now => _time.Now;

    public long Faults => _faults.Struck.Sum();

    public int Deaths { get; private set; }

    /// <summary>What Cases makes of all that was told, once everything has been read and every window is over.</summary>
    public IReadOnlyList<string> Run(IEnumerable<Match> matches)
    {
        var waiting = new Queue<Match>(matches);
        for (var i = _random.Next(1, 3); i > 0; i--)
            Start($"p{i}");
        while (waiting.Count > 0)
            Act(waiting);
        ComeToRest();
        var alerts = new SortedDictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var partition in _cluster.Partitions(TopicNames.Commands))
        {
            for (var record = partition.NextCommitted(0); record is not null; record = partition.NextCommitted(record.Offset + 1))
                Take(alerts, Codecs.Command.Decode(record.Value!, Schemas).Candidate!);
        }

        return Told(alerts);
    }

    /// <summary>The same without a stream: all matches at hand and in order.</summary>
    public static IReadOnlyList<string> Expected(CorrelationPlan plan, IEnumerable<Match> matches)
    {
        var alerts = new SortedDictionary<string, Alert>(StringComparer.Ordinal);
        foreach (var group in matches.GroupBy(match => match.Group[0].Value, StringComparer.Ordinal))
        {
            var entries = group.Select(match => new CorrelationEntry(match.StepNumber, match)).Order(CorrelationOrder.Instance).ToList();
            var hits = CorrelationScan.Hits(plan, entries, 0, entries.Count);
            var spans = plan.IsImmediate ? AlertSpan.Cut(plan, entries, hits) : [.. hits.Select(hit => AlertSpan.Cut(plan, entries, [hit])[0])];
            foreach (var span in spans)
                Take(alerts, new CorrelationFinding(plan, entries, span).ToCandidate("contoso", historical: false));
        }

        return Told(alerts);
    }

    public void Dispose()
    {
        foreach (var (process, runtime, _) in _alive)
        {
            process.Kill();
            runtime.Dispose();
        }

        _meter.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Take(SortedDictionary<string, Alert> alerts, AlertCandidate candidate) =>
        alerts[candidate.AlertId] = alerts.TryGetValue(candidate.AlertId, out var alert)
            ? AlertMerge.Merge(alert, candidate, DateTimeOffset.UnixEpoch)
            : AlertMerge.Open("contoso", candidate, DateTimeOffset.UnixEpoch);

    private static List<string> Told(SortedDictionary<string, Alert> alerts) =>
        [.. alerts.Values.Select(alert => $"{alert.AlertId} {alert.Facts.Count} {string.Join(',', alert.Facts.Evidence.Select(seen => seen.EventId))}")];

    private Topology Build() =>
        CorrelateTopology.Build(new CorrelateOptions(), _ => new OneRule(_plan), Schemas, new CorrelationLosses(_meter, "simulation", TimeProvider.System), TimeProvider.System);

    private void Act(Queue<Match> waiting)
    {
        switch (_random.Next(60))
        {
            case < 4:
                var match = waiting.Dequeue();
                var key = Keys.Match(match.Tenant, match.Correlation, match.Group);
                _cluster.Target(TopicNames.Matches, -1, key).Append(key, Codecs.Match.Encode(match), null, _time.NowMs);
                break;
            case < 10:
                _time.Advance(TimeSpan.FromMilliseconds(_random.Next(300)));
                break;
            case 10:
                Strike();
                break;
            default:
                var runtime = _alive[_random.Next(_alive.Count)].Runtime;
                runtime.Step(_random.Next(runtime.Parts));
                break;
        }

        _cluster.Tick();
    }

    private void Strike()
    {
        if (_random.Next(4) == 0)
        {
            _cluster.Group(Group).BeginRebalance("injected");
            return;
        }

        var at = _random.Next(_alive.Count);
        var (process, runtime, name) = _alive[at];
        _alive.RemoveAt(at);
        process.Kill();
        runtime.Dispose();
        Deaths++;
        var disk = Path.Combine(_folder, name);
        if (_random.Next(2) == 0 && Directory.Exists(disk))
            Directory.Delete(disk, recursive: true);
        Start(name);
    }

    private void Start(string name)
    {
        var options = new StreamsOptions
        {
            GroupId = Group,
            Instance = name,
            StateDirectory = Path.Combine(_folder, name),
            SnapshotInterval = TimeSpan.FromMilliseconds(300),
            CommitInterval = TimeSpan.FromMilliseconds(40),
            MaxPollRecords = 5,
            BackOffFirst = TimeSpan.FromMilliseconds(5),
            BackOffMax = TimeSpan.FromMilliseconds(50),
        };
        var process = new SimulatedProcess(_cluster, Group, name);
        _alive.Add((process, new SimulatedRuntime(Build(), options, process, _time, NullLogger.Instance), name));
    }

    private void ComeToRest()
    {
        _faults.Scale = 0;
        for (var round = 0; round < 3_000 && !IsRead(); round++)
            Turn(TimeSpan.FromMilliseconds(50));
        if (!IsRead())
            throw new InvalidOperationException($"the run does not come to rest: {string.Join(" | ", _alive.Select(one => one.Runtime.Describe()))}");
        // Over every window and grace, in steps within which no member is taken for dead.
        for (var second = 0; second < 45 * 60; second++)
            Turn(TimeSpan.FromSeconds(1));
        for (var round = 0; round < 100; round++)
            Turn(TimeSpan.FromMilliseconds(50));
    }

    private void Turn(TimeSpan by)
    {
        _time.Advance(by);
        foreach (var (_, runtime, _) in _alive)
            runtime.StepAll();
        _cluster.Tick();
    }

    private bool IsRead() =>
        _cluster.Transactions.All(transaction => transaction.State != TransactionState.Open)
        && _cluster.Partitions(TopicNames.Matches).All(partition => partition.NextCommitted(Math.Max(0, _cluster.Group(Group).Offsets.GetValueOrDefault(partition.Name, -1))) is null);

    private sealed class OneRule(CorrelationPlan plan) : ICorrelationBook
    {
        public CorrelationPlan? Find(string tenant, string ruleId) => plan;
    }
}
