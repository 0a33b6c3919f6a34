using System.Globalization;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Management;

/// <summary>
/// A content type of the Management Activity API: listings by contentCreated in windows of at most 24 h, every blob of a listing page, then the cursor behind the page. Blobs of a page are fetched
/// beside each other and published as they come; only when all are committed does the cursor move.
/// </summary>
/// <param name="keepsWebhook">Whether a webhook of ours is in use.</param>
internal sealed class ManagementReader(ServiceClient service, FeedSpec feed, Guid tenantId, Guid publisher, bool keepsWebhook = false) : IFeedReader
{
    /// <summary>What the service answers at most, both ends included.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private const int MostPages = 10_000;
    private const int Attempts = 3;

    /// <summary>Polls with nothing new after which an ordinary poll no longer lists what lies further back than a day.</summary>
    private const int QuietPolls = 10;

    /// <summary>Polls that meet the same circle of links before the window is given up as a gap.</summary>
    private const int Patience = 5;

    /// <summary>How far inside of what the service keeps a window begins when it refuses one at the edge: its clock may be ahead of ours.</summary>
    private static readonly TimeSpan[] Margins = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    private readonly ContentFetcher _content = new(service, feed, publisher);
    private readonly ContentSubscription _subscription = new(service, feed, tenantId, publisher, keepsWebhook);
    private TimeSpan _margin;
    private int _circles;
    private int _quiet;

    private string Feed => $"{service.Root}api/v1.0/{tenantId}/activity/feed";

    public async Task PollAsync(FeedRun run, CancellationToken cancel)
    {
        await _subscription.EnsureAsync(run, cancel);
        var began = run.Now;
        var found = 0;
        while (run.Plan.Next(run.Cursor, run.Now) is { } planned)
        {
            var window = planned;
            if (window.Kind == FeedWindow.Poll && window.Next is null && _quiet >= QuietPolls && window.To < window.Goal) window = window with { From = window.Goal - LongestWindow, To = window.Goal };
            found += await ReadAsync(run, window, cancel);
            // A backfill goes on at once, and so does a poll that had to finish what an earlier one left; one look at the present is enough.
            if (window.Kind != FeedWindow.CatchUp && window.Began >= began && run.Cursor.Window is null) break;
        }

        _quiet = found > 0 ? 0 : _quiet + 1;
        await _content.RetryAsync(run, run.Health.Fetching, cancel);
    }

    public async Task<bool> ReadBehindAsync(FeedRun run, CancellationToken cancel)
    {
        if (run.Plan.NextBehind(run.Cursor, run.Now) is not { } window) return false;
        if (await ReadAsync(run, window, cancel) > 0) _quiet = 0;
        return true;
    }

    private static FetchStatus StatusOf(FeedRun run, FeedWindow window) => window.IsBehind ? run.Health.Fetching.Behind : run.Health.Fetching;

    /// <returns>How many blobs were new.</returns>
    private async Task<int> ReadAsync(FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        try
        {
            var found = await WalkAsync(run, window, cancel);
            _circles = 0;
            return found;
        }
        catch (CollectorsException exception) when (exception.ServiceCode == LinkTrail.Circular)
        {
            var gap = new FeedGap(window.From, window.To, "the service's links lead in circles", run.Now);
            if (++_circles < Patience)
            {
                await run.MoveAsync(cursor => cursor.InHand(window) is { } open ? cursor.WithInHand(open with { Next = null }) : cursor);
                throw;
            }

            _circles = 0;
            await run.MoveAsync(cursor => run.Plan.Complete(cursor, window, null, run.Now).With(gap));
            return 0;
        }
    }

    /// <param name="planned">What the cursor knows; where the walk begins inside of it is no concern of the plan's.</param>
    private async Task<int> WalkAsync(FeedRun run, FeedWindow planned, CancellationToken cancel)
    {
        var window = planned;
        // A link of an address that the service no longer has is worth nothing.
        if (window.Next is { } kept && !ServiceLink.IsOwn(kept, service.Root)) window = window with { Next = null };
        FeedGap? skipped = null;
        if (window.Next is null && _margin > TimeSpan.Zero) (window, skipped) = Inside(run, window, _margin);
        var status = StatusOf(run, window);
        var trail = new LinkTrail(MostPages);
        var restarted = false;
        var found = 0;
        for (var link = window.Next ?? FirstLink(window); link is not null;)
        {
            trail.Follow(link);
            var (listing, next) = await ListAsync(link, status, cancel);
            if (listing is null)
            {
                var isFirst = link == FirstLink(window);
                // A link that the service no longer takes: the window begins again. A window that it does not take begins before what it still has.
                if (!isFirst && !restarted) (window, restarted, trail) = (window with { Next = null }, true, new LinkTrail(MostPages));
                else if (isFirst && Margins.FirstOrDefault(margin => margin > _margin && run.Now - Retention + margin > window.From) is { Ticks: > 0 } margin && run.Now - Retention + margin < window.To) (window, skipped) = Inside(run, window, _margin = margin);
                else throw new CollectorsException(CollectorsErrorCode.RequestRefused, $"the Management Activity API refuses the window for {feed.Name}.");
                link = FirstLink(window);
                continue;
            }

            var fresh = _content.Fresh(listing.Items, run.Cursor, window);
            found += fresh.Count;
            await _content.FetchAllAsync(run, fresh, status, cancel);
            var newest = listing.Items.Count == 0 ? (DateTimeOffset?)null : listing.Items.Max(item => item.Created);
            var lost = skipped;
            await run.MoveAsync(cursor => WithGaps(After(run, cursor, planned, next, newest), run, planned, listing, lost));
            link = next;
        }

        return found;
    }

    /// <summary>The window from a margin inside of what the service keeps, and what of it was never read and is skipped so.</summary>
    private static (FeedWindow Window, FeedGap? Skipped) Inside(FeedRun run, FeedWindow window, TimeSpan margin)
    {
        var from = run.Now - Retention + margin;
        if (from <= window.From || from >= window.To) return (window, null);
        var unread = window.Kind == FeedWindow.Past || run.Cursor.CoveredTo < window.From ? window.From : run.Cursor.CoveredTo;
        return (window with { From = from }, unread < from ? new FeedGap(unread, from, "not collected in time: the service's clock is ahead of this machine's", run.Now) : null);
    }

    private static FeedCursor WithGaps(FeedCursor cursor, FeedRun run, FeedWindow window, ContentListing listing, FeedGap? skipped)
    {
        if (skipped is not null) cursor = cursor.With(skipped);
        foreach (var id in listing.Broken) cursor = cursor.With(new FeedGap(window.From, window.To, $"an entry of a listing tells no address or no time of its content ({(id.Length <= 200 ? id : id[..200])})", run.Now, id));
        return cursor;
    }

    private static FeedCursor After(FeedRun run, FeedCursor cursor, FeedWindow window, string? next, DateTimeOffset? newest)
    {
        var open = cursor.InHand(window);
        var seen = open?.Newest is { } before && !(newest > before) ? before : newest;
        return next is not null ? cursor.WithInHand((open ?? window) with { Next = next, Newest = seen }) : run.Plan.Complete(cursor, window, seen, run.Now);
    }

    /// <returns>Null listing: the service does not take the link.</returns>
    private async Task<(ContentListing? Listing, string? Next)> ListAsync(string link, FetchStatus status, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await service.SendAsync(HttpMethod.Get, link, status, cancel);
            reply.Lease?.Dispose();
            if (!reply.IsSuccess)
            {
                if (ManagementErrors.IsStaleWindow(reply)) return (null, null);
                // Somebody stopped the subscription: started again with the next poll.
                if (reply.ErrorCode is ManagementErrors.NoSubscription or ManagementErrors.DisabledByAdmin) _subscription.Forget();
                throw ManagementErrors.Of(reply, feed);
            }

            var listing = ContentList.Read(reply.Body);
            if (listing is not null && (attempt >= Attempts || IsSound(listing, reply.NextPage)))
            {
                // Content with a foreign address is left open by itself; a walk cannot go on without its next link.
                if (reply.NextPage is not null) ServiceLink.Check(reply.NextPage, service.Root, service.Name);
                return (listing, reply.NextPage);
            }

            if (attempt >= Attempts) throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, "the Management Activity API gives a listing that cannot be read.");
            await service.PauseAsync(attempt, cancel);
        }
    }

    private bool IsSound(ContentListing listing, string? next) =>
        listing.Broken.Count == 0 && (next is null || ServiceLink.IsOwn(next, service.Root)) && listing.Items.All(item => ServiceLink.IsOwn(item.Uri, service.Root));

    private string FirstLink(FeedWindow window) =>
        $"{Feed}/subscriptions/content?contentType={feed.Path}&startTime={Text(window.From)}&endTime={Text(window.To)}&PublisherIdentifier={publisher}";

    // Whole seconds are all the service takes. Both ends are rounded down: what falls into the last second is in the next window's overlap.
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
