using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Detect;

/// <summary>The rules that people changed, as every task holds them.</summary>
internal static class RulesTable
{
    public const string Name = "rule-documents";

    public static BroadcastTable<string, RuleDocument> Spec(ISchemaSource schemas) =>
        new(Name, TopicNames.Rules, TextSerde.Instance, new AvroSerde<RuleDocument>(Codecs.RuleDocument, schemas, DeadLetterCode.EventUndecodable));
}
