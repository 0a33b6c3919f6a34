using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Host.Backup;

/// <summary>What a backup holds; the last entry of an archive, <c>manifest.json</c>. A restore takes nothing that is not in it and misses nothing that is.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    [JsonPropertyName("format")]
    public int Format { get; init; } = CurrentFormat;

    [JsonPropertyName("made_at")]
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Whether it was made while AuditOps was running.</summary>
    [JsonPropertyName("running")]
    public required bool Running { get; init; }

    [JsonPropertyName("files")]
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>Folders, the empty ones too.</summary>
    [JsonPropertyName("folders")]
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>Symbolic links, all of them relative and within the data folder.</summary>
    [JsonPropertyName("links")]
    public required IReadOnlyList<BackupLink> Links { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="InvalidDataException">Not a manifest this version knows.</exception>
    public static BackupManifest FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(json) ?? throw new InvalidDataException("the backup's manifest is empty.");
            if (manifest.Format < 1) throw new InvalidDataException($"the backup's manifest names format {manifest.Format}, which there never was; it is damaged.");
            return manifest.Format <= CurrentFormat ? manifest : throw new InvalidDataException($"the backup has format {manifest.Format}; this AuditOps knows {CurrentFormat}. Update AuditOps.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("the backup's manifest is damaged.", exception);
        }
    }
}

/// <summary>One file: where, how long, and the SHA-256 of its bytes in hex.</summary>
internal sealed record BackupFile([property: JsonPropertyName("path")] string Path, [property: JsonPropertyName("length")] long Length, [property: JsonPropertyName("sha256")] string Sha256);

/// <summary>A symbolic link and what it points to, relative to its folder.</summary>
internal sealed record BackupLink([property: JsonPropertyName("path")] string Path, [property: JsonPropertyName("target")] string Target);
