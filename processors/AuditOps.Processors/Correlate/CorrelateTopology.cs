using AuditOps.Processors.DeadLetters;
using AuditOps.Processors.Detect;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Correlate;

/// <summary>Matches, by the group fields of their own correlation, to candidates for alerts; what a correlation finds goes back as a match for those that look at it.</summary>
internal static class CorrelateTopology
{
    public const string Name = "correlate";

    /// <param name="options">Limits and pace.</param>
    /// <param name="book">The correlations in use, given the rules that people changed.</param>
    /// <param name="schemas">The schemas that records were written with.</param>
    /// <param name="losses">Counts what is forgotten.</param>
    /// <param name="time">Clock of dead letters.</param>
    public static Topology Build(CorrelateOptions options, Func<ITable<string, RuleDocument>, ICorrelationBook> book, ISchemaSource schemas, CorrelationLosses losses, TimeProvider time)
    {
        var matches = new Topic<Match>(TopicNames.Matches, new AvroSerde<Match>(Codecs.Match, schemas, DeadLetterCode.EventUndecodable));
        var commands = new Topic<Command>(TopicNames.Commands, new AvroSerde<Command>(Codecs.Command, schemas, DeadLetterCode.EventUndecodable));

        var builder = new StreamsBuilder(Name).DeadLetters(TopicNames.DeadLetters, new StageDeadLetters(Name, time));
        var found = builder.Stream(matches)
            .Process<CorrelateOutput>("correlate", () => new CorrelateProcessor(options, losses, book), stores: [new CorrelationStoreSpec(options, schemas, losses)], reads: [RulesTable.Spec(schemas)]);
        found.FlatMap("candidates", static output => output.Command is { } command ? [command] : Array.Empty<Command>())
            .To(commands, static command => Keys.Join(command.Tenant, command.Subject));
        found.FlatMap("chained", static output => output.Match is { } match ? [match] : Array.Empty<Match>())
            .To(matches, static match => Keys.Match(match.Tenant, match.Correlation, match.Group));
        return builder.Build(static name => TopicCatalog.All.Any(topic => topic.Name == name));
    }
}
