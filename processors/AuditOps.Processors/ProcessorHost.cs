using System.Diagnostics.Metrics;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Risk;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Processors.Cases;
using AuditOps.Processors.Correlate;
using AuditOps.Processors.Detect;
using AuditOps.Processors.Health;
using AuditOps.Processors.Ingest;
using AuditOps.Processors.Notify;
using AuditOps.Processors.Sinks;
using AuditOps.Processors.Sinks.Audit;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;
using AuditOps.Warehouse.Audit;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Rows;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors;

/// <summary>The processing role: the topologies and the sinks, in one process.</summary>
public sealed class ProcessorHost : IAsyncDisposable
{
    private static readonly string[] Topics =
    [
        TopicNames.Raw, TopicNames.RawHistory, TopicNames.Enriched, TopicNames.DeadLetters, TopicNames.Completeness, TopicNames.Health, TopicNames.SinkPlan, TopicNames.Schemas,
        TopicNames.Matches, TopicNames.Commands, TopicNames.Alerts, TopicNames.AlertsOcsf, TopicNames.Rules, TopicNames.Triage, TopicNames.Deliveries,
    ];

    private static readonly string[] Schemas =
    [
        Codecs.AuditEvent.SchemaJson, Codecs.DeadLetter.SchemaJson, Codecs.CompletenessCount.SchemaJson, Codecs.SinkPlan.SchemaJson, Codecs.SourceHealth.SchemaJson,
        Codecs.Match.SchemaJson, Codecs.Command.SchemaJson, Codecs.Alert.SchemaJson, Codecs.RuleDocument.SchemaJson, Codecs.TriageFact.SchemaJson, Codecs.Delivery.SchemaJson,
    ];

    private readonly SchemaTable _schemas;
    private readonly ClickHouseClient _clickhouse;
    private readonly Meter _meter = new(SinkTelemetry.MeterName);
    private readonly Meter _detectMeter = new(DetectTelemetry.MeterName);
    private readonly StreamsApp _ingest;
    private readonly StreamsApp _correlate;
    private readonly StreamsApp _cases;
    private readonly StreamsApp _notify;
    private readonly NotifyWorkers? _told;
    private readonly List<SinkWorker> _sinks = [];
    private readonly CompletenessAuditor _auditor;
    private readonly HealthReporter _health;

    private ProcessorHost(ProcessorOptions options, KafkaClientFactory clients, SchemaTable schemas, TimeProvider time, ILoggerFactory loggers)
    {
        _schemas = schemas;
        _clickhouse = new ClickHouseClient(options.Warehouse);
        var normalizer = NormalizerSetup.Create(options);
        var streams = loggers.CreateLogger("AuditOps.Streams");
        var catalogue = new RuleCatalogue(ShippedRules.All, options.Instance, time, loggers.CreateLogger("AuditOps.Processors.Detect"));
        _ingest = new StreamsApp(
            IngestTopology.Build(normalizer.Normalize, options.Dedupe, DetectorOf(catalogue, options.Detect, time, loggers), schemas.Registry, time),
            StreamsOptions(options, ConsumerGroups.Ingest, options.IngestWorkers), clients, time, streams,
            // A live record must not wait behind an import.
            mustYield: topic => topic == TopicNames.RawHistory && _ingest!.BehindOf(TopicNames.Raw) > options.HistoryYieldsAbove);
        var losses = new CorrelationLosses(_detectMeter, options.Instance, time);
        _correlate = new StreamsApp(
            CorrelateTopology.Build(options.Correlate, table => new RuleView(catalogue, table, EntityRisk.Plan(options.Cases.Risk)), schemas.Registry, losses, time),
            StreamsOptions(options, ConsumerGroups.Correlate, options.CorrelateWorkers), clients, time, streams);
        _cases = new StreamsApp(
            CasesTopology.Build(options.Cases, table => RuleJudge.Of(new RuleView(catalogue, table)), schemas.Registry, time), StreamsOptions(options, ConsumerGroups.Cases, options.CaseWorkers), clients, time, streams);
        _notify = new StreamsApp(NotifyTopology.Build(options.Notify ?? new NotifyOptions(), schemas.Registry, time), StreamsOptions(options, ConsumerGroups.Notify, workers: 1), clients, time, streams);

        var sinks = loggers.CreateLogger("AuditOps.Processors.Sinks");
        var telemetry = new SinkTelemetry(_meter);
        for (var i = 0; i < options.EventSinkWorkers; i++)
            AddSink(new EventsSinkTable(schemas.Registry, new EventRowWriter(options.Warehouse.Retention)), options.EventSink);
        AddSink(new DeadLettersSinkTable(schemas.Registry, new DeadLetterRowWriter(options.Warehouse.Retention)), options.DeadLetterSink);
        AddSink(new CompletenessSinkTable(schemas.Registry, new CompletenessRowWriter(options.Warehouse.Retention)), options.CompletenessSink);
        AddSink(new SourceHealthSinkTable(schemas.Registry), options.HealthSink);
        AddSink(new AlertsSinkTable(schemas.Registry, new AlertRowWriter(options.Warehouse.Retention)), options.AlertSink);
        AddSink(new RulesSinkTable(schemas.Registry), options.AlertSink);
        AddSink(new DeliveriesSinkTable(schemas.Registry, new DeliveryRowWriter(options.Warehouse.Retention)), options.DeliverySink);

        var expired = new ExpiredAlarms(new ExpiredTable(_clickhouse), time);
        _auditor = new CompletenessAuditor(
            new EventAudit(_clickhouse), new AlarmTable(_clickhouse), expired, options.AuditInterval, telemetry, time, loggers.CreateLogger("AuditOps.Processors.Audit"));
        if (options.Notify is { Targets.Count: > 0 } notify)
            _told = new NotifyWorkers(notify, clients, schemas.Registry, options.Instance, time, loggers.CreateLogger("AuditOps.Processors.Notify"));
        _health = new HealthReporter([.. _sinks, _auditor, expired, catalogue, losses, .. _told?.Health ?? []], clients, schemas.Registry, time, loggers.CreateLogger("AuditOps.Processors.Health"));

        void AddSink(SinkTable table, SinkOptions sink) =>
            _sinks.Add(new SinkWorker(table, sink, clients, _clickhouse, schemas.Registry, $"{options.Instance}/{_sinks.Count}", telemetry, time, sinks));
    }

    private StatusFileWriter? _statusFile;

    /// <summary>Ends when the role was stopped; faults when a worker fails for good, after which the role should be stopped and started anew.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public ProcessorStatus Status => new() { Stages = [.. Stages(_ingest), .. Stages(_correlate), .. Stages(_cases), .. Stages(_notify), .. _sinks.Select(sink => sink.Status), _auditor.Status, .. _told?.Status ?? []] };

    /// <summary>Checks options and topics, learns the schemas, starts the workers.</summary>
    /// <exception cref="ProcessorException">The options are not usable; the message names every fault.</exception>
    /// <exception cref="KafkaAccessException">Kafka cannot be reached, or topics are missing.</exception>
    public static async Task<ProcessorHost> StartAsync(ProcessorOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        var faults = options.Validate();
        if (faults.Count > 0)
            throw new ProcessorException(ProcessorErrorCode.OptionsInvalid, $"The processing options are not usable: {string.Join("; ", faults)}.");
        var clients = new KafkaClientFactory(options.Kafka, loggers);
        var provisioner = new TopicProvisioner(clients, time, loggers.CreateLogger<TopicProvisioner>());
        await provisioner.VerifyAsync([.. Topics.Select(TopicCatalog.Get)], cancel);
        // Changelogs are the topologies' own; a release that adds a store brings its topic along.
        await provisioner.ProvisionAsync(Topologies.Changelogs(options.Dedupe), fix: false, cancel);
        await new SchemaPublisher(clients, loggers.CreateLogger<SchemaPublisher>()).PublishAsync(Schemas, cancel);
        var schemas = SchemaTable.Start(clients, new SchemaRegistry(), time, loggers.CreateLogger<SchemaTable>());
        try
        {
            await schemas.CaughtUp.WaitAsync(cancel);
            var host = new ProcessorHost(options, clients, schemas, time, loggers);
            host.Start();
            if (options.StatusFile is { } file)
                host._statusFile = new StatusFileWriter(file, () => host.Status, time);
            return host;
        }
        catch
        {
            await schemas.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets everything finish what it has in hand, front to back, and leaves the groups.</summary>
    public async Task StopAsync()
    {
        await _ingest.StopAsync();
        await _correlate.StopAsync();
        await _cases.StopAsync();
        await _notify.StopAsync();
        if (_told is not null)
            await _told.StopAsync();
        foreach (var sink in _sinks)
            await sink.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _auditor.DisposeAsync();
        await _health.DisposeAsync();
        if (_statusFile is not null)
            await _statusFile.DisposeAsync();
        await _ingest.DisposeAsync();
        await _correlate.DisposeAsync();
        await _cases.DisposeAsync();
        await _notify.DisposeAsync();
        if (_told is not null)
            await _told.DisposeAsync();
        foreach (var sink in _sinks)
            await sink.DisposeAsync();
        _meter.Dispose();
        _detectMeter.Dispose();
        _clickhouse.Dispose();
        await _schemas.DisposeAsync();
    }

    private void Start()
    {
        _ingest.Start();
        _correlate.Start();
        _cases.Start();
        _notify.Start();
        _told?.Start();
        foreach (var sink in _sinks)
            sink.Start();
        _auditor.Start();
        _health.Start();
        Completion = FirstFailureOrAllAsync([_ingest.Completion, _correlate.Completion, _cases.Completion, _notify.Completion, .. _sinks.Select(sink => sink.Completion), .. _told?.Completions ?? []]);
    }

    private static async Task FirstFailureOrAllAsync(List<Task> parts)
    {
        while (parts.Count > 0)
        {
            var ended = await Task.WhenAny(parts);
            await ended;
            parts.Remove(ended);
        }
    }

    private Func<DetectProcessor> DetectorOf(RuleCatalogue catalogue, DetectOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var telemetry = new DetectTelemetry(_detectMeter);
        var logger = loggers.CreateLogger("AuditOps.Processors.Detect");
        return () => new DetectProcessor(catalogue, options, telemetry, time, logger);
    }

    private static StreamsOptions StreamsOptions(ProcessorOptions options, string group, int workers) => new()
    {
        GroupId = group,
        Workers = workers,
        CommitInterval = options.CommitInterval,
        Guarantee = options.Guarantee,
        Instance = options.Instance,
        StateDirectory = options.StateDirectory,
        // The client's own limit, less the room of headers and framing.
        MaxRecordBytes = TopicCatalog.LargestMessageBytes - 64 * 1024,
    };

    private static IEnumerable<StageStatus> Stages(StreamsApp app) => app.Workers.Select(worker => new StageStatus
    {
        Name = $"{app.Name}-{worker.Worker}",
        State = worker.State.ToString(),
        Processed = worker.Processed,
        DeadLettered = worker.DeadLettered,
        Lag = worker.Lag,
        Behind = worker.Behind,
        LastError = worker.LastError,
        LastErrorAt = worker.LastErrorAt,
        DegradedSince = worker.State is WorkerState.BackingOff or WorkerState.Failed or WorkerState.Guarded ? worker.LastErrorAt : null,
    });
}
