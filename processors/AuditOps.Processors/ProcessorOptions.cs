using AuditOps.Kafka;
using AuditOps.Processors.Cases;
using AuditOps.Processors.Correlate;
using AuditOps.Processors.Detect;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Processors.Notify;
using AuditOps.Processors.Sinks;
using AuditOps.Streams;
using AuditOps.Warehouse;

namespace AuditOps.Processors;

/// <summary>How the processing role runs.</summary>
public sealed record ProcessorOptions
{
    public required KafkaOptions Kafka { get; init; }
    public required WarehouseOptions Warehouse { get; init; }

    /// <summary>Workers of Ingest. Default 1; more than the partitions of a topic stay idle.</summary>
    public int IngestWorkers { get; init; } = 1;

    /// <summary>What Ingest remembers.</summary>
    public DedupeOptions Dedupe { get; init; } = new();

    /// <summary>How much time rules may take.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>Workers of Correlate. Default 1; more than the partitions of a topic stay idle.</summary>
    public int CorrelateWorkers { get; init; } = 1;

    /// <summary>What correlations may remember.</summary>
    public CorrelateOptions Correlate { get; init; } = new();

    /// <summary>Workers of Cases. Default 1; more than the partitions of a topic stay idle.</summary>
    public int CaseWorkers { get; init; } = 1;

    /// <summary>What Cases remembers and how often it speaks.</summary>
    public CaseOptions Cases { get; init; } = new();

    /// <summary>Who is told of alerts. Default null: nobody, and nothing is sent by this process.</summary>
    public NotifyOptions? Notify { get; init; }

    /// <summary>Default exactly once. At least once is faster and may write the last commit interval twice after a crash.</summary>
    public ProcessingGuarantee Guarantee { get; init; } = ProcessingGuarantee.ExactlyOnce;

    /// <summary>
    /// Tells this process from others of the role: part of its transactional ids. Must stay the same over a restart and differ between processes that run at the same
    /// time. Default: the host's name.
    /// </summary>
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Folder of state snapshots, which shorten a restart; null for none.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Sink workers of the events table, each with batches of its own. Default 1.</summary>
    public int EventSinkWorkers { get; init; } = 1;

    /// <summary>Longest time between processing a record and committing its offset. Default 200 ms.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Batches of the events table.</summary>
    public SinkOptions EventSink { get; init; } = new();

    /// <summary>Batches of the dead-letter table.</summary>
    public SinkOptions DeadLetterSink { get; init; } = new() { MaxAge = TimeSpan.FromSeconds(1) };

    /// <summary>Batches of the completeness table.</summary>
    public SinkOptions CompletenessSink { get; init; } = new() { MaxAge = TimeSpan.FromSeconds(1) };

    /// <summary>Batches of the table of source health.</summary>
    public SinkOptions HealthSink { get; init; } = new();

    /// <summary>Batches of the tables of alerts and of rules. Default 200 ms of age: people wait for what they changed.</summary>
    public SinkOptions AlertSink { get; init; } = new() { MaxAge = TimeSpan.FromMilliseconds(200) };

    /// <summary>Batches of the log of notifications.</summary>
    public SinkOptions DeliverySink { get; init; } = new() { MaxAge = TimeSpan.FromMilliseconds(500) };

    /// <summary>Time between two looks whether stored events are still there. Default 20 s, so that a missing one is named within a minute.</summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How far the live lane may be behind before history holds back. Default 5 s.</summary>
    public TimeSpan HistoryYieldsAbove { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>YAML file of display categories; default: the shipped one.</summary>
    public string? CategoriesFile { get; init; }

    /// <summary>YAML file of summary templates; default: the shipped one.</summary>
    public string? SummariesFile { get; init; }

    /// <summary>Organisation ids (Entra tenant GUIDs) by tenant; a record of another organisation is flagged. A tenant without an entry is not checked. Default: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Organizations { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>File that is rewritten once a second with the status of every stage and what the process uses, as JSON; null for none. For watching from outside.</summary>
    public string? StatusFile { get; init; }

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>(Kafka.Validate());
        Require(IngestWorkers is >= 1 and <= 256, "IngestWorkers must lie between 1 and 256");
        faults.AddRange(Dedupe.Validate());
        faults.AddRange(Detect.Validate().Select(fault => $"Detect: {fault}"));
        Require(CorrelateWorkers is >= 1 and <= 256, "CorrelateWorkers must lie between 1 and 256");
        faults.AddRange(Correlate.Validate().Select(fault => $"Correlate: {fault}"));
        Require(CaseWorkers is >= 1 and <= 256, "CaseWorkers must lie between 1 and 256");
        faults.AddRange(Cases.Validate().Select(fault => $"Cases: {fault}"));
        Require(EventSinkWorkers is >= 1 and <= 64, "EventSinkWorkers must lie between 1 and 64");
        Require(CommitInterval > TimeSpan.Zero && CommitInterval <= TimeSpan.FromMinutes(1), "CommitInterval must lie between 0 and 1 min");
        Require(HistoryYieldsAbove > TimeSpan.Zero, "HistoryYieldsAbove must be above 0");
        Require(CategoriesFile is null || File.Exists(CategoriesFile), $"the category file {CategoriesFile} does not exist");
        Require(SummariesFile is null || File.Exists(SummariesFile), $"the summary file {SummariesFile} does not exist");
        faults.AddRange(EventSink.Validate().Select(fault => $"EventSink: {fault}"));
        Require(AuditInterval > TimeSpan.Zero && AuditInterval <= TimeSpan.FromDays(1), "AuditInterval must lie between 0 and 1 d");
        faults.AddRange(CompletenessSink.Validate().Select(fault => $"CompletenessSink: {fault}"));
        faults.AddRange(HealthSink.Validate().Select(fault => $"HealthSink: {fault}"));
        faults.AddRange(AlertSink.Validate().Select(fault => $"AlertSink: {fault}"));
        faults.AddRange(DeliverySink.Validate().Select(fault => $"DeliverySink: {fault}"));
        faults.AddRange(Notify?.Validate().Select(fault => $"Notify: {fault}") ?? []);
        faults.AddRange(DeadLetterSink.Validate().Select(fault => $"DeadLetterSink: {fault}"));
        try
        {
            Warehouse.Validate();
        }
        catch (WarehouseException e)
        {
            faults.Add(e.Message);
        }

        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }
}
