using System.Collections.Concurrent;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Notifications;

/// <summary>What a tenant's webhooks were told.</summary>
internal sealed class SentNotices
{
    private const int MostKept = 2_000;

    private readonly ConcurrentDictionary<Feed, DateTime> _until = new();
    private readonly ConcurrentDictionary<Feed, ConcurrentQueue<SentNotice>> _sent = new();

    public DateTime From(Feed feed, DateTime beginning) => _until.GetOrAdd(feed, beginning);

    public void Set(Feed feed, DateTime until) => _until[feed] = until;

    public void Add(Feed feed, SentNotice notice)
    {
        var sent = _sent.GetOrAdd(feed, _ => new());
        sent.Enqueue(notice);
        while (sent.Count > MostKept) sent.TryDequeue(out _);
    }

    public IReadOnlyList<SentNotice> Of(Feed feed) => _sent.TryGetValue(feed, out var sent) ? [.. sent] : [];
}
