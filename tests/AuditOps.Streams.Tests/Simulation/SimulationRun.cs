using System.Globalization;
using System.Text;
using AuditOps.Streams.Testing;
using Confluent.Kafka;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// One seed: a cluster with faults, processes that come, freeze, die and return, input that trickles in; then rest, and the final account. Everything follows from the
/// seed: the same seed gives the same run.
/// </summary>
internal sealed class SimulationRun : IDisposable
{
    public const string Group = "sim";

    private static readonly SimulatedClusterOptions Timeouts = new()
    {
        SessionTimeout = TimeSpan.FromSeconds(2),
        RebalanceTimeout = TimeSpan.FromSeconds(4),
        TransactionTimeout = TimeSpan.FromSeconds(3),
    };

    private readonly int _seed;
    private readonly Random _random;
    private readonly SimulatedTime _time = new();
    private readonly SeededFaults _faults;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorkload _workload;
    private readonly BatchCheck _batches;
    private readonly List<SimulatedInstance> _instances = [];
    private readonly string _folder;
    private readonly int _partitions;
    private int _names;

    public SimulationRun(int seed, string folder, Action<string>? trace = null)
    {
        _seed = seed;
        _random = new Random(seed);
        _folder = Path.Combine(folder, seed.ToString(CultureInfo.InvariantCulture));
        _faults = new SeededFaults(new Random(seed ^ 0x5EED), scale: 1);
        _partitions = _random.Next(1, 5);
        _cluster = new SimulatedCluster(Timeouts with { Cooperative = _random.Next(2) == 0 }, _time, _faults) { Trace = trace };
        _workload = new SimulatedWorkload(_random, _random.Next(30, 120));
        foreach (var topic in SimulatedTopology.Topics)
            _cluster.CreateTopic(topic, _partitions);
        _cluster.CreateTopic(SimulatedTopology.Table, 1);
        foreach (var group in Enumerable.Range(0, 7).Select(i => "g" + i.ToString(CultureInfo.InvariantCulture)))
            _cluster.Partitions(SimulatedTopology.Table)[0].Append(Bytes(group), Bytes(SimulatedReference.FactorOf(group)), null, _time.NowMs);
        _batches = new BatchCheck(_cluster, Group);
    }

    public SimulatedCluster Cluster => _cluster;

    public SeededFaults Faults => _faults;

    public long[] Chaos { get; } = new long[Enum.GetValues<ChaosKind>().Length];

    public long Rewinds => _instances.Sum(instance => instance.Probe.Rewinds);

    public long Restores => _instances.Sum(instance => (long)instance.Restores);

    public long RestoresFromSnapshot => _instances.Sum(instance => (long)instance.RestoresFromSnapshot);

    /// <summary>The bytes of everything the run has written, for comparing two runs of one seed.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var partition in _cluster.Topics.Order(StringComparer.Ordinal).SelectMany(_cluster.Partitions))
        {
            foreach (var record in partition.History)
                text.Append(CultureInfo.InvariantCulture, $"{partition.Name}@{record.Offset} {Hex(record.Key)} {Hex(record.Value)} {record.Transaction?.Id} {record.Transaction?.State}\n");
        }

        return text.ToString();
    }

    /// <exception cref="InvariantException">An invariant does not hold.</exception>
    public void Execute()
    {
        var workers = _random.Next(1, 5);
        for (var i = 0; i < workers; i++)
            Start(NewName(), skew: TimeSpan.Zero);
        for (var step = 0; _workload.Remaining > 0 || step < 400; step++)
        {
            Act();
            if (step % 16 == 0)
                _batches.Run();
            if (step % 50 == 0)
                CheckStates();
        }

        ComeToRest();
        CheckStates();
        Account();
    }

    public void Dispose()
    {
        foreach (var instance in _instances)
            instance.Kill();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private void Act()
    {
        var roll = _random.Next(100);
        if (roll < 12 && _workload.Remaining > 0)
            Publish();
        else if (roll < 18)
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(300)));
        else if (roll < 20)
            Strike((ChaosKind)_random.Next(Chaos.Length));
        else if (Awake() is { Count: > 0 } awake)
            awake[_random.Next(awake.Count)].Step(_random);
        _cluster.Tick();
    }

    private void Publish()
    {
        for (var count = Math.Min(_workload.Remaining, _random.Next(1, 6)); count > 0; count--)
        {
            var (key, value) = _workload.Next();
            var partition = _cluster.Target("in", -1, Bytes(key));
            // Event time wanders over a few windows, also backwards.
            var timestamp = _time.NowMs - _random.Next(3 * SimulatedWorkload.WindowMs);
            var headers = new Headers { { BatchCheck.SourceHeader, Bytes($"{partition.Name.Partition.Value}@{partition.End}") } };
            partition.Append(Bytes(key), Bytes(value), headers, timestamp);
        }
    }

    private void Strike(ChaosKind kind)
    {
        var alive = _instances.Where(instance => !instance.IsDead).ToList();
        if (alive.Count == 0)
        {
            Start(NewName(), TimeSpan.Zero);
            return;
        }

        var victim = alive[_random.Next(alive.Count)];
        switch (kind)
        {
            case ChaosKind.CrashKeepingDisk or ChaosKind.CrashLosingDisk or ChaosKind.ClockSkew:
                victim.Kill();
                if (kind == ChaosKind.CrashLosingDisk && Directory.Exists(victim.Folder))
                    Directory.Delete(victim.Folder, recursive: true);
                Start(victim.Name, kind == ChaosKind.ClockSkew ? TimeSpan.FromSeconds(_random.Next(-600, 600)) : TimeSpan.Zero);
                break;
            case ChaosKind.Frozen:
                victim.FrozenUntil = _time.Now + TimeSpan.FromMilliseconds(_random.Next(100, 6000));
                break;
            case ChaosKind.Zombie:
                if (alive.Count >= 5)
                    return;
                victim.FrozenUntil = _time.Now + TimeSpan.FromMilliseconds(_random.Next(0, 3000));
                Start(victim.Name, TimeSpan.Zero, folder: NewName());
                break;
            case ChaosKind.Rebalance:
                _cluster.Group(Group).BeginRebalance("injected");
                break;
            case ChaosKind.WorkerAdded:
                if (alive.Count >= 4)
                    return;
                Start(NewName(), TimeSpan.Zero);
                break;
            case ChaosKind.WorkerLeft:
                if (alive.Count < 2)
                    return;
                victim.Leave();
                break;
            case ChaosKind.Compaction:
                foreach (var partition in SimulatedTopology.Changelogs.SelectMany(_cluster.Partitions))
                    partition.Compact(moveStart: _random.Next(2) == 0);
                break;
            case ChaosKind.Retention:
                if (!Retain())
                    return;
                break;
        }

        Chaos[(int)kind]++;
        _cluster.Note($"chaos: {kind} {victim.Name}");
    }

    private bool Retain()
    {
        var isMoved = false;
        foreach (var (partition, offset) in _cluster.Group(Group).Offsets)
        {
            var log = _cluster.Partition(partition);
            var before = log.Start;
            log.TruncateBefore(offset);
            isMoved |= log.Start > before;
        }

        return isMoved;
    }

    private void Start(string name, TimeSpan skew, string? folder = null)
    {
        var instance = new SimulatedInstance(_cluster, name, Path.Combine(_folder, folder ?? name), skew);
        _instances.Add(instance);
        _cluster.Note($"process {name} starts");
    }

    private string NewName() => "i" + (_names++).ToString(CultureInfo.InvariantCulture);

    private List<SimulatedInstance> Awake() => [.. _instances.Where(instance => !instance.IsDead && instance.FrozenUntil <= _time.Now)];

    private void CheckStates()
    {
        foreach (var instance in _instances.Where(instance => !instance.IsDead))
            StateCheck.Run(instance, _cluster);
    }

    /// <summary>No more faults, one process per name; then everything that was published must get through.</summary>
    private void ComeToRest()
    {
        _faults.Scale = 0;
        foreach (var doubles in _instances.Where(instance => !instance.IsDead).GroupBy(instance => instance.Name, StringComparer.Ordinal))
        {
            foreach (var old in doubles.SkipLast(1))
                old.Kill();
        }

        if (_instances.TrueForAll(instance => instance.IsDead))
            Start(NewName(), TimeSpan.Zero);
        for (var round = 0; round < 3000; round++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            _cluster.Tick();
            foreach (var instance in Awake())
                instance.StepAll();
            if (IsDone())
                return;
        }

        throw new InvariantException("rest", $"the run does not come to rest: {string.Join(", ", Unread())}; {string.Join(" | ", _instances.Where(instance => !instance.IsDead).Select(instance => instance.Describe()))}");
    }

    private bool IsDone() => !Unread().Any() && _cluster.Transactions.All(transaction => transaction.State != Testing.TransactionState.Open);

    private IEnumerable<string> Unread()
    {
        foreach (var partition in SimulatedTopology.Sources.SelectMany(_cluster.Partitions))
        {
            var committed = Math.Max(0, _cluster.Group(Group).Offsets.GetValueOrDefault(partition.Name, -1));
            if (partition.NextCommitted(committed) is { } record)
                yield return $"{partition.Name} is committed at {committed} and has {record.Offset}";
        }
    }

    private void Account()
    {
        _batches.Run();
        _batches.NothingOutside();
        if (_cluster.Group(Group).ForeignCommits is [var foreign, ..])
            throw new InvariantException("I5", foreign);
        var reference = new SimulatedReference(_cluster.Partitions("in"));
        Same("I4", "mid", reference.Mid);
        Same("I4", "out", reference.Out);
        Same("I8", "dead", reference.Dead);
        StateCheck.Final(_cluster, reference);
    }

    private void Same(string invariant, string topic, List<string> expected)
    {
        var actual = _cluster.Partitions(topic).SelectMany(partition => partition.History).Where(record => record.IsCommitted)
            .Select(record => Encoding.UTF8.GetString(record.Value!)).ToList();
        expected.Sort(StringComparer.Ordinal);
        actual.Sort(StringComparer.Ordinal);
        if (expected.SequenceEqual(actual, StringComparer.Ordinal))
            return;
        var difference = expected.Except(actual, StringComparer.Ordinal).Select(line => "-" + line).Concat(actual.Except(expected, StringComparer.Ordinal).Select(line => "+" + line)).Take(6);
        throw new InvariantException(invariant, $"seed {_seed}: {topic} has {actual.Count} records instead of {expected.Count}: {string.Join(" ", difference)}");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[]? bytes) => bytes is null ? "-" : Convert.ToHexString(bytes);
}
