using AuditOps.Streams.Runtime;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Testing;

/// <summary>
/// What <see cref="StreamsApp"/> runs on threads of its own, here stepped on one: the real worker, restorer and table reader of one process. A part that asks for a wait
/// gets it in simulated time.
/// </summary>
internal sealed class SimulatedRuntime : IDisposable
{
    private readonly SimulatedProcess _process;
    private readonly Restorer _restorer;
    private readonly BroadcastTables _tables;
    private readonly StreamsTelemetry _telemetry;
    private readonly Part[] _parts;

    /// <param name="topology">What to run.</param>
    /// <param name="options">How; one worker.</param>
    /// <param name="process">Its cluster and its fate.</param>
    /// <param name="clock">The process's own view of the time.</param>
    /// <param name="logger">Where the runtime logs.</param>
    public SimulatedRuntime(Topology topology, StreamsOptions options, SimulatedProcess process, TimeProvider clock, ILogger logger)
    {
        _process = process;
        _restorer = new Restorer(topology, options, process, clock, logger);
        _telemetry = new StreamsTelemetry(topology.Name, static () => 0, static () => 0, static () => [], () => _restorer.Remaining);
        _tables = new BroadcastTables(topology, process, logger);
        Worker = new StreamWorker(topology, options, 0, process.OpenSession(0), _restorer, _tables, clock, _telemetry, logger, static _ => false);
        _parts = _tables.AreNeeded
            ? [new Part(Worker.RunOnce), new Part(_restorer.RunOnce), new Part(_tables.RunOnce)]
            : [new Part(Worker.RunOnce), new Part(_restorer.RunOnce)];
    }

    public StreamWorker Worker { get; }

    public int Parts => _parts.Length;

    /// <summary>What it waits for, for a run that does not come to rest.</summary>
    public string Describe() => $"{Worker.Status.State}, {_restorer.Pending} restores open, tables {(_tables.AreComplete ? "complete" : "open")}, last error: {Worker.Status.LastError ?? "none"}";

    /// <summary>One turn of one part, unless it still waits.</summary>
    public void Step(int part) => _parts[part].Step(_process.Cluster.Time);

    public void StepAll()
    {
        for (var part = 0; part < _parts.Length; part++)
            Step(part);
    }

    /// <summary>One turn of every part, without the waits they ask for.</summary>
    public void Rush()
    {
        foreach (var part in _parts)
            part.Rush();
    }

    /// <summary>Stops in good order.</summary>
    public void Stop()
    {
        Worker.Dispose();
        Dispose();
    }

    /// <summary>Lets go of what it holds without a goodbye, as a killed process does: nothing that the cluster could see.</summary>
    public void Dispose()
    {
        _restorer.Dispose();
        _tables.Dispose();
        _telemetry.Dispose();
    }

    private sealed class Part(Func<TimeSpan> runOnce)
    {
        private TimeSpan _waitsUntil;

        public void Rush() => runOnce();

        public void Step(SimulatedTime time)
        {
            var now = new TimeSpan(time.GetTimestamp());
            if (now >= _waitsUntil)
                _waitsUntil = now + runOnce();
        }
    }
}
