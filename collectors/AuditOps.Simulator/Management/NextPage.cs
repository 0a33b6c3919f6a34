using System.Globalization;
using System.Text;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Management;

/// <summary>The opaque place in a listing.</summary>
internal static class NextPage
{
    private const int Parts = 3;

    public static string Text(Tenant tenant, Feed feed, (long Bucket, int Part) place) =>
        TokenStore.Base64(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Bucket}.{place.Part}.{Check(tenant, feed, place):x}")));

    public static (long Bucket, int Part)? Parse(string text, Tenant tenant, Feed feed)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text)).Split('.');
            if (parts.Length != Parts || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var bucket) || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var part)) return null;
            return Check(tenant, feed, (bucket, part)).ToString("x", CultureInfo.InvariantCulture) == parts[2] ? (bucket, part) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ulong Check(Tenant tenant, Feed feed, (long Bucket, int Part) place) => Mix.Of(tenant.Org.Seed, (ulong)feed, (ulong)place.Bucket, (ulong)place.Part);
}
