using System.Globalization;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Graph;

/// <summary>
/// A Graph collection by windows of event time. Pages are followed by their next link, verbatim, to the answer that has none; the cursor moves with every page, so an interrupted window goes on
/// at the page that was not committed. The next page is fetched while one is published.
/// The backlog is read newest first, as its pages come.
/// </summary>
internal sealed class GraphReader(ServiceClient graph, FeedSpec feed, string version) : IFeedReader
{
    private const int PageSize = 1_000;

    /// <summary>Pages of one window, at most: ten million records. More is a link that leads in circles.</summary>
    private const int MostPages = 10_000;

    /// <summary>Polls that meet the same broken answer before the window is given up as a gap.</summary>
    private const int Patience = 5;

    /// <summary>Polls in a row that met an unreadable answer, of the present and of what lies behind it.</summary>
    private readonly int[] _unreadable = new int[2];

    /// <summary>Whether pages of a size are asked for: a collection may refuse it, and then gives pages of its own size.</summary>
    private volatile bool _isSized = true;

    public async Task PollAsync(FeedRun run, CancellationToken cancel)
    {
        var began = run.Now;
        while (run.Plan.Next(run.Cursor, run.Now) is { } window)
        {
            await ReadAsync(run, window, cancel);
            // A backfill goes on at once, and so does a poll that had to finish what an earlier one left; one look at the present is enough.
            if (window.Kind != FeedWindow.CatchUp && window.Began >= began && run.Cursor.Window is null) return;
        }
    }

    public async Task<bool> ReadBehindAsync(FeedRun run, CancellationToken cancel)
    {
        if (run.Plan.NextBehind(run.Cursor, run.Now) is not { } window) return false;
        await ReadAsync(run, window, cancel);
        return true;
    }

    private async Task ReadAsync(FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        var track = window.IsBehind ? 1 : 0;
        try
        {
            await FollowAsync(run, window, cancel);
            _unreadable[track] = 0;
        }
        catch (CollectorsException exception) when (exception.Code is CollectorsErrorCode.RequestRefused or CollectorsErrorCode.NotFound && run.Cursor.InHand(window) is { Next: not null } open)
        {
            // The link has grown stale: the window begins again.
            open = open with { Next = null };
            await run.MoveAsync(cursor => cursor.WithInHand(open));
            await FollowAsync(run, open, cancel);
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.RequestRefused && _isSized)
        {
            _isSized = false;
            await FollowUnsizedAsync(run, window, cancel);
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.AnswerUnreadable && ++_unreadable[track] >= Patience)
        {
            _unreadable[track] = 0;
            await GiveUpAsync(run, run.Cursor.InHand(window) ?? window, exception.ServiceCode == LinkTrail.Circular, cancel);
        }
    }

    private async Task FollowAsync(FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        var trail = new LinkTrail(MostPages);
        var pending = Task.CompletedTask;
        var forgotten = run.Recent.Forgotten;
        GraphPage? page = null;
        try
        {
            for (var link = LinkOf(window); link is not null;)
            {
                trail.Follow(link);
                page = await GraphPages.FetchAsync(graph, feed, link, run, window, cancel);
                await pending;
                pending = SubmitAsync(run, window, page);
                (link, page) = (page.Next, null);
            }

            await pending;
            // Only what this process has read whole can tell a late record from one that another process has taken.
            if (window.Next is null) run.Recent.HasRead(window.From, window.Kind == FeedWindow.Past ? window.To : DateTimeOffset.MaxValue, forgotten);
        }
        finally
        {
            // A page that is not handed over holds a place that all tenants share.
            page?.Dispose();
            await pending;
        }
    }

    /// <summary>A link of an address that the service no longer has is worth nothing: the window begins again.</summary>
    private string LinkOf(FeedWindow window) => window.Next is { } kept && ServiceLink.IsOwn(kept, graph.Root) ? kept : FirstLink(window);

    private async Task FollowUnsizedAsync(FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        try
        {
            await FollowAsync(run, window, cancel);
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.RequestRefused)
        {
            // It was something else.
            _isSized = true;
            throw;
        }
    }

    /// <summary>An answer stays broken: what can be read of it is kept, the rest of the window's stretch is a gap, and the window goes on where a next link is known.</summary>
    private async Task GiveUpAsync(FeedRun run, FeedWindow window, bool isCircular, CancellationToken cancel)
    {
        var gap = new FeedGap(window.From, window.To, isCircular ? "the service's links lead in circles" : "the service's answer stays unreadable", run.Now);
        using var page = isCircular ? null : await SalvageAsync(run, window, cancel);
        if (page is null) await run.MoveAsync(cursor => run.Plan.Complete(cursor, window, null, run.Now).With(gap));
        else if (page.IsCut) await SubmitAsync(run, window, page, gap);
        // Else it has come whole after all, and the window goes on with it.
    }

    /// <returns>Null: not even a part of it can be held.</returns>
    private async Task<GraphPage?> SalvageAsync(FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        try
        {
            return await GraphPages.FetchAsync(graph, feed, LinkOf(window), run, window, cancel, takesBroken: true);
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.AnswerUnreadable)
        {
            return null;
        }
    }

    private static async Task SubmitAsync(FeedRun run, FeedWindow window, GraphPage page, FeedGap? gap = null)
    {
        using var held = page;
        for (var index = 0; index < page.Batches.Count; index++)
        {
            var batch = page.Batches[index];
            var isLast = index == page.Batches.Count - 1;
            await run.SubmitAsync(batch, cursor => isLast && gap is not null ? After(run, cursor, window, batch, page).With(gap) : After(run, cursor, window, batch, isLast ? page : null));
        }
    }

    private static FeedCursor After(FeedRun run, FeedCursor cursor, FeedWindow window, FeedBatch batch, GraphPage? page)
    {
        var now = run.Now;
        if (page is null) return cursor;
        // Only a window that was read to its end moves the newest time: pages come newest first, and a crash in the middle must not move the anchor past what is still to come.
        var newest = Newest(window.Newest, page.Newest);
        var open = cursor.InHand(window);
        newest = Newest(open?.Newest, newest);
        return page.Next is not null ? cursor.WithInHand((open ?? window) with { Next = page.Next, Newest = newest }) : run.Plan.Complete(cursor, window, newest, now);
    }

    private static DateTimeOffset? Newest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    private string FirstLink(FeedWindow window)
    {
        var filter = $"{feed.Filter}{feed.TimeProperty} ge {Text(window.From)}";
        // Up to now the window is left open: what arrives while it is read is welcome.
        if (window.To < window.Began) filter += $" and {feed.TimeProperty} lt {Text(window.To)}";
        return $"{graph.Root}{version}/{feed.Path}?{(_isSized ? $"$top={PageSize}&" : "")}$filter={Uri.EscapeDataString(filter)}";
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
