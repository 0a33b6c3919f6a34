using AuditOps.Streams.Runtime;
using AuditOps.Streams.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>One process of a run: the real runtime on its own clock and folder.</summary>
internal sealed class SimulatedInstance : IDisposable
{
    private readonly SimulatedProcess _process;
    private readonly SimulatedRuntime _runtime;
    private readonly HashSet<StreamTask> _restoring = [];
    private readonly HashSet<StreamTask> _fresh = [];
    private bool _hasLeft;

    public SimulatedInstance(SimulatedCluster cluster, string name, string folder, TimeSpan skew)
    {
        Name = name;
        Folder = folder;
        _process = new SimulatedProcess(cluster, SimulationRun.Group, name);
        Probe = new OffsetProbe(_process, SimulationRun.Group);
        var options = new StreamsOptions
        {
            GroupId = SimulationRun.Group,
            Instance = name,
            StateDirectory = folder,
            SnapshotInterval = TimeSpan.FromMilliseconds(300),
            CommitInterval = TimeSpan.FromMilliseconds(40),
            MaxPollRecords = 20,
            BackOffFirst = TimeSpan.FromMilliseconds(5),
            BackOffMax = TimeSpan.FromMilliseconds(50),
        };
        _runtime = new SimulatedRuntime(SimulatedTopology.Build(Probe), options, _process, cluster.Time.Skewed(skew), NullLogger.Instance);
    }

    public string Name { get; }

    public string Folder { get; }

    public OffsetProbe Probe { get; }

    public bool IsDead => _process.IsDead || _hasLeft;

    public DateTimeOffset FrozenUntil { get; set; }

    public long Restores { get; private set; }

    public long RestoresFromSnapshot { get; private set; }

    public IReadOnlyCollection<StreamTask> Tasks => _runtime.Worker.Tasks;

    public void Step(Random random)
    {
        _runtime.Step(random.Next(_runtime.Parts));
        CountRestores();
    }

    public void StepAll()
    {
        _runtime.StepAll();
        CountRestores();
    }

    /// <summary>Kill -9: from here on nothing of it happens.</summary>
    public void Kill()
    {
        if (!IsDead)
            Dispose();
    }

    public void Dispose()
    {
        _process.Kill();
        _runtime.Dispose();
    }

    public void Leave()
    {
        _hasLeft = true;
        _runtime.Stop();
    }

    public string Describe() =>
        $"{Name} ({_runtime.Describe()}): {string.Join(", ", Tasks.SelectMany(task => task.Inputs).Select(input => $"{input.Partition} {input.Task.State} {input.Position}"))}";

    private void CountRestores()
    {
        foreach (var task in Tasks)
        {
            if (task.State != TaskState.Restoring)
            {
                if (_restoring.Remove(task))
                    Restores++;
            }
            else if (_restoring.Add(task) && task.Stores.TrueForAll(slot => slot.Next < 0))
            {
                _fresh.Add(task);
            }

            if (_fresh.Contains(task) && task.Stores.Exists(slot => slot.SnapshotNext >= 0) && _fresh.Remove(task))
                RestoresFromSnapshot++;
        }
    }
}
