using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>Where a run stands. Value of <c>checkpoints.v1</c> under the key <c>tenant/import/run</c>, as JSON; also the run history.</summary>
public sealed record ImportCheckpoint
{
    [JsonPropertyName("run_id")]
    public required string RunId { get; init; }

    [JsonPropertyName("tenant")]
    public required string Tenant { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("started")]
    public required DateTimeOffset Started { get; init; }

    [JsonPropertyName("updated")]
    public required DateTimeOffset Updated { get; init; }

    [JsonPropertyName("files")]
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Size and first KiB of each file, hashed: a run goes on only with the files it began with.</summary>
    [JsonPropertyName("fingerprints")]
    public required IReadOnlyList<string> Fingerprints { get; init; }

    /// <summary>Items of all files together that are dealt with.</summary>
    [JsonPropertyName("items")]
    public required long Items { get; init; }

    [JsonPropertyName("sources")]
    public required IReadOnlyDictionary<string, ImportCounts> Sources { get; init; }

    /// <summary>End offsets of enriched.v1 and dead-letters.v1 when the run began: where counting what was stored starts.</summary>
    [JsonPropertyName("enriched_from")]
    public required IReadOnlyList<long> EnrichedFrom { get; init; }

    [JsonPropertyName("dead_letters_from")]
    public required IReadOnlyList<long> DeadLettersFrom { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static ImportCheckpoint? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ImportCheckpoint>(json);
        }
        catch (JsonException)
        {
            // Another kind of checkpoint under a key that looks like ours.
            return null;
        }
    }
}
