using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>The codecs of the records that travel.</summary>
public static class Codecs
{
    public static RecordCodec<RawEnvelope> RawEnvelope { get; } = new RawEnvelopeCodec();

    public static RecordCodec<AuditEvent> AuditEvent { get; } = new AuditEventCodec();

    public static RecordCodec<DeadLetter> DeadLetter { get; } = new DeadLetterCodec();

    public static RecordCodec<CompletenessCount> CompletenessCount { get; } = new CompletenessCountCodec();

    public static RecordCodec<SinkPlan> SinkPlan { get; } = new SinkPlanCodec();

    public static RecordCodec<SourceHealth> SourceHealth { get; } = new SourceHealthCodec();

    public static RecordCodec<Match> Match { get; } = new MatchCodec();

    public static RecordCodec<Command> Command { get; } = new CommandCodec();

    public static RecordCodec<Alert> Alert { get; } = new AlertCodec();

    public static RecordCodec<RuleDocument> RuleDocument { get; } = new RuleDocumentCodec();

    public static RecordCodec<TriageFact> TriageFact { get; } = new TriageFactCodec();

    public static RecordCodec<Delivery> Delivery { get; } = new DeliveryCodec();
}
