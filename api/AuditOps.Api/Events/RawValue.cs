using System.Text.Json.Serialization;

namespace AuditOps.Api.Events;

/// <summary>JSON text that goes out byte for byte: an escaped lone surrogate or an odd number in a record must survive being shown.</summary>
[JsonConverter(typeof(RawValueConverter))]
internal readonly record struct RawValue(ReadOnlyMemory<byte> Json);
