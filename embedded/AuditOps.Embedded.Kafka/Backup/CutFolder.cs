using System.Text.Json;

namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>
/// How another process of the same machine asks a running broker for a cut: small files in <c>backup/</c> of its directory. <c>request</c> names the cut; the broker stops all writing,
/// links the files of that moment into <c>backup/NAME/</c> and writes <c>held</c> there, a JSON list of them with their lengths. It writes again when <c>release</c> appears beside it, or after
/// <see cref="LongestHold"/>, and then says <c>released</c> or <c>expired</c>. <c>failed</c> carries a sentence instead. Whoever may write the directory may ask.
/// </summary>
public static class CutFolder
{
    /// <summary>Writers wait so long at most; shorter than any session or transaction timeout in use.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    public const string Held = "held";
    public const string Failed = "failed";
    public const string Release = "release";
    public const string Released = "released";
    public const string Expired = "expired";

    /// <summary>Where cuts are, below the broker's directory.</summary>
    public static string Root(string directory) => Path.Combine(directory, "backup");

    public static string Request(string directory) => Path.Combine(Root(directory), "request");

    /// <summary>The files of a cut that is held; null while it is not.</summary>
    /// <exception cref="IOException">The broker could not make it; the message says why.</exception>
    public static IReadOnlyList<CutFile>? Read(string cut)
    {
        var failed = Path.Combine(cut, Failed);
        if (File.Exists(failed)) throw new IOException(File.ReadAllText(failed));
        var held = Path.Combine(cut, Held);
        return File.Exists(held) ? JsonSerializer.Deserialize<List<CutFile>>(File.ReadAllBytes(held)) : null;
    }
}
