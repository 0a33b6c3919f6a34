using System.Text.Json.Serialization;

namespace AuditOps.Warehouse.Queries;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventRow))]
[JsonSerializable(typeof(EventRevision))]
[JsonSerializable(typeof(EventRawQuery.RawRow))]
[JsonSerializable(typeof(DeadLetterRow))]
[JsonSerializable(typeof(SourceCount))]
[JsonSerializable(typeof(CompletenessRow))]
[JsonSerializable(typeof(AlarmRow))]
[JsonSerializable(typeof(SourceRow))]
[JsonSerializable(typeof(AlertRow))]
[JsonSerializable(typeof(AlertDetailRow))]
[JsonSerializable(typeof(AlertCount))]
[JsonSerializable(typeof(AlertTop))]
[JsonSerializable(typeof(EntityRow))]
[JsonSerializable(typeof(RuleRow))]
[JsonSerializable(typeof(HuntRow))]
[JsonSerializable(typeof(HuntEdge))]
[JsonSerializable(typeof(HuntCount))]
[JsonSerializable(typeof(DeliveryRow))]
[JsonSerializable(typeof(DeliveryPayloadQuery.PayloadRow))]
internal sealed partial class WarehouseJson : JsonSerializerContext;
