using System.Text.Json;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Graph;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Posture;

/// <summary>
/// Snapshots of a tenant's configuration: every object whose bytes have changed, a tombstone for every one that is gone, and a manifest when all kinds were read to their end.
/// Users and groups are read whole once and by Graph's delta links afterwards: the link says which ones have changed, and those are read whole, because a delta holds changed properties only.
/// </summary>
internal sealed class PostureReader(ServiceClient graph, FeedSpec feed, PostureTable table) : IFeedReader
{
    /// <summary>A configuration is not kept by the service; there is nothing that could be missed.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(3650);

    private const string MembersKind = "members";
    private const int PageSize = 999;
    private const int MembersOfPart = 20_000;

    /// <summary>Pages of one walk, at most: half a million objects at the service's own page size, ten million at the largest.</summary>
    private const int MostPages = 10_000;

    private Dictionary<string, Int128>? _known;

    public async Task PollAsync(FeedRun run, CancellationToken cancel)
    {
        _known ??= await table.OfAsync(run.Key.Tenant, cancel);
        var began = run.Now;
        var snapshot = new PostureSnapshot(run, _known, began);
        var failures = new Dictionary<string, CollectorsException>(StringComparer.Ordinal);
        foreach (var kind in PostureKinds.All)
        {
            try
            {
                await ReadKindAsync(run, snapshot, kind, cancel);
            }
            catch (CollectorsException exception) when (IsOfOneKind(exception.Code))
            {
                // A tenant without a licence, or an application without one of its permissions, still has the other kinds.
                failures[kind.Name] = exception;
            }
        }

        await snapshot.CloseAsync([.. failures.Keys]);
        if (failures.Count > 0) throw Incomplete(failures, run.Tenant.Windows.PostureInterval);
    }

    public Task<bool> ReadBehindAsync(FeedRun run, CancellationToken cancel) => Task.FromResult(false);

    private static bool IsOfOneKind(CollectorsErrorCode code) =>
        code is CollectorsErrorCode.PermissionMissing or CollectorsErrorCode.NotFound or CollectorsErrorCode.RequestRefused or CollectorsErrorCode.AnswerUnreadable or CollectorsErrorCode.ForeignLink;

    /// <summary>What was read is published; what was not waits for the next snapshot, because none of these reasons passes by asking sooner.</summary>
    private static CollectorsException Incomplete(Dictionary<string, CollectorsException> failures, TimeSpan interval)
    {
        var first = failures.Values.FirstOrDefault(failure => failure.Code == CollectorsErrorCode.PermissionMissing) ?? failures.Values.First();
        var message = failures.Count == 1 ? first.Message : $"{first.Message} The snapshot lacks {string.Join(", ", failures.Keys)}.";
        return new CollectorsException(first.Code, message, first) { ServiceCode = first.ServiceCode, Permission = first.Permission, RetryAfter = interval };
    }

    private async Task ReadKindAsync(FeedRun run, PostureSnapshot snapshot, PostureKind kind, CancellationToken cancel)
    {
        if (kind.Delta && run.Cursor.Links.TryGetValue(kind.Name, out var link) && ServiceLink.IsOwn(link, graph.Root) && await TryReadChangesAsync(run, snapshot, kind, link, cancel))
        {
            // Members are read of the groups that are known, the new ones among them.
            await snapshot.FlushAsync();
            if (kind.Members) await ReadMembersAsync(run, snapshot, kind, cancel);
            return;
        }

        // The link is asked for before the objects are read: what changes meanwhile is in both.
        var delta = kind.Delta ? await LatestLinkAsync(run, kind, cancel) : null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (id, content) in ObjectsAsync(run, kind, $"{graph.Root}v1.0/{kind.Path}", mayBeGone: false, cancel))
        {
            seen.Add(id);
            await snapshot.PutAsync(kind.Name, id, content);
        }

        await snapshot.RemoveOthersAsync(kind.Name, seen);
        if (kind.Delta) snapshot.Link(kind.Name, delta);
        if (kind.Members) await ReadMembersAsync(run, snapshot, kind, cancel);
    }

    /// <returns>False when the service does not take the link any more, for whatever reason: the kind is read whole, which also asks for a new link.</returns>
    private async Task<bool> TryReadChangesAsync(FeedRun run, PostureSnapshot snapshot, PostureKind kind, string link, CancellationToken cancel)
    {
        try
        {
            return await ReadChangesAsync(run, snapshot, kind, link, cancel);
        }
        catch (CollectorsException exception) when (exception.Code != CollectorsErrorCode.PermissionMissing && IsOfOneKind(exception.Code))
        {
            return false;
        }
    }

    /// <returns>False when the link has expired, or the service has no such thing: the kind is read whole.</returns>
    private async Task<bool> ReadChangesAsync(FeedRun run, PostureSnapshot snapshot, PostureKind kind, string link, CancellationToken cancel)
    {
        var trail = new LinkTrail(MostPages);
        for (var next = link; next is not null;)
        {
            trail.Follow(next);
            if (await PageAsync(run, kind, next, cancel) is not var (body, parts)) return false;
            foreach (var element in parts.Elements.Where(element => element.IsObject))
            {
                if (PostureObject.IdOf(body.AsSpan(element.Offset, element.Length)) is not { } id) continue;
                if (await PageBodyAsync(run, kind, $"{graph.Root}v1.0/{kind.Path}/{Uri.EscapeDataString(id)}", cancel) is not { } whole) await snapshot.RemoveAsync(kind.Name, id);
                else if (PostureObject.IdOf(whole) == id) await snapshot.PutAsync(kind.Name, id, whole);
                else throw Unreadable();
            }

            if (parts.DeltaLink is not null) snapshot.Link(kind.Name, parts.DeltaLink);
            next = parts.NextLink;
        }

        return true;
    }

    private async Task<string?> LatestLinkAsync(FeedRun run, PostureKind kind, CancellationToken cancel)
    {
        try
        {
            return await PageAsync(run, kind, $"{graph.Root}v1.0/{kind.Path}/delta?$deltatoken=latest", cancel) is var (_, parts) && parts.Elements.Count == 0 ? parts.DeltaLink : null;
        }
        catch (CollectorsException exception) when (exception.Code is CollectorsErrorCode.AnswerUnreadable or CollectorsErrorCode.RequestRefused)
        {
            // No such thing here: the kind is read whole every time.
            return null;
        }
    }

    private async Task ReadMembersAsync(FeedRun run, PostureSnapshot snapshot, PostureKind kind, CancellationToken cancel)
    {
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in snapshot.Ids(kind.Name))
        {
            var members = new List<string>();
            await foreach (var (member, _) in ObjectsAsync(run, kind, $"{graph.Root}v1.0/{kind.Path}/{Uri.EscapeDataString(id)}/transitiveMembers?$select=id&$top={PageSize}", mayBeGone: true, cancel)) members.Add(member);
            members.Sort(StringComparer.Ordinal);
            var part = 0;
            foreach (var chunk in members.Chunk(MembersOfPart).DefaultIfEmpty([]))
            {
                var name = part++ == 0 ? id : $"{id}/{part - 1}";
                groups.Add(name);
                await snapshot.PutAsync(MembersKind, name, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["group"] = id, ["members"] = chunk }));
            }
        }

        await snapshot.RemoveOthersAsync(MembersKind, groups);
    }

    /// <param name="mayBeGone">Not there means empty; for a collection of the tenant it would take every object for deleted.</param>
    private async IAsyncEnumerable<(string Id, byte[] Content)> ObjectsAsync(FeedRun run, PostureKind kind, string link, bool mayBeGone, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var trail = new LinkTrail(MostPages);
        for (var next = link; next is not null;)
        {
            trail.Follow(next);
            if (await PageAsync(run, kind, next, cancel) is not var (body, parts))
            {
                if (mayBeGone) yield break;
                throw new CollectorsException(CollectorsErrorCode.NotFound, $"{graph.Name} does not know {link[graph.Root.ToString().Length..]}.");
            }

            foreach (var element in parts.Elements.Where(element => element.IsObject))
            {
                var content = body.AsSpan(element.Offset, element.Length).ToArray();
                if (PostureObject.IdOf(content) is { } id) yield return (id, content);
            }

            next = parts.NextLink;
        }
    }

    /// <returns>Null when there is no such thing any more (404, 410).</returns>
    private async Task<(byte[] Body, AnswerParts Parts)?> PageAsync(FeedRun run, PostureKind kind, string link, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await PageBodyAsync(run, kind, link, cancel) is not { } body) return null;
            if (JsonAnswer.TryCut(body, out var parts) && parts.IsPage)
            {
                if (parts.NextLink is not null) ServiceLink.Check(parts.NextLink, graph.Root, graph.Name);
                return (body, parts);
            }

            if (attempt == 3) throw Unreadable();
            await graph.PauseAsync(attempt, cancel);
        }
    }

    private async Task<byte[]?> PageBodyAsync(FeedRun run, PostureKind kind, string link, CancellationToken cancel)
    {
        var reply = await graph.SendAsync(HttpMethod.Get, link, run.Health.Fetching, cancel);
        reply.Lease?.Dispose();
        if (reply.Status is 404 or 410) return null;
        return reply.IsSuccess ? reply.Body : throw GraphErrors.Of(reply, feed with { Name = $"{feed.Name} ({kind.Name})", Path = kind.Path, Permission = "Microsoft Graph: " + kind.Permission }, graph.Name);
    }

    private CollectorsException Unreadable() => new(CollectorsErrorCode.AnswerUnreadable, $"{graph.Name} gives an answer that cannot be read.");
}
