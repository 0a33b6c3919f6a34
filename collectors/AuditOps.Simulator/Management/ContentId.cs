using System.Globalization;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Management;

/// <summary>The opaque name of a blob: digits and parts divided by dollar signs, as the service makes them. It holds the blob's place, so that nothing needs to be remembered.</summary>
internal static class ContentId
{
    private const int TimeDigits = 17;
    private const int BucketDigits = 12;
    private const int PartDigits = 3;
    private const int CheckDigits = 10;
    private const int AllDigits = TimeDigits + BucketDigits + PartDigits + CheckDigits;
    private const ulong CheckBound = 10_000_000_000;

    public static string Of(Tenant tenant, Feed feed, in Blob blob, DateTime createdReal)
    {
        var name = feed.ContentType().Replace("Audit.", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{createdReal:yyyyMMddHHmmssfff}{blob.Bucket:D12}{blob.Part:D3}{Check(tenant, feed, blob.Bucket, blob.Part):D10}$audit_{name.ToLowerInvariant()}$Audit_{name}");
    }

    /// <summary>False when it was never made by us; a well-formed id of another tenant has no blob.</summary>
    public static bool TryParse(string id, Tenant tenant, out Feed feed, out long bucket, out int part, out bool isOurs)
    {
        (feed, bucket, part, isOurs) = (default, 0, 0, false);
        var pieces = id.Split('$');
        if (pieces.Length != 3 || pieces[0].Length != AllDigits || !pieces[2].StartsWith("Audit_", StringComparison.Ordinal)) return false;
        foreach (var digit in pieces[0])
        {
            if (!char.IsAsciiDigit(digit)) return false;
        }

        var name = pieces[2]["Audit_".Length..];
        if (FeedNames.OfContentType(name == "DLPAll" ? "DLP.All" : $"Audit.{name}") is not { } found) return false;
        feed = found;
        bucket = long.Parse(pieces[0].AsSpan(TimeDigits, BucketDigits), CultureInfo.InvariantCulture);
        part = int.Parse(pieces[0].AsSpan(TimeDigits + BucketDigits, PartDigits), CultureInfo.InvariantCulture);
        isOurs = ulong.Parse(pieces[0].AsSpan(TimeDigits + BucketDigits + PartDigits), CultureInfo.InvariantCulture) == Check(tenant, feed, bucket, part);
        return true;
    }

    private static ulong Check(Tenant tenant, Feed feed, long bucket, int part) => Mix.Of(Mix.Of(tenant.Org.Seed, (ulong)feed, (ulong)bucket), (ulong)part) % CheckBound;
}
