using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>
/// First 16 bytes of SHA-256 over what the source says, so that the same record exported again is a duplicate and a changed one a revision. Left out, because they
/// tell about the export and not about the event:
/// <list type="bullet">
/// <item>Graph: top-level <c>@odata.*</c> annotations; they depend on how the page was asked for.</item>
/// <item>Log Analytics rows as JSON: top-level columns that begin with '_' (<c>_ItemId</c>, <c>_TimeReceived</c>, <c>_BilledSize</c>); the workspace adds them per export.</item>
/// <item>Purview CSV: every column but AuditData (ResultIndex, ResultCount, Identity are of the search that exported it).</item>
/// </list>
/// Management records, diagnostic envelopes and unknown records are hashed as they came: the service repeats them byte for byte.
/// </summary>
internal static class ContentHashes
{
    private const int HashBytes = 16;

    public static ReadOnlyMemory<byte> Of(RawEnvelope envelope, Payload payload)
    {
        var noise = envelope.Shape switch
        {
            WireShape.GraphDirectoryAudit or WireShape.GraphSignIn or WireShape.GraphIntuneAudit or WireShape.GraphRiskDetection => "@odata."u8,
            WireShape.LogAnalyticsJson => "_"u8,
            _ => default,
        };
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        if (noise.IsEmpty || !HasNoise(payload.Root, noise))
            SHA256.HashData(payload.Content.Span, whole);
        else
            HashWithout(payload.Root, noise, whole);
        return whole[..HashBytes].ToArray();
    }

    private static bool HasNoise(JsonElement root, ReadOnlySpan<byte> prefix)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (JsonMarshal.GetRawUtf8PropertyName(member).StartsWith(prefix))
                return true;
        }

        return false;
    }

    private static void HashWithout(JsonElement root, ReadOnlySpan<byte> prefix, Span<byte> whole)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var member in root.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (name.StartsWith(prefix))
                continue;
            hash.AppendData(name);
            hash.AppendData(":"u8);
            hash.AppendData(JsonMarshal.GetRawUtf8Value(member.Value));
            hash.AppendData(","u8);
        }

        hash.GetHashAndReset(whole);
    }
}
