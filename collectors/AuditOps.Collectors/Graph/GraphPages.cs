using System.Text.Json;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Graph;

/// <summary>Fetches one page, again when it comes broken; one that stays broken is salvaged, but is never taken for the last unless it can be read to its end.</summary>
internal static class GraphPages
{
    private const int Attempts = 3;

    public static async Task<GraphPage> FetchAsync(ServiceClient graph, FeedSpec feed, string link, FeedRun run, FeedWindow window, CancellationToken cancel)
    {
        var status = window.IsBehind ? run.Health.Fetching.Behind : run.Health.Fetching;
        // What was never read before cannot be late.
        var coveredTo = window.Kind == FeedWindow.Past ? DateTimeOffset.MinValue : run.Cursor.CoveredTo;
        for (var attempt = 1; ; attempt++)
        {
            var reply = await graph.SendAsync(HttpMethod.Get, link, status, cancel);
            if (!reply.IsSuccess) throw GraphErrors.Of(reply, feed, graph.Name);
            if (JsonAnswer.TryCut(reply.Body, out var parts))
            {
                if (parts.NextLink is not null && !IsOwn(graph, parts.NextLink) && attempt < Attempts)
                {
                    reply.Lease!.Dispose();
                    continue;
                }

                if (parts.NextLink is not null) ServiceLink.Check(parts.NextLink, graph.Root, graph.Name);
                return Page([.. run.Intake.Cut(reply.Body, parts, feed.Name, null, coveredTo)], parts.NextLink, reply.Lease);
            }

            if (attempt >= Attempts) return Salvage(graph, feed, run, coveredTo, reply);
            reply.Lease!.Dispose();
        }
    }

    private static GraphPage Salvage(ServiceClient graph, FeedSpec feed, FeedRun run, DateTimeOffset coveredTo, ServiceReply reply)
    {
        var (batches, isWhole, end) = run.Intake.Salvage(reply.Body, feed.Name, null, coveredTo);
        var next = NextIn(reply.Body, end);
        if (next is null && !isWhole)
        {
            reply.Lease!.Dispose();
            throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, $"{graph.Name} gives a page that is cut off before its next link.");
        }

        if (next is not null) ServiceLink.Check(next, graph.Root, graph.Name);
        return Page(batches, next, reply.Lease);
    }

    private static GraphPage Page(IReadOnlyList<FeedBatch> batches, string? next, Lease? lease)
    {
        DateTimeOffset? newest = null;
        foreach (var batch in batches)
        {
            if (newest is null || batch.Newest > newest) newest = batch.Newest;
        }

        return new GraphPage(batches, next, newest, lease);
    }

    private static bool IsOwn(ServiceClient graph, string link)
    {
        try
        {
            ServiceLink.Check(link, graph.Root, graph.Name);
            return true;
        }
        catch (CollectorsException)
        {
            return false;
        }
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
