using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Cases;

/// <summary>What Cases remembers. All keys are <c>tenant/…</c>.</summary>
internal sealed record CaseStores(StoreSpec Alerts, StoreSpec Pending, StoreSpec Rules, StoreSpec Answers)
{
    public const string AlertsName = "alerts";
    public const string PendingName = "pending";
    public const string RulesName = "rules";
    public const string AnswersName = "answers";

    public IReadOnlyList<StoreSpec> All => [Alerts, Pending, Rules, Answers];

    public static CaseStores Create(ISchemaSource schemas) => new(
        new KeyValueStoreSpec<string, Alert>(AlertsName, TextSerde.Instance, new AvroSerde<Alert>(Codecs.Alert, schemas, DeadLetterCode.EventUndecodable)),
        new KeyValueStoreSpec<string, string>(PendingName, TextSerde.Instance, TextSerde.Instance),
        new KeyValueStoreSpec<string, RuleDocument>(RulesName, TextSerde.Instance, new AvroSerde<RuleDocument>(Codecs.RuleDocument, schemas, DeadLetterCode.EventUndecodable)),
        new KeyValueStoreSpec<string, TriageFact>(AnswersName, TextSerde.Instance, new AvroSerde<TriageFact>(Codecs.TriageFact, schemas, DeadLetterCode.EventUndecodable)));
}
