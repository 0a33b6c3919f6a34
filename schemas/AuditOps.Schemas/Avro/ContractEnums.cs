using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>
/// Enums of the contracts on the wire: a member's number is the index of its symbol. A test holds each count and order against the schema files.
/// </summary>
internal static class ContractEnums
{
    public const int WireShapes = (int)WireShape.LogAnalyticsJson + 1;
    public const int Outcomes = (int)Outcome.Denied + 1;
    public const int ActorKinds = (int)ActorKind.Partner + 1;
    public const int DeadLetterCodes = (int)DeadLetterCode.ProcessorThrew + 1;
    public const int CompletenessStages = (int)CompletenessStage.Sink + 1;
    public const int HealthStates = (int)HealthState.Disabled + 1;
    public const int AlertSeverities = (int)AlertSeverity.Critical + 1;
    public const int AlertStatuses = (int)AlertStatus.FalsePositive + 1;
    public const int RuleStatuses = (int)RuleStatus.Disabled + 1;
    public const int DeliveryStates = (int)DeliveryState.Dead + 1;

    public static void WriteShape(this ref AvroWriter writer, WireShape value) => writer.WriteEnum((int)value, WireShapes, nameof(WireShape));

    public static void WriteOutcome(this ref AvroWriter writer, Outcome value) => writer.WriteEnum((int)value, Outcomes, nameof(Outcome));

    public static void WriteActorKind(this ref AvroWriter writer, ActorKind value) => writer.WriteEnum((int)value, ActorKinds, nameof(ActorKind));

    public static void WriteDeadLetterCode(this ref AvroWriter writer, DeadLetterCode value) => writer.WriteEnum((int)value, DeadLetterCodes, nameof(DeadLetterCode));

    public static void WriteCompletenessStage(this ref AvroWriter writer, CompletenessStage value) => writer.WriteEnum((int)value, CompletenessStages, nameof(CompletenessStage));

    public static void WriteHealthState(this ref AvroWriter writer, HealthState value) => writer.WriteEnum((int)value, HealthStates, nameof(HealthState));

    public static void WriteAlertSeverity(this ref AvroWriter writer, AlertSeverity value) => writer.WriteEnum((int)value, AlertSeverities, nameof(AlertSeverity));

    public static void WriteAlertStatus(this ref AvroWriter writer, AlertStatus value) => writer.WriteEnum((int)value, AlertStatuses, nameof(AlertStatus));

    public static void WriteRuleStatus(this ref AvroWriter writer, RuleStatus value) => writer.WriteEnum((int)value, RuleStatuses, nameof(RuleStatus));

    public static void WriteDeliveryState(this ref AvroWriter writer, DeliveryState value) => writer.WriteEnum((int)value, DeliveryStates, nameof(DeliveryState));

    public static WireShape ReadShape(this ref AvroReader reader) => (WireShape)reader.ReadEnumIndex(WireShapes);

    public static Outcome ReadOutcome(this ref AvroReader reader) => (Outcome)reader.ReadEnumIndex(Outcomes);

    public static ActorKind ReadActorKind(this ref AvroReader reader) => (ActorKind)reader.ReadEnumIndex(ActorKinds);

    public static DeadLetterCode ReadDeadLetterCode(this ref AvroReader reader) => (DeadLetterCode)reader.ReadEnumIndex(DeadLetterCodes);

    public static CompletenessStage ReadCompletenessStage(this ref AvroReader reader) => (CompletenessStage)reader.ReadEnumIndex(CompletenessStages);

    public static HealthState ReadHealthState(this ref AvroReader reader) => (HealthState)reader.ReadEnumIndex(HealthStates);

    public static AlertSeverity ReadAlertSeverity(this ref AvroReader reader) => (AlertSeverity)reader.ReadEnumIndex(AlertSeverities);

    public static AlertStatus ReadAlertStatus(this ref AvroReader reader) => (AlertStatus)reader.ReadEnumIndex(AlertStatuses);

    public static RuleStatus ReadRuleStatus(this ref AvroReader reader) => (RuleStatus)reader.ReadEnumIndex(RuleStatuses);

    public static DeliveryState ReadDeliveryState(this ref AvroReader reader) => (DeliveryState)reader.ReadEnumIndex(DeliveryStates);

    private static void WriteEnum(this ref AvroWriter writer, int index, int symbols, string name)
    {
        if ((uint)index >= (uint)symbols)
            throw new AvroException(AvroErrorCode.ValueOutOfRange, $"{name} {index} has no symbol in the schema.");
        writer.WriteInt(index);
    }
}
