using System.Globalization;
using AuditOps.Simulator.Faults;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Management;

/// <summary>Listing content and fetching blobs.</summary>
internal sealed class ContentEndpoints(ManagementAccess access, Func<string> baseAddress)
{
    private const int PageSize = 200;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public void Map(WebApplication app)
    {
        app.MapGet(ManagementAccess.Root + "subscriptions/content", ListAsync);
        app.MapGet(ManagementAccess.Root + "audit/{contentId}", BlobAsync);
    }

    private async Task ListAsync(string tenantId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is not { } tenant) return;
        if (await access.FeedAsync(context, tenant) is not { } feed) return;
        if (tenant.Subscriptions.Find(feed) is not { Enabled: true })
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20022", "No subscription found for the specified content type");
            return;
        }

        var query = context.Request.Query;
        var clock = tenant.Feeds.Clock;
        var now = clock.Real;
        if (ContentWindow.Of(query["startTime"], query["endTime"], now, out var code, out var message) is not { } window)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, code, message);
            return;
        }

        var position = (Bucket: tenant.Feeds.ManagementBucket(feed, clock.Simulated(window.Start)), Part: 0);
        var token = query["nextPage"].ToString();
        if (token.Length > 0)
        {
            if (NextPage.Parse(token, tenant, feed) is not { } parsed)
            {
                await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20031", $"Invalid nextPage Input: {token}.");
                return;
            }

            position = parsed;
        }

        var page = new List<ContentEntry>();
        var next = Fill(tenant, feed, window, position, page);
        if (next is { } place)
        {
            var times = Uri.EscapeDataString(JsonTimes(window.Start));
            // The service itself spells the parameter both ways.
            var end = (place.Bucket & 1) == 0 ? "endtime" : "endTime";
            var publisher = query["PublisherIdentifier"].ToString();
            context.Response.Headers["NextPageUri"] = $"{(FaultMarks.Has(context, FaultKind.ForeignLink) ? FaultMarks.ForeignHost : baseAddress())}/api/v1.0/{tenant.Org.TenantId}/activity/feed/subscriptions/content?contentType={feed.ContentType()}&startTime={times}&{end}={Uri.EscapeDataString(JsonTimes(window.End))}&nextPage={NextPage.Text(tenant, feed, place)}{(publisher.Length > 0 ? $"&PublisherIdentifier={Uri.EscapeDataString(publisher)}" : "")}";
        }

        await Respond.ObjectAsync(context, Shuffled(tenant, page).Select(entry => entry.ToJson(tenant, feed, baseAddress())));
    }

    private static (long Bucket, int Part)? Fill(Tenant tenant, Feed feed, ContentWindow window, (long Bucket, int Part) from, List<ContentEntry> page)
    {
        var clock = tenant.Feeds.Clock;
        var now = clock.Now;
        var last = tenant.Feeds.ManagementBucket(feed, clock.Simulated(window.End) < now ? clock.Simulated(window.End) : now);
        for (var bucket = from.Bucket; bucket <= last; bucket++)
        {
            foreach (var blob in tenant.Feeds.Blobs(feed, bucket))
            {
                if (bucket == from.Bucket && blob.Part < from.Part) continue;
                if (blob.Listed > now || blob.Created < clock.Start) continue;
                var created = clock.ToReal(blob.Created);
                if (created < window.Start || created >= window.End) continue;
                if (page.Count == PageSize) return (bucket, blob.Part);
                page.Add(new ContentEntry(ContentId.Of(tenant, feed, in blob, created), created));
            }
        }

        return null;
    }

    /// <summary>In no order, as the service lists them; the same page in the same disorder.</summary>
    private static List<ContentEntry> Shuffled(Tenant tenant, List<ContentEntry> page)
    {
        if (tenant.Feeds.Faults.ListedLate <= 0) return page;
        var dice = new Dice(Mix.Of(tenant.Org.Seed, (ulong)page.Count));
        for (var i = page.Count - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (page[i], page[other]) = (page[other], page[i]);
        }

        return page;
    }

    private async Task BlobAsync(string tenantId, string contentId, HttpContext context)
    {
        if (await access.EnterAsync(context, tenantId) is not { } tenant) return;
        if (!ContentId.TryParse(Uri.UnescapeDataString(contentId), tenant, out var feed, out var bucket, out var part, out var isOurs))
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20052", $"Content ID {contentId} is not valid.");
            return;
        }

        var clock = tenant.Feeds.Clock;
        var blob = isOurs ? tenant.Feeds.Blobs(feed, bucket).Find(each => each.Part == part) : default;
        if (blob.IsEmpty || FaultMarks.Has(context, FaultKind.MissingBlob) || blob.Listed > clock.Now || blob.Created < clock.Start)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status404NotFound, "AF20050", $"The specified content ({contentId}) does not exist.");
            return;
        }

        if (!await access.MayReadAsync(context, tenant, feed)) return;
        if (clock.ToReal(blob.Created) < clock.Real - Kept)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status404NotFound, "AF20051", $"Content requested with the key {contentId} has already expired. Content older than 7 days cannot be retrieved.");
            return;
        }

        using var page = PageBuffer.Rent();
        page.Text("["u8);
        WriteRecords(tenant, feed, in blob, page);
        page.Text("]"u8);
        await Respond.BytesAsync(context, page.Bytes);
    }

    private static void WriteRecords(Tenant tenant, Feed feed, in Blob blob, PageBuffer page)
    {
        var feeds = tenant.Feeds;
        var faults = feeds.Faults;
        foreach (var slot in feeds.BlobSlots(feed, in blob))
        {
            page.Record(page.Records.Write(feeds, feed, in slot, DateTime.MinValue, out _));
            if (RecordWriter.Unit(slot.Seed, 9) < faults.RepeatedWithin)
                page.Record(page.Records.Write(feeds, feed, in slot, DateTime.MinValue, out _));
        }

        if (blob.Part != 0 || faults.RepeatedAcrossBlobs <= 0) return;
        foreach (var earlier in feeds.Blobs(feed, blob.Bucket - 1))
        {
            if (earlier.Created < feeds.Clock.Start) continue;
            foreach (var slot in feeds.BlobSlots(feed, in earlier))
            {
                if (RecordWriter.Unit(slot.Seed, 8) < faults.RepeatedAcrossBlobs)
                    page.Record(page.Records.Write(feeds, feed, in slot, DateTime.MinValue, out _));
            }
        }
    }

    private static string JsonTimes(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
