using AuditOps.Kafka;
using AuditOps.Processors.Health;
using AuditOps.Processors.Notify.Delivering;
using AuditOps.Processors.Notify.Events;
using AuditOps.Schemas.Avro;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Notify;

/// <summary>Everything of notifications that talks to the outside: the worker of deliveries and one for each target that is sent events.</summary>
internal sealed class NotifyWorkers : IAsyncDisposable
{
    private readonly DeliveryWorker _deliveries;
    private readonly List<EventStreamWorker> _events;

    public NotifyWorkers(NotifyOptions options, KafkaClientFactory clients, ISchemaSource schemas, string instance, TimeProvider time, ILogger logger)
    {
        _deliveries = new DeliveryWorker(options, clients, schemas, instance, time, logger);
        _events =
        [
            .. options.Targets.Where(target => target is { IsEnabled: true, Kind: TargetKind.SiemEvents })
                .Select(target => new EventStreamWorker(target, options, clients, schemas, instance, time, logger)),
        ];
    }

    public IEnumerable<IHealthSource> Health => [_deliveries, .. _events];
    public IEnumerable<StageStatus> Status => [_deliveries.Status, .. _events.Select(worker => worker.Status)];
    public IEnumerable<Task> Completions => [_deliveries.Completion, .. _events.Select(worker => worker.Completion)];

    public void Start()
    {
        _deliveries.Start();
        foreach (var worker in _events)
            worker.Start();
    }

    public Task StopAsync() => Task.WhenAll([_deliveries.StopAsync(), .. _events.Select(worker => worker.StopAsync())]);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _deliveries.DisposeAsync();
        foreach (var worker in _events)
            await worker.DisposeAsync();
    }
}
