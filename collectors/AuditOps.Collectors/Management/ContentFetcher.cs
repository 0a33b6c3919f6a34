using System.Collections.Concurrent;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Management;

/// <summary>
/// Fetches the blobs of listings beside each other and publishes them as they come. One that fails for a reason of its own keeps neither the others nor the cursor waiting: it is left open, in the
/// cursor, asked for again with every poll, and a gap when it has not come for long. Even then a later listing that shows it is one more try.
/// </summary>
internal sealed class ContentFetcher(ServiceClient service, FeedSpec feed, Guid publisher)
{
    private const int BlobsAtOnce = 4;

    /// <summary>Blobs of a page that may fail before the rest is left for the next poll.</summary>
    private const int MostFailures = 8;
    private const int Attempts = 3;

    /// <summary>Blobs that may be open; a feed with more of them has another trouble, and its cursor waits.</summary>
    private const int MostOpen = 200;

    /// <summary>Open blobs that one poll asks for again.</summary>
    private const int MostRetried = 8;

    /// <summary>Blobs that are committed, so that overlapping listings do not fetch them again. Ids are some 100 bytes; the oldest half is forgotten at the limit.</summary>
    private const int MostKnown = 20_000;

    /// <summary>The service's own failures are mostly all blobs' and pass; this long the cursor waits for one.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(10);

    /// <summary>What is not there, or is no blob, may still appear: replicas are minutes apart.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>What the service fails to give.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _failing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _tried = new(StringComparer.Ordinal);

    /// <summary>Those of a listing that are to be fetched: not the committed ones, nor those that are asked for again anyway. What has become a gap is tried again by longer looks back only.</summary>
    public List<ContentItem> Fresh(IReadOnlyList<ContentItem> items, FeedCursor cursor, FeedWindow window)
    {
        var given = window.Kind == FeedWindow.Poll ? cursor.LastGaps.Select(gap => gap.Content).OfType<string>().ToHashSet(StringComparer.Ordinal) : [];
        var open = cursor.Open.ToDictionary(content => content.Id, content => content.Uri, StringComparer.Ordinal);
        lock (_known) return items.Where(item => !_known.ContainsKey(item.Id) && !given.Contains(item.Id) && open.GetValueOrDefault(item.Id) != item.Uri).DistinctBy(item => item.Id).ToList();
    }

    /// <summary>One blob that fails does not stop the others: what of a page is committed is not fetched again when the page is.</summary>
    /// <exception cref="CollectorsException">Some could not be fetched, and the cursor has to wait for them.</exception>
    public async Task FetchAllAsync(FeedRun run, List<ContentItem> items, FetchStatus status, CancellationToken cancel)
    {
        var failures = new ConcurrentQueue<CollectorsException>();
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = BlobsAtOnce, CancellationToken = cancel }, async (item, token) =>
        {
            try
            {
                if (failures.Count < MostFailures) await FetchOrLeaveOpenAsync(run, item, status, token);
            }
            catch (CollectorsException exception)
            {
                failures.Enqueue(exception);
            }
        });
        if (failures.TryDequeue(out var first)) throw failures.FirstOrDefault(failure => failure.Code == CollectorsErrorCode.Displaced) ?? first;
    }

    /// <summary>Asks again for some of what is open.</summary>
    public async Task RetryAsync(FeedRun run, FetchStatus status, CancellationToken cancel)
    {
        foreach (var gone in _tried.Keys.Where(id => run.Cursor.Open.All(content => content.Id != id)).ToList()) _tried.Remove(gone);
        var now = run.Now;
        foreach (var content in run.Cursor.Open.Where(content => IsDue(content, now)).OrderBy(content => _tried.GetValueOrDefault(content.Id)).Take(MostRetried).ToList())
        {
            _tried[content.Id] = now;
            await RetryAsync(run, content, status, cancel);
        }
    }

    private bool IsDue(OpenContent content, DateTimeOffset now)
    {
        if (!_tried.TryGetValue(content.Id, out var tried)) return true;
        var pause = (now - content.Since) / 4;
        return now - tried >= (pause < LongestPause ? pause : LongestPause);
    }

    private async Task RetryAsync(FeedRun run, OpenContent content, FetchStatus status, CancellationToken cancel)
    {
        var item = new ContentItem(content.Id, content.Uri, content.Created, null);
        try
        {
            await FetchAsync(run, item, takesBroken: false, status, cancel);
            return;
        }
        catch (CollectorsException exception) when (IsOwnFault(exception.Code) && run.Now - content.Since < (IsLasting(exception.Code) ? Patience : LongPatience))
        {
            return;
        }
        catch (CollectorsException exception) when (IsOwnFault(exception.Code) && exception.Code != CollectorsErrorCode.AnswerUnreadable)
        {
            await GiveUpAsync(run, item, $"was listed and could not be fetched ({exception.ServiceCode ?? exception.Code.ToString()})");
            return;
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.AnswerUnreadable)
        {
            // What can be read of it is kept.
        }

        await TakeBrokenAsync(run, item, status, cancel);
        await GiveUpAsync(run, item, "stays unreadable, as a whole or in part");
    }

    private async Task TakeBrokenAsync(FeedRun run, ContentItem item, FetchStatus status, CancellationToken cancel)
    {
        try
        {
            await FetchAsync(run, item, takesBroken: true, status, cancel);
        }
        catch (CollectorsException exception) when (IsOwnFault(exception.Code))
        {
            // Too large to be held, or gone by now: nothing of it can be kept.
        }
    }

    private async Task FetchOrLeaveOpenAsync(FeedRun run, ContentItem item, FetchStatus status, CancellationToken cancel)
    {
        try
        {
            await FetchAsync(run, item, takesBroken: false, status, cancel);
            return;
        }
        catch (CollectorsException exception) when (IsLasting(exception.Code) && run.Cursor.LastGaps.Any(gap => gap.Content == item.Id))
        {
            // A gap already, and still one.
            return;
        }
        catch (CollectorsException exception) when (MayStayOpen(run, item, exception.Code))
        {
            _failing.TryRemove(item.Id, out _);
        }

        await run.MoveAsync(cursor => cursor.WithOpen(new OpenContent(item.Id, item.Uri, item.Created, run.Now)));
    }

    private bool MayStayOpen(FeedRun run, ContentItem item, CollectorsErrorCode code)
    {
        if (!IsOwnFault(code) || run.Cursor.Open.Count >= MostOpen) return false;
        if (IsLasting(code)) return true;
        if (_failing.Count >= MostKnown) _failing.Clear();
        return run.Now - _failing.GetOrAdd(item.Id, run.Now) >= Hold;
    }

    /// <summary>A failure that may be one blob's alone.</summary>
    private static bool IsOwnFault(CollectorsErrorCode code) => IsLasting(code) || code is CollectorsErrorCode.ServiceUnavailable or CollectorsErrorCode.PermissionMissing;

    private static bool IsLasting(CollectorsErrorCode code) =>
        code is CollectorsErrorCode.NotFound or CollectorsErrorCode.RequestRefused or CollectorsErrorCode.AnswerUnreadable or CollectorsErrorCode.ForeignLink;

    private async Task FetchAsync(FeedRun run, ContentItem item, bool takesBroken, FetchStatus status, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await service.SendAsync(HttpMethod.Get, AddressOf(item), status, cancel);
            using var lease = reply.Lease;
            if (reply.ErrorCode == ManagementErrors.Expired)
            {
                Remember(item);
                await GiveUpAsync(run, item, $"had expired before it was fetched ({ManagementErrors.Expired})");
                return;
            }

            if (!reply.IsSuccess) throw ManagementErrors.Of(reply, feed);
            if (Read(run, item, reply.Body, attempt == Attempts, takesBroken) is { } batches)
            {
                foreach (var batch in batches.Where(batch => batch.Count > 0)) await run.SubmitAsync(batch, cursor => cursor);
                if (!takesBroken) await FetchedAsync(run, item);
                return;
            }

            lease?.Dispose();
            await service.PauseAsync(attempt, cancel);
        }
    }

    /// <returns>Null: it is worth asking again.</returns>
    private IReadOnlyList<FeedBatch>? Read(FeedRun run, ContentItem item, byte[] body, bool isLastAttempt, bool takesBroken)
    {
        var origin = $"{feed.Name}/{item.Id}";
        if (JsonAnswer.TryCut(body, out var parts) && !parts.IsPage) return [.. run.Intake.Cut(body, parts, origin, item.Created, DateTimeOffset.MinValue)];
        if (!isLastAttempt) return null;
        var (batches, isWhole, _) = run.Intake.Salvage(body, isPage: false, origin, item.Created, DateTimeOffset.MinValue);
        return isWhole || takesBroken ? batches : throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, "the Management Activity API gives content that is cut off, or no content at all.");
    }

    private async Task FetchedAsync(FeedRun run, ContentItem item)
    {
        Remember(item);
        _failing.TryRemove(item.Id, out _);
        if (!ReferenceEquals(run.Cursor.WithFetched(item.Id), run.Cursor)) await run.MoveAsync(cursor => cursor.WithFetched(item.Id));
    }

    private static Task GiveUpAsync(FeedRun run, ContentItem item, string what) =>
        run.MoveAsync(cursor => cursor.WithFetched(item.Id).With(new FeedGap(item.Created, item.Created, $"content {Short(item.Id)} {what}", run.Now, item.Id)));

    private static string Short(string id) => id.Length <= 200 ? id : id[..200];

    /// <summary>Without the publisher all applications that read the tenant share one quota; the listed address does not name it.</summary>
    private string AddressOf(ContentItem item) =>
        item.Uri.Contains("PublisherIdentifier=", StringComparison.OrdinalIgnoreCase) ? item.Uri : $"{item.Uri}{(item.Uri.Contains('?') ? '&' : '?')}PublisherIdentifier={publisher}";

    private void Remember(ContentItem item)
    {
        lock (_known)
        {
            _known[item.Id] = item.Created;
            if (_known.Count <= MostKnown) return;
            foreach (var old in _known.OrderBy(pair => pair.Value).Take(MostKnown / 2).Select(pair => pair.Key).ToList()) _known.Remove(old);
        }
    }
}
