using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>That a letter was replayed, by whom and when. Value of <c>audit.v1</c> under the key <c>tenant/letter id</c>, as JSON; written in the transaction of the replay.</summary>
internal sealed record ReplayFact
{
    public const string ReplayAction = "dead-letter.replay";

    [JsonPropertyName("action")]
    public string? Action { get; init; }

    [JsonPropertyName("at")]
    public DateTimeOffset At { get; init; }

    [JsonPropertyName("who")]
    public string? Who { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("topic")]
    public string? Topic { get; init; }

    [JsonPropertyName("attempt")]
    public int Attempt { get; init; }

    /// <summary>Names the command that did it, so that it can tell its own facts from others'.</summary>
    [JsonPropertyName("replay")]
    public string? Replay { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <returns>Null for any other fact.</returns>
    public static ReplayFact? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ReplayFact>(json) is { Action: ReplayAction, Id: not null } fact ? fact : null;
        }
        catch (JsonException)
        {
            // Facts of other kinds may have any form.
            return null;
        }
    }
}
