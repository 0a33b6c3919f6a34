using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Ingest;

/// <summary>
/// Raw records in, normalised events out. Guarantee: at least once; a repeat has the same key and meets its twin in the table. Key out: tenant/actor.
/// Order: per raw key. Bad input: a dead letter; an envelope of a schema not heard of yet waits.
/// </summary>
internal static class IngestTopology
{
    public static Topology Build(Lane lane, Func<RawEnvelope, AuditEvent> normalize, ISchemaSource schemas, TimeProvider time)
    {
        var isHistory = lane == Lane.History;
        var raw = new AvroSerde<RawEnvelope>(Codecs.RawEnvelope, schemas, DeadLetterCode.EnvelopeUndecodable);
        var enriched = new AvroSerde<AuditEvent>(Codecs.AuditEvent, schemas, DeadLetterCode.EventUndecodable);

        var builder = new StreamsBuilder(isHistory ? "ingest-history" : "ingest")
            .DeadLetters(TopicNames.DeadLetters, new IngestDeadLetters(schemas, time));
        builder.Stream(new Topic<RawEnvelope>(isHistory ? TopicNames.RawHistory : TopicNames.Raw, raw))
            .Process<AuditEvent>("normalize", () => new NormalizeProcessor(normalize, isHistory))
            .To(new Topic<AuditEvent>(TopicNames.Enriched, enriched), static value => Keys.Actor(value.Tenant, value.Actor.Key));
        return builder.Build(static name => TopicCatalog.All.Any(topic => topic.Name == name));
    }
}
