using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Collectors.Notifications;

namespace AuditOps.Collectors.Configuration;

/// <summary>The configuration file as it is written; <see cref="CollectConfiguration"/> makes options of it.</summary>
internal sealed record CollectFile
{
    public IReadOnlyList<TenantFile>? Tenants { get; init; }

    /// <summary>Windows of all tenants that name none of their own.</summary>
    public WindowOptions? Windows { get; init; }

    public LimitOptions? Limits { get; init; }

    /// <summary>Null = off.</summary>
    public NotificationOptions? Notifications { get; init; }

    /// <summary>A simulated tenant writes its own key here; collectors do not use it.</summary>
    public string? ControlKey { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
        MaxDepth = 16,
    };

    /// <exception cref="CollectorsException">Not JSON, or a name that means nothing; the message holds no value of the file.</exception>
    public static CollectFile Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<CollectFile>(json, Json) ?? new CollectFile();
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote what it read.
            throw new CollectorsException(CollectorsErrorCode.BadOptions, $"the configuration is not readable at {exception.Path ?? "$"}, line {exception.LineNumber + 1}: not JSON, a property that is not known, or a value of another type.");
        }
    }

    public override string ToString() => nameof(CollectFile);
}
