using System.Security.Cryptography;
using System.Text.Json;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Control;

/// <summary>Lists every record that has become available, once, in the form in which it is served now.</summary>
internal static class Exposed
{
    private const int FlushAt = 64 << 10;

    public static async Task WriteAsync(Tenant tenant, string? source, Stream output, CancellationToken cancel)
    {
        using var records = new RecordWriter();
        var lines = new System.Buffers.ArrayBufferWriter<byte>(FlushAt * 2);
        var now = tenant.Feeds.Clock.Now;
        foreach (var feed in FeedNames.Management.Concat(FeedNames.Graph))
        {
            if (!string.IsNullOrEmpty(source) && feed.Source() != source) continue;
            foreach (var slot in feed.IsManagement() ? Content(tenant.Feeds, feed, now) : Log(tenant.Feeds, feed, now))
            {
                WriteLine(tenant, feed, slot, now, records, lines);
                if (lines.WrittenCount < FlushAt) continue;
                await output.WriteAsync(lines.WrittenMemory, cancel);
                lines.ResetWrittenCount();
            }
        }

        await output.WriteAsync(lines.WrittenMemory, cancel);
    }

    /// <summary>How many records the tenant's content holds; their text is not made for it.</summary>
    public static long CountContent(Tenant tenant)
    {
        var now = tenant.Feeds.Clock.Now;
        return FeedNames.Management.Sum(feed => Blobs(tenant.Feeds, feed, now).Sum(blob => (long)blob.Count + blob.Scripted));
    }

    private static IEnumerable<Slot> Content(TenantFeeds feeds, Feed feed, DateTime now) => Blobs(feeds, feed, now).SelectMany(blob => feeds.BlobSlots(feed, in blob));

    private static IEnumerable<Blob> Blobs(TenantFeeds feeds, Feed feed, DateTime now)
    {
        for (var bucket = feeds.ManagementBucket(feed, feeds.Clock.Start); bucket <= feeds.ManagementBucket(feed, now); bucket++)
        {
            foreach (var blob in feeds.Blobs(feed, bucket))
            {
                if (blob.Listed > now || blob.Created < feeds.Clock.Start) continue;
                yield return blob;
            }
        }
    }

    private static IEnumerable<Slot> Log(TenantFeeds feeds, Feed feed, DateTime now)
    {
        for (var bucket = feeds.GraphBucket(feeds.Clock.Start); bucket <= feeds.GraphBucket(now); bucket++)
        {
            foreach (var slot in feeds.GraphSlots(feed, bucket))
            {
                if (slot.Time >= feeds.Clock.Start && slot.Available <= now) yield return slot;
            }
        }
    }

    private static void WriteLine(Tenant tenant, Feed feed, Slot slot, DateTime now, RecordWriter records, System.Buffers.ArrayBufferWriter<byte> lines)
    {
        var bytes = records.Write(tenant.Feeds, feed, in slot, now, out var written);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            json.WriteString("source", feed.Source());
            json.WriteString("id", written.Id);
            json.WriteString("sha256", Convert.ToHexStringLower(hash));
            json.WriteNumber("version", written.Version);
            json.WriteString("event_time", JsonText.Graph(slot.Time));
            json.WriteString("available_time", JsonText.Graph(slot.Available));
            if (written.Malformed) json.WriteBoolean("malformed", true);
            json.WriteEndObject();
        }

        var end = lines.GetSpan(1);
        end[0] = (byte)'\n';
        lines.Advance(1);
    }
}
