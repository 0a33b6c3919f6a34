using System.Text.Json.Serialization;

namespace AuditOps.Warehouse.Audit;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PartitionMark))]
[JsonSerializable(typeof(DifferingHour))]
[JsonSerializable(typeof(MissingEvents))]
[JsonSerializable(typeof(StoredPlacesRow))]
[JsonSerializable(typeof(LeftOfAlarm))]
[JsonSerializable(typeof(ExpiredRecords))]
internal sealed partial class AuditJson : JsonSerializerContext;
