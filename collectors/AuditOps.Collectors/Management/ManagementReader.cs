using System.Collections.Concurrent;
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

    private const int BlobsAtOnce = 4;
    private const int MostPages = 10_000;

    /// <summary>Blobs of a page that may fail before the rest is left for the next poll.</summary>
    private const int MostFailures = 8;
    private const int Attempts = 3;

    /// <summary>Polls with nothing new after which an ordinary poll no longer lists what lies further back than a day.</summary>
    private const int QuietPolls = 10;

    /// <summary>Listings in which a blob may be missing before it is a gap.</summary>
    private const int MissingPatience = 5;

    /// <summary>Blobs that are committed, so that overlapping listings do not fetch them again. Ids are some 100 bytes; the oldest half is forgotten at the limit.</summary>
    private const int MostKnown = 20_000;

    private readonly Dictionary<string, DateTimeOffset> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _missing = new(StringComparer.Ordinal);
    private readonly ContentSubscription _subscription = new(service, feed, tenantId, publisher, keepsWebhook);
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
            if (window.Kind == FeedWindow.Poll && _quiet >= QuietPolls && window.To < window.Goal) window = window with { From = window.Goal - LongestWindow, To = window.Goal };
            found += await ReadAsync(run, window, cancel);
            // A backfill goes on at once, and so does a poll that had to finish what an earlier one left; one look at the present is enough.
            if (window.Kind != FeedWindow.CatchUp && window.Began >= began && run.Cursor.Window is null) break;
        }

        _quiet = found > 0 ? 0 : _quiet + 1;
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
        var link = window.Next ?? FirstLink(window);
        var status = StatusOf(run, window);
        var found = 0;
        var restarted = false;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var (items, next) = await ListAsync(link, status, cancel);
            if (items is null)
            {
                // A link or a window that the service no longer takes: the window begins again, and what has meanwhile fallen out of it is found by the plan.
                if (restarted || (pages == 0 && window.Next is null)) throw new CollectorsException(CollectorsErrorCode.RequestRefused, $"the Management Activity API refuses the window for {feed.Name}.");
                restarted = true;
                window = window with { Next = null };
                link = FirstLink(window);
                continue;
            }

            if (next == link) throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, "a listing links to itself.");
            var fresh = Fresh(items);
            found += fresh.Count;
            await FetchAllAsync(run, fresh, status, cancel);
            var newest = items.Count == 0 ? (DateTimeOffset?)null : items.Max(item => item.Created);
            var at = window;
            await run.MoveAsync(cursor => After(run, cursor, at, next, newest));
            if (next is null) return found;
            link = next;
        }

        throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, $"a listing of more than {MostPages} pages: its links lead in circles.");
    }

    private static FeedCursor After(FeedRun run, FeedCursor cursor, FeedWindow window, string? next, DateTimeOffset? newest)
    {
        var open = cursor.InHand(window);
        var seen = open?.Newest is { } before && !(newest > before) ? before : newest;
        return next is not null ? cursor.WithInHand((open ?? window) with { Next = next, Newest = seen }) : run.Plan.Complete(cursor, window, seen, run.Now);
    }

    /// <returns>Null items: the service does not take the link.</returns>
    private async Task<(IReadOnlyList<ContentItem>? Items, string? Next)> ListAsync(string link, FetchStatus status, CancellationToken cancel)
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

            if (ContentList.Read(reply.Body) is { } items && AreOwn(items, reply.NextPage, attempt)) return (items, reply.NextPage);
            if (attempt >= Attempts) throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, "the Management Activity API gives a listing that cannot be read.");
        }
    }

    /// <exception cref="CollectorsException">At the last attempt: a link leads away from the service.</exception>
    private bool AreOwn(IReadOnlyList<ContentItem> items, string? next, int attempt)
    {
        try
        {
            if (next is not null) ServiceLink.Check(next, service.Root, service.Name);
            foreach (var item in items) ServiceLink.Check(item.Uri, service.Root, service.Name);
            return true;
        }
        catch (CollectorsException) when (attempt < Attempts)
        {
            return false;
        }
    }

    /// <summary>One blob that fails does not stop the others: what of a page is committed is not fetched again when the page is.</summary>
    private async Task FetchAllAsync(FeedRun run, List<ContentItem> items, FetchStatus status, CancellationToken cancel)
    {
        var failures = new ConcurrentQueue<CollectorsException>();
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = BlobsAtOnce, CancellationToken = cancel }, async (item, token) =>
        {
            try
            {
                if (failures.Count >= MostFailures) return;
                await FetchAsync(run, item, status, token);
                Remember(item);
            }
            catch (CollectorsException exception)
            {
                failures.Enqueue(exception);
            }
        });
        if (failures.TryDequeue(out var first)) throw failures.FirstOrDefault(failure => failure.Code == CollectorsErrorCode.Displaced) ?? first;
    }

    private List<ContentItem> Fresh(IReadOnlyList<ContentItem> items)
    {
        lock (_known) return items.Where(item => !_known.ContainsKey(item.Id)).DistinctBy(item => item.Id).ToList();
    }

    private async Task FetchAsync(FeedRun run, ContentItem item, FetchStatus status, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await service.SendAsync(HttpMethod.Get, item.Uri, status, cancel);
            if (!reply.IsSuccess)
            {
                await MissingAsync(run, item, reply);
                return;
            }

            IReadOnlyList<FeedBatch> batches;
            if (JsonAnswer.TryCut(reply.Body, out var parts))
            {
                batches = [.. run.Intake.Cut(reply.Body, parts, $"{feed.Name}/{item.Id}", item.Created, DateTimeOffset.MinValue)];
            }
            else if (attempt < Attempts)
            {
                reply.Lease!.Dispose();
                continue;
            }
            else
            {
                batches = run.Intake.Salvage(reply.Body, $"{feed.Name}/{item.Id}", item.Created, DateTimeOffset.MinValue).Batches;
            }

            using (reply.Lease)
            {
                foreach (var batch in batches.Where(batch => batch.Count > 0)) await run.SubmitAsync(batch, cursor => cursor);
            }

            return;
        }
    }

    /// <summary>Listed, and yet not there. Expired is for good; anything else may still appear, and holds the cursor back for some polls.</summary>
    private async Task MissingAsync(FeedRun run, ContentItem item, ServiceReply reply)
    {
        var failure = ManagementErrors.Of(reply, feed);
        if (failure.Code != CollectorsErrorCode.NotFound) throw failure;
        if (reply.ErrorCode != ManagementErrors.Expired && _missing.AddOrUpdate(item.Id, 1, (_, count) => count + 1) < MissingPatience) throw failure;
        _missing.TryRemove(item.Id, out _);
        var reason = reply.ErrorCode == ManagementErrors.Expired ? "content had expired before it was fetched" : "content was listed and is not there";
        await run.MoveAsync(cursor => cursor.With(new FeedGap(item.Created, item.Created, $"{reason} ({reply.ErrorCode ?? reply.Status.ToString(CultureInfo.InvariantCulture)})", run.Now)));
    }

    private void Remember(ContentItem item)
    {
        lock (_known) RememberLocked(item);
    }

    private void RememberLocked(ContentItem item)
    {
        _known[item.Id] = item.Created;
        if (_known.Count <= MostKnown) return;
        foreach (var old in _known.OrderBy(pair => pair.Value).Take(MostKnown / 2).Select(pair => pair.Key).ToList()) _known.Remove(old);
    }

    private string FirstLink(FeedWindow window) =>
        $"{Feed}/subscriptions/content?contentType={feed.Path}&startTime={Text(window.From)}&endTime={Text(window.To)}&PublisherIdentifier={publisher}";

    // Whole seconds are all the service takes: the start is rounded down, the end up, and one second more never makes the window too long.
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
