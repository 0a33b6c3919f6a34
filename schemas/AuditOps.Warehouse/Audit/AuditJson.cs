using System.Text.Json.Serialization;

namespace AuditOps.Warehouse.Audit;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PartitionMark))]
[JsonSerializable(typeof(DifferingHour))]
[JsonSerializable(typeof(MissingEvents))]
internal sealed partial class AuditJson : JsonSerializerContext;
