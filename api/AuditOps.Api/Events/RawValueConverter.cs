using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Api.Events;

internal sealed class RawValueConverter : JsonConverter<RawValue>
{
    public override RawValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Raw records are only written.");

    // Only JSON that was parsed before comes here.
    public override void Write(Utf8JsonWriter writer, RawValue value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
