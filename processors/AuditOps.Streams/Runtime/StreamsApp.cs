using AuditOps.Kafka;
using AuditOps.Streams.Runtime;
using AuditOps.Streams.Runtime.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams;

/// <summary>Runs one topology with a number of workers, each on a thread of its own. In order per partition; exactly once unless the options say otherwise.</summary>
public sealed class StreamsApp : IAsyncDisposable
{
    private readonly Topology _topology;
    private readonly StreamsOptions _options;
    private readonly KafkaAccess _access;
    private readonly Restorer _restorer;
    private readonly BroadcastTables _tables;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<string, bool> _mustYield;
    private readonly StreamsTelemetry _telemetry;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<StreamWorker> _workers = [];
    private readonly List<Task> _threads = [];

    /// <param name="topology">What to run.</param>
    /// <param name="options">How to run it; checked here.</param>
    /// <param name="clients">How to reach Kafka.</param>
    /// <param name="time">Clock of commit intervals and status.</param>
    /// <param name="logger">For this app and its Kafka clients.</param>
    /// <param name="mustYield">Asked before every poll for each source topic: true makes the workers hold back from it while they stay in the group.</param>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.InvalidOptions"/>, naming every fault.</exception>
    public StreamsApp(Topology topology, StreamsOptions options, KafkaClientFactory clients, TimeProvider time, ILogger logger, Func<string, bool>? mustYield = null)
    {
        var faults = options.Validate();
        if (faults.Count > 0)
            throw new StreamsException(StreamsErrorCode.InvalidOptions, $"Topology '{topology.Name}': {string.Join("; ", faults)}.");
        _topology = topology;
        _options = options;
        _time = time;
        _logger = logger;
        _mustYield = mustYield ?? (static _ => false);
        _access = new KafkaAccess(options, topology.Sources.Any(source => source.Topics.Count > 1), clients, time, logger);
        _restorer = new Restorer(topology, options, _access, time, logger);
        _telemetry = new StreamsTelemetry(topology.Name, () => Lag, () => Behind.TotalSeconds, () => Workers, () => _restorer.Remaining);
        _tables = new BroadcastTables(topology, _access, logger);
    }

    /// <summary>Ends when every worker has stopped; faults as soon as one fails for good (the others are then stopped too).</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public string Name => _topology.Name;

    public IReadOnlyList<WorkerStatus> Workers => [.. _workers.Select(worker => worker.Status)];

    /// <summary>Records behind the end of all partitions, as far as known.</summary>
    public long Lag => _workers.Sum(worker => worker.Status.Lag);

    /// <summary>Age of the last processed record where the app is furthest behind; zero when everything is processed.</summary>
    public TimeSpan Behind => _workers.Count == 0 ? TimeSpan.Zero : _workers.Max(worker => worker.Status.Behind);

    /// <summary>Age of the last processed record of one source topic, where the app is furthest behind in it; zero when it is drained.</summary>
    public TimeSpan BehindOf(string topic) => _workers.Count == 0 ? TimeSpan.Zero : _workers.Max(worker => worker.Status.BehindByTopic.GetValueOrDefault(topic));

    public void Start()
    {
        if (_topology.Changelogs.Count > 0)
            _threads.Add(RunOnThread($"{_topology.Name}-restore", _restorer.RunOnce));
        if (_tables.AreNeeded)
            _threads.Add(RunOnThread($"{_topology.Name}-tables", _tables.RunOnce));
        for (var i = 0; i < _options.Workers; i++)
        {
            var worker = new StreamWorker(
                _topology, _options, i, _access.OpenSession(i), _restorer, _tables, _time, _telemetry, _logger, _mustYield);
            _workers.Add(worker);
            _threads.Add(RunOnThread($"{_topology.Name}-{i}", worker.RunOnce, worker));
        }

        Completion = Task.WhenAll(_threads);
    }

    /// <summary>Lets every worker finish its batch, commit and leave the group.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Completion;
        }
        catch (Exception)
        {
            // Logged where it happened, and whoever watches Completion has seen it; stopping a failed app is not a second failure.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _restorer.Dispose();
        _tables.Dispose();
        _telemetry.Dispose();
        _stop.Dispose();
    }

    private Task RunOnThread(string name, Func<TimeSpan> runOnce, IDisposable? last = null)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(name, runOnce, last, ended)) { IsBackground = true, Name = name };
        thread.Start();
        return ended.Task;
    }

    private void Run(string name, Func<TimeSpan> runOnce, IDisposable? last, TaskCompletionSource ended)
    {
        try
        {
            using (last)
            {
                while (!_stop.IsCancellationRequested)
                {
                    var wait = runOnce();
                    if (wait > TimeSpan.Zero)
                        _stop.Token.WaitHandle.WaitOne(wait);
                }
            }

            ended.SetResult();
        }
        catch (Exception e)
        {
            // The thread's edge: a refusal by the cluster, or a fault of the runtime itself. Either way the app must not run on with fewer threads in silence.
            Log.ThreadFailed(_logger, e, name, _topology.Name);
            ended.SetException(e);
            _stop.Cancel();
        }
    }
}
