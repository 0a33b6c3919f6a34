using AuditOps.Engines.Alerts;
using AuditOps.Processors.DeadLetters;
using AuditOps.Processors.Detect;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Cases;

/// <summary>Commands to facts: alerts (as records, as OCSF findings, and as what they add to the risk of their actor), rules, and the verdict on each person's command.</summary>
internal static class CasesTopology
{
    public const string Name = "cases";

    /// <param name="options">Memory and pace.</param>
    /// <param name="judge">Judges texts of rules beside all others, given the rules that people changed.</param>
    /// <param name="schemas">The schemas that records were written with.</param>
    /// <param name="time">Clock of dead letters.</param>
    public static Topology Build(CaseOptions options, Func<ITable<string, RuleDocument>, RuleJudge> judge, ISchemaSource schemas, TimeProvider time)
    {
        var commands = new Topic<Command>(TopicNames.Commands, new AvroSerde<Command>(Codecs.Command, schemas, DeadLetterCode.EventUndecodable));
        var alerts = new Topic<Alert>(TopicNames.Alerts, new AvroSerde<Alert>(Codecs.Alert, schemas, DeadLetterCode.EventUndecodable));
        var rules = new Topic<RuleDocument>(TopicNames.Rules, new AvroSerde<RuleDocument>(Codecs.RuleDocument, schemas, DeadLetterCode.EventUndecodable));
        var triage = new Topic<TriageFact>(TopicNames.Triage, new AvroSerde<TriageFact>(Codecs.TriageFact, schemas, DeadLetterCode.EventUndecodable));

        var matches = new Topic<Match>(TopicNames.Matches, new AvroSerde<Match>(Codecs.Match, schemas, DeadLetterCode.EventUndecodable));

        var builder = new StreamsBuilder(Name).DeadLetters(TopicNames.DeadLetters, new StageDeadLetters(Name, time));
        var facts = builder.Stream(commands)
            .Process<CaseOutput>("cases", () => new CaseProcessor(options, judge), stores: CaseStores.Create(schemas).All, reads: [RulesTable.Spec(schemas)]);
        var changed = facts.FlatMap("alerts-out", static output => output.Alert is { } alert ? [alert] : Array.Empty<Alert>());
        changed.To(alerts, static alert => Keys.Join(alert.Tenant, alert.AlertId));
        changed.To(new Topic<Alert>(TopicNames.AlertsOcsf, new OcsfSerde()), static alert => Keys.Join(alert.Tenant, alert.AlertId), OcsfFinding.Headers);
        facts.FlatMap("risk-out", static output => output.Risk is { } match ? [match] : Array.Empty<Match>())
            .To(matches, static match => Keys.Match(match.Tenant, match.Correlation, match.Group));
        facts.FlatMap("rules-out", static output => output.Rule is { } rule ? [rule] : Array.Empty<RuleDocument>())
            .To(rules, static rule => Keys.Join(rule.Tenant, rule.RuleId));
        facts.FlatMap("triage-out", static output => output.Fact is { } fact ? [fact] : Array.Empty<TriageFact>())
            .To(triage, static fact => Keys.Join(fact.Tenant, fact.Subject));
        return builder.Build(static name => TopicCatalog.All.Any(topic => topic.Name == name));
    }
}
