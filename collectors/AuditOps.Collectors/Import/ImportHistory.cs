using AuditOps.Collectors.Import.Runs;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Import;

/// <summary>Earlier and present runs, oldest first.</summary>
public static class ImportHistory
{
    public static Task<IReadOnlyList<ImportCheckpoint>> ListAsync(KafkaOptions kafka, ILoggerFactory loggers, CancellationToken cancel) =>
        Task.Run(() => new CheckpointStore(new KafkaClientFactory(kafka, loggers), TimeProvider.System).List(cancel), cancel);
}
