using System.Security.Cryptography;
using AuditOps.Collectors.Import.Reading;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Publishing;
using AuditOps.Kafka;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Import;

/// <summary>
/// One import: reads the inputs, recognises each record, publishes it as the bytes it came in to <c>raw-history.v1</c>.
/// Guarantee: exactly once. Records and checkpoint are committed together; a run that ended early and is named again goes on behind its last committed chunk, and an
/// older process of it that still lives is fenced. Every item is counted exactly once.
/// </summary>
public sealed class ImportRun
{
    private static readonly TimeSpan KafkaDeadline = TimeSpan.FromSeconds(20);

    private readonly ImportOptions _options;
    private readonly IProgress<ImportProgress>? _progress;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly KafkaClientFactory _clients;
    private readonly string _run;

    private ImportRun(ImportOptions options, IProgress<ImportProgress>? progress, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _progress = progress;
        _time = time;
        _loggers = loggers;
        _clients = new KafkaClientFactory(options.Kafka, loggers);
        _run = options.RunId ?? NewRunId(time);
    }

    /// <summary>A name for a run: its start and eight random hex digits.</summary>
    public static string NewRunId(TimeProvider time) => $"import-{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    /// <exception cref="CollectorsException">Options are wrong, no input can be read, or Kafka does not take the records.</exception>
    public static async Task<ImportReport> RunAsync(ImportOptions options, IProgress<ImportProgress>? progress, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        var errors = options.Validate();
        if (errors.Count > 0) throw new CollectorsException(CollectorsErrorCode.BadOptions, string.Join("; ", errors) + ".");
        return await new ImportRun(options, progress, time, loggers).RunAsync(cancel);
    }

    private async Task<ImportReport> RunAsync(CancellationToken cancel)
    {
        var logger = _loggers.CreateLogger<ImportRun>();
        var fingerprints = _options.Files.Select(FileFingerprint.Of).ToArray();
        await new SchemaPublisher(_clients, _loggers.CreateLogger<SchemaPublisher>()).PublishAsync([Codecs.RawEnvelope.SchemaJson, Codecs.DeadLetter.SchemaJson, Codecs.CompletenessCount.SchemaJson], cancel);
        var checkpoints = new CheckpointStore(_clients, _time);
        using var publisher = new RecordPublisher(_clients, TopicNames.RawHistory, _options.Tenant, CompletenessStage.Import, TransactionalId(_options.Tenant, _run), _run, _time, _loggers, cancel);
        var checkpoint = await Task.Run(() => Begin(publisher, checkpoints, fingerprints, cancel), cancel);
        Log.ImportBegins(logger, _run, _options.Files.Count, _options.Tenant);
        if (checkpoint.Items > 0) Log.ImportGoesOn(logger, _run, checkpoint.Items);
        var state = new RunState(checkpoint);
        var reading = new ImportReading(_options, _run, state, publisher, checkpoints, checkpoint, _progress, _time);
        var (files, interrupted) = await Task.Run(() => reading.Run(cancel), CancellationToken.None);
        var total = state.Total;
        Log.ImportEnds(logger, _run, total.Read, total.Published, total.Duplicates, total.DeadLettered);

        var waited = _options.Wait && !interrupted ? await WaitAsync(checkpoint, reading.DistinctIds, cancel) : default;
        return new ImportReport
        {
            RunId = _run,
            Status = interrupted ? ImportStatus.Interrupted : ImportStatus.Done,
            Total = total,
            Sources = state.Sources,
            Files = files,
            Stored = waited.Stored,
            Known = waited.Known,
            WaitFailure = waited.Failure,
        };
    }

    private async Task<WaitResult> WaitAsync(ImportCheckpoint checkpoint, long distinctIds, CancellationToken cancel)
    {
        try
        {
            return await new ImportWait(_clients, _run, _time, _loggers).RunAsync(checkpoint, distinctIds, _options.WaitTimeout, _progress, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new WaitResult(null, null, "all records are published, but the wait for them was ended early.");
        }
    }

    /// <summary>What one process of a run at a time publishes under. The tenant belongs to it: two tenants may use one run name.</summary>
    internal static string TransactionalId(string tenant, string run) => $"auditops-import-{tenant}/{run}";

    /// <summary>The checkpoint to go on from: that of the run named, or a new one. Fencing comes first: what an older process had open is ended, so the checkpoint read is the last.</summary>
    private ImportCheckpoint Begin(RecordPublisher publisher, CheckpointStore checkpoints, IReadOnlyList<string> fingerprints, CancellationToken cancel)
    {
        publisher.Initialize();
        var earlier = _options.RunId is null ? null : checkpoints.Find(_options.Tenant, _run, cancel);
        if (earlier is not null && !earlier.Fingerprints.SequenceEqual(fingerprints, StringComparer.Ordinal))
        {
            throw new CollectorsException(CollectorsErrorCode.RunElsewhere, $"run {_run} began with other files; name them in the same order, or leave out --run to begin a new one.");
        }

        if (earlier is not null) return earlier;
        var now = _time.GetUtcNow();
        return new ImportCheckpoint
        {
            RunId = _run,
            Tenant = _options.Tenant,
            Status = "running",
            Started = now,
            Updated = now,
            Files = _options.Files,
            Fingerprints = fingerprints,
            Items = 0,
            Sources = new Dictionary<string, ImportCounts>(StringComparer.Ordinal),
            EnrichedFrom = TopicTail.Ends(_clients, TopicNames.Enriched, KafkaDeadline),
            DeadLettersFrom = TopicTail.Ends(_clients, TopicNames.DeadLetters, KafkaDeadline),
        };
    }
}
