using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Schemas;

/// <summary>
/// A contract record as JSON by the names of its schema: fields and symbols in snake case, bytes in hex, numbers by their bits as a double. Written
/// from the C# properties, it knows nothing of the codec, so a field in the wrong place shows.
/// </summary>
internal static class AvroNames
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { EventTimesInTicks } },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<WireShape>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Outcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<ActorKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<DeadLetterCode>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<CompletenessStage>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<HealthState>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<AlertSeverity>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<AlertStatus>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<RuleStatus>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<DeliveryState>(JsonNamingPolicy.SnakeCaseLower),
            new Written<EventFlags>(value => Text((int)value)),
            new Written<ReadOnlyMemory<byte>>(value => Convert.ToHexStringLower(value.Span)),
            new Written<int>(value => Text(value)),
            new Written<long>(value => Text(value)),
            new Written<double>(Bits),
            new Written<DateTimeOffset>(value => Text(value.ToUnixTimeMilliseconds())),
        },
    };

    public static string Of<T>(T value)
    {
        var node = JsonSerializer.SerializeToNode(value, Options)!.AsObject();
        Sort(node);
        return node.ToJsonString(Options);
    }

    // An event's time is a long of 100 ns steps in the schemas; all other times are milliseconds.
    private static void EventTimesInTicks(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            if (property.Name == "event_time")
                property.CustomConverter = new Written<DateTimeOffset>(value => Text(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks));
        }
    }

    private static void Sort(JsonObject node)
    {
        if (node["attributes"] is not JsonObject attributes)
            return;
        var sorted = attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())).ToList();
        node["attributes"] = new JsonObject(sorted);
    }

    /// <summary>The script's form of numbers: what a double holds by its bits, longs beyond that in decimal.</summary>
    private static string Text(long value) => Math.Abs((decimal)value) < 1L << 53 ? Bits(value) : value.ToString(CultureInfo.InvariantCulture);

    private static string Bits(double value) => $"bits {BitConverter.DoubleToInt64Bits(value):x16}";

    private sealed class Written<T>(Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
