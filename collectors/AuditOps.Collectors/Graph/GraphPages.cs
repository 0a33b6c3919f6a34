using System.Text.Json;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Graph;

/// <summary>
/// Fetches one page, again when it comes broken. One that stays broken counts only when it can be read to its end, record by record; whether its next link stands in front of the records or behind
/// them tells nothing about that.
/// </summary>
internal static class GraphPages
{
    private const int Attempts = 3;

    /// <param name="takesBroken">Take what can be read of a page that is not whole.</param>
    /// <exception cref="CollectorsException">No page; the code says why.</exception>
    public static async Task<GraphPage> FetchAsync(ServiceClient graph, FeedSpec feed, string link, FeedRun run, FeedWindow window, CancellationToken cancel, bool takesBroken = false)
    {
        var status = window.IsBehind ? run.Health.Fetching.Behind : run.Health.Fetching;
        // What was never read before cannot be late.
        var coveredTo = window.Kind == FeedWindow.Past ? DateTimeOffset.MinValue : run.Cursor.CoveredTo;
        for (var attempt = 1; ; attempt++)
        {
            var reply = await graph.SendAsync(HttpMethod.Get, link, status, cancel);
            if (!reply.IsSuccess) throw GraphErrors.Of(reply, feed, graph.Name);
            var lease = reply.Lease;
            try
            {
                if (Read(graph, feed, run, coveredTo, reply.Body, attempt == Attempts, takesBroken) is { } page)
                {
                    page = page with { Lease = lease };
                    lease = null;
                    return page;
                }
            }
            finally
            {
                lease?.Dispose();
            }

            await graph.PauseAsync(attempt, cancel);
        }
    }

    /// <returns>Null: it is worth asking again.</returns>
    private static GraphPage? Read(ServiceClient graph, FeedSpec feed, FeedRun run, DateTimeOffset coveredTo, byte[] body, bool isLastAttempt, bool takesBroken)
    {
        if (JsonAnswer.TryCut(body, out var parts) && parts.IsPage)
        {
            if (parts.NextLink is { } link && !ServiceLink.IsOwn(link, graph.Root) && !isLastAttempt) return null;
            if (parts.NextLink is not null) ServiceLink.Check(parts.NextLink, graph.Root, graph.Name);
            return Page([.. run.Intake.Cut(body, parts, feed.Name, null, coveredTo)], parts.NextLink, isCut: false);
        }

        if (!isLastAttempt) return null;
        var (batches, isWhole, end) = run.Intake.Salvage(body, isPage: true, feed.Name, null, coveredTo);
        if (!isWhole && !takesBroken) throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, $"{graph.Name} gives a page that is cut off, or no page at all.");
        var next = NextIn(body, end);
        if (next is not null && !takesBroken) ServiceLink.Check(next, graph.Root, graph.Name);
        return Page(batches, next is not null && ServiceLink.IsOwn(next, graph.Root) ? next : null, !isWhole);
    }

    private static GraphPage Page(IReadOnlyList<FeedBatch> batches, string? next, bool isCut)
    {
        DateTimeOffset? newest = null;
        foreach (var batch in batches)
        {
            if (newest is null || batch.Newest > newest) newest = batch.Newest;
        }

        return new GraphPage(batches, next, newest, isCut);
    }

    /// <summary>The next link of a page whose records are broken: it stands in front of them or behind them.</summary>
    /// <param name="end">Where the last element ends.</param>
    internal static string? NextIn(ReadOnlySpan<byte> body, long end)
    {
        var head = body.IndexOf("\"value\""u8);
        var found = head > 0 ? LinkIn(body[..head]) : null;
        return found ?? (end < body.Length ? LinkIn(body[(int)end..]) : null);
    }

    private static string? LinkIn(ReadOnlySpan<byte> part)
    {
        var at = part.IndexOf("\"@odata.nextLink\""u8);
        if (at < 0) return null;
        var rest = part[(at + "\"@odata.nextLink\""u8.Length)..].TrimStart(" \t\r\n:"u8);
        try
        {
            var reader = new Utf8JsonReader(rest, isFinalBlock: false, default);
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut in the middle of the link.
            return null;
        }
    }
}
