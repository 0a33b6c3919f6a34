using AuditOps.Processors.DeadLetters;
using AuditOps.Processors.Detect;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Ingest;

/// <summary>
/// Raw records to events. Both lanes, live and history, are one sub-topology: a record id falls into the same partition of either, so that one index
/// knows it whichever way it came. Rules are asked about each event behind the index: about its first sighting and its revisions, never about duplicates.
/// </summary>
internal static class IngestTopology
{
    public const string Name = "ingest";

    /// <param name="normalize">Envelope to event; throws what <see cref="NormalizeProcessor"/> expects.</param>
    /// <param name="dedupe">How long and how much is remembered.</param>
    /// <param name="detect">The step that asks the rules.</param>
    /// <param name="schemas">The schemas that records were written with.</param>
    /// <param name="time">Clock of dead letters and counts.</param>
    public static Topology Build(Func<RawEnvelope, AuditEvent> normalize, DedupeOptions dedupe, Func<DetectProcessor> detect, ISchemaSource schemas, TimeProvider time)
    {
        var raw = new AvroSerde<RawEnvelope>(Codecs.RawEnvelope, schemas, DeadLetterCode.EnvelopeUndecodable);
        var enriched = new AvroSerde<AuditEvent>(Codecs.AuditEvent, schemas, DeadLetterCode.EventUndecodable);
        var counts = new Topic<CompletenessCount>(
            TopicNames.Completeness, new AvroSerde<CompletenessCount>(Codecs.CompletenessCount, schemas, DeadLetterCode.EventUndecodable));
        var commands = new Topic<Command>(TopicNames.Commands, new AvroSerde<Command>(Codecs.Command, schemas, DeadLetterCode.EventUndecodable));
        var matches = new Topic<Match>(TopicNames.Matches, new AvroSerde<Match>(Codecs.Match, schemas, DeadLetterCode.EventUndecodable));

        var builder = new StreamsBuilder(Name)
            .DeadLetters(TopicNames.DeadLetters, new IngestDeadLetters(schemas, time))
            .Participant(IngestTally.ParticipantName, () => new IngestTally(counts, schemas, time), TopicNames.Completeness)
            .Participant(RuleReports.ParticipantName, () => new RuleReports(commands), TopicNames.Commands);
        var events = builder.Stream(new Topic<RawEnvelope>(TopicNames.Raw, raw), new Topic<RawEnvelope>(TopicNames.RawHistory, raw))
            .Process<AuditEvent>("normalize", () => new NormalizeProcessor(normalize))
            .Process<AuditEvent>("dedupe", () => new DedupeProcessor(), stores: [new DedupeStoreSpec(dedupe)]);
        events.To(new Topic<AuditEvent>(TopicNames.Enriched, enriched), static value => Keys.Actor(value.Tenant, value.Actor.Key));
        var found = events.Process<DetectOutput>("detect", detect, reads: [RulesTable.Spec(schemas)]);
        found.FlatMap("candidates", static output => output.Command is { } command ? [command] : Array.Empty<Command>())
            .To(commands, static command => Keys.Join(command.Tenant, command.Subject));
        found.FlatMap("matches", static output => output.Match is { } match ? [match] : Array.Empty<Match>())
            .To(matches, static match => Keys.Match(match.Tenant, match.Correlation, match.Group));
        return builder.Build(static name => TopicCatalog.All.Any(topic => topic.Name == name));
    }
}
