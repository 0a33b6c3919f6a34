using System.Globalization;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Graph;

/// <summary>
/// A Graph collection by windows of event time. Pages are followed by their next link, verbatim, to the answer that has none; the cursor moves with every page, so an interrupted window goes on
/// at the page that was not committed. The next page is fetched while one is published.
/// </summary>
internal sealed class GraphReader(ServiceClient graph, FeedSpec feed, string version) : IFeedReader
{
    private const int PageSize = 1_000;

    /// <summary>Pages of one window, at most: ten million records. More is a link that leads in circles.</summary>
    private const int MostPages = 10_000;

    /// <summary>Polls that meet the same broken answer before the window is given up as a gap.</summary>
    private const int Patience = 5;

    public async Task PollAsync(FeedRun run, CancellationToken cancel)
    {
        while (run.Plan.Next(run.Cursor, run.Now) is { } planned)
        {
            var window = planned;
            try
            {
                await ReadAsync(run, window, cancel);
                run.Unreadable = 0;
            }
            catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.RequestRefused && run.Cursor.Window is { Next: not null } open)
            {
                // The link has grown stale: the window begins again.
                await run.MoveAsync(cursor => cursor with { Window = open with { Next = null } });
                await ReadAsync(run, run.Cursor.Window!, cancel);
            }
            catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.AnswerUnreadable && ++run.Unreadable >= Patience)
            {
                run.Unreadable = 0;
                var gap = new FeedGap(window.From, window.To, "the service's answer stays unreadable", run.Now);
                await run.MoveAsync(cursor => run.Plan.Complete(cursor, window, null, run.Now).With(gap));
            }

            // Catching up goes on at once; one look at the present is enough for one poll.
            if (window.Kind != FeedWindow.CatchUp && run.Cursor.Window is null) return;
        }
    }

    private async Task ReadAsync(FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        var link = window.Next ?? FirstLink(window);
        var pending = Task.CompletedTask;
        run.Recent.Reads(window.From);
        try
        {
            for (var pages = 0; pages < MostPages; pages++)
            {
                var page = await GraphPages.FetchAsync(graph, feed, link, run, cancel);
                await pending;
                if (page.Next == link) throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, "a page links to itself.");
                pending = SubmitAsync(run, window, page);
                if (page.Next is null) return;
                link = page.Next;
            }

            throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, $"a window of more than {MostPages} pages: its links lead in circles.");
        }
        finally
        {
            await pending;
        }
    }

    private static async Task SubmitAsync(FeedRun run, FeedWindow window, GraphPage page)
    {
        using var lease = page.Lease;
        for (var index = 0; index < page.Batches.Count; index++)
        {
            var batch = page.Batches[index];
            var isLast = index == page.Batches.Count - 1;
            await run.SubmitAsync(batch, cursor => After(run, cursor, window, batch, isLast ? page : null));
        }
    }

    private static FeedCursor After(FeedRun run, FeedCursor cursor, FeedWindow window, FeedBatch batch, GraphPage? page)
    {
        var now = run.Now;
        if (page is null) return cursor;
        // Only a window that was read to its end moves the newest time: pages come newest first, and a crash in the middle must not move the anchor past what is still to come.
        var newest = Newest(window.Newest, page.Newest);
        if (page.Next is not null) return cursor with { Window = (cursor.Window ?? window) with { Next = page.Next, Newest = Newest(cursor.Window?.Newest, newest) } };
        return run.Plan.Complete(cursor, window, Newest(cursor.Window?.Newest, newest), now);
    }

    private static DateTimeOffset? Newest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    private string FirstLink(FeedWindow window)
    {
        var filter = $"{feed.Filter}{feed.TimeProperty} ge {Text(window.From)}";
        // Up to now the window is left open: what arrives while it is read is welcome.
        if (window.To < window.Began) filter += $" and {feed.TimeProperty} lt {Text(window.To)}";
        return $"{graph.Root}{version}/{feed.Path}?$top={PageSize}&$filter={Uri.EscapeDataString(filter)}";
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
