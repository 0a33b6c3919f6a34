using AuditOps.Streams.Testing;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>What happened in all runs together. A simulation in which something never happened has not tested it.</summary>
internal sealed class SimulationTotals
{
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _chaos = new long[Enum.GetValues<ChaosKind>().Length];
    private readonly SimulatedEvents _events = new();
    private long _rewinds;
    private long _fromSnapshots;
    private long _restores;
    private long _deadLetters;

    public int Runs { get; private set; }

    public IReadOnlyList<string> Missing
    {
        get
        {
            var missing = new List<string>();
            missing.AddRange(Enum.GetValues<FaultKind>().Where(kind => _faults[(int)kind] == 0).Select(kind => kind.ToString()));
            missing.AddRange(Enum.GetValues<ChaosKind>().Where(kind => _chaos[(int)kind] == 0).Select(kind => kind.ToString()));
            missing.AddRange(Counts().Where(count => count.Count == 0).Select(count => count.Name));
            return missing;
        }
    }

    public void Add(SimulationRun run)
    {
        lock (_faults)
        {
            Runs++;
            for (var i = 0; i < _faults.Length; i++)
                _faults[i] += run.Faults.Struck[i];
            for (var i = 0; i < _chaos.Length; i++)
                _chaos[i] += run.Chaos[i];
            _events.Add(run.Cluster.Events);
            _rewinds += run.Rewinds;
            _deadLetters += run.Cluster.Partitions("dead").Sum(partition => partition.History.Count(record => record.IsCommitted));
            _restores += run.Restores;
            _fromSnapshots += run.RestoresFromSnapshot;
        }
    }

    public override string ToString() => string.Join(Environment.NewLine,
        "  faults: " + string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {_faults[(int)kind]}")),
        "  chaos:  " + string.Join(", ", Enum.GetValues<ChaosKind>().Select(kind => $"{kind} {_chaos[(int)kind]}")),
        "  seen:   " + string.Join(", ", Counts().Select(count => $"{count.Name} {count.Count}")));

    private IEnumerable<(string Name, long Count)> Counts() =>
    [
        ("commits", _events.Commits),
        ("aborts", _events.Aborts),
        ("transaction timeouts", _events.TransactionTimeouts),
        ("fenced by epoch", _events.FencedByEpoch),
        ("fenced by generation", _events.FencedByGeneration),
        ("rebalances", _events.Rebalances),
        ("members expired", _events.MembersExpired),
        ("waits for stable offsets", _events.WaitsForStableOffsets),
        ("out of range", _events.OutOfRange),
        ("rewinds", _rewinds),
        ("restores", _restores),
        ("restores from a snapshot", _fromSnapshots),
        ("dead letters", _deadLetters),
    ];
}
