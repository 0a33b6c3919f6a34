using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Notify;

/// <summary>Alerts to planned deliveries.</summary>
internal static class NotifyTopology
{
    public const string Name = "notify";

    /// <param name="options">Targets and how long what was told is remembered.</param>
    /// <param name="schemas">The schemas that records were written with.</param>
    /// <param name="time">Clock of dead letters.</param>
    public static Topology Build(NotifyOptions options, ISchemaSource schemas, TimeProvider time)
    {
        var alerts = new Topic<Alert>(TopicNames.Alerts, new AvroSerde<Alert>(Codecs.Alert, schemas, DeadLetterCode.EventUndecodable));
        var deliveries = new Topic<Delivery>(TopicNames.Deliveries, new AvroSerde<Delivery>(Codecs.Delivery, schemas, DeadLetterCode.EventUndecodable));
        var told = new KeyValueStoreSpec<string, Told>(NotifyProcessor.StoreName, TextSerde.Instance, new ToldSerde());
        IReadOnlyList<TargetOptions> targets = [.. options.Targets.Where(target => target.IsEnabled && target.Kind != TargetKind.SiemEvents)];

        var builder = new StreamsBuilder(Name).DeadLetters(TopicNames.DeadLetters, new StageDeadLetters(Name, time));
        builder.Stream(alerts)
            .Process<Delivery>("plan", () => new NotifyProcessor(targets, options.ToldKept), stores: [told])
            .To(deliveries, static delivery => Keys.Join(delivery.Tenant, delivery.DeliveryId));
        return builder.Build(static name => TopicCatalog.All.Any(topic => topic.Name == name));
    }
}
