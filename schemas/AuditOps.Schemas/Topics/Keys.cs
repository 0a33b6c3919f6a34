using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Schemas.Topics;

/// <summary>
/// Record keys: parts joined by '/', in UTF-8. Partitioning and compaction go by these bytes, so they must never change for the same parts.
/// Only the last part is free text: the parts before it must not be empty or hold a '/', so a key splits in one way only (at its first slashes).
/// A last part longer than <see cref="MaxLastPartBytes"/> is replaced by <c>sha256-128:</c> and the hex of the first 16 bytes of its SHA-256.
/// </summary>
public static class Keys
{
    /// <summary>Longer than any UPN, GUID or event id of the sources; keeps a hostile id from bloating indexes.</summary>
    public const int MaxLastPartBytes = 512;

    private const string HashPrefix = "sha256-128:";
    private const int HashBytes = 16;

    /// <summary>Key of raw records: <c>tenant/recordId</c>.</summary>
    public static byte[] Record(string tenant, string recordId) => Join(tenant, recordId);

    /// <summary>Key of enriched events and scores: <c>tenant/actor</c>.</summary>
    public static byte[] Actor(string tenant, string actorKey) => Join(tenant, actorKey);

    /// <summary>Key of per-source tables: <c>tenant/source</c>.</summary>
    public static byte[] Source(string tenant, string source) => Join(tenant, source);

    /// <summary>Key of source health: <c>tenant/source/reporter</c>.</summary>
    public static byte[] Health(string tenant, string source, string reporter) => Join(tenant, source, reporter);

    /// <summary>Key of matches: <c>tenant/correlation/group</c>, the group being its values in lower case, each ended by U+001F: matches of one group meet in one partition.</summary>
    public static byte[] Match(string tenant, string correlation, IReadOnlyList<Contracts.NamedValue> group)
    {
        var text = new StringBuilder();
        foreach (var (_, value) in group)
            text.Append(value.ToLowerInvariant()).Append('\u001f');
        return Join(tenant, correlation, text.ToString());
    }

    /// <summary>Key of two parts.</summary>
    public static byte[] Join(string first, string last)
    {
        CheckPart(first);
        return Build(first, string.Empty, last);
    }

    /// <summary>Key of three parts.</summary>
    public static byte[] Join(string first, string second, string last)
    {
        CheckPart(first);
        CheckPart(second);
        return Build(first, second, last);
    }

    /// <summary>Splits a key of two parts; null when it has no slash.</summary>
    public static (string First, string Last)? Split(ReadOnlySpan<byte> key)
    {
        var slash = key.IndexOf((byte)'/');
        return slash < 0 ? null : (Encoding.UTF8.GetString(key[..slash]), Encoding.UTF8.GetString(key[(slash + 1)..]));
    }

    private static byte[] Build(string first, string second, string last)
    {
        var utf8 = Encoding.UTF8;
        var lastBytes = utf8.GetByteCount(last);
        if (lastBytes > MaxLastPartBytes)
        {
            last = HashOf(last);
            lastBytes = last.Length;
        }

        var secondBytes = second.Length == 0 ? 0 : utf8.GetByteCount(second) + 1;
        var key = new byte[utf8.GetByteCount(first) + 1 + secondBytes + lastBytes];
        var at = utf8.GetBytes(first, key);
        key[at++] = (byte)'/';
        if (second.Length > 0)
        {
            at += utf8.GetBytes(second, key.AsSpan(at));
            key[at++] = (byte)'/';
        }

        utf8.GetBytes(last, key.AsSpan(at));
        return key;
    }

    private static string HashOf(string part)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(part), hash);
        return HashPrefix + Convert.ToHexStringLower(hash[..HashBytes]);
    }

    private static void CheckPart(string part)
    {
        if (part.Length == 0 || part.Contains('/'))
            throw new ArgumentException($"'{part}' cannot stand before a '/' in a key: it is empty or holds a '/'.", nameof(part));
    }
}
