using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Tests.Schemas;

/// <summary>A record as text, so that two of them can be compared in depth and a difference can be read.</summary>
internal static class Shown
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string As<T>(T value) => JsonSerializer.Serialize(value, Options);
}
