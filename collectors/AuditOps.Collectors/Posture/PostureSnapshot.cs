using System.Globalization;
using System.Text;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Posture;

/// <summary>One snapshot in the making: what has changed goes to <c>posture.v1</c> batch by batch, the manifest and the delta links last.</summary>
/// <param name="known">What the log holds: key without the tenant → hash. Kept true as the snapshot goes on.</param>
internal sealed class PostureSnapshot(FeedRun run, Dictionary<string, Int128> known, DateTimeOffset began)
{
    private const int BatchRecords = 500;

    /// <summary>Largest object: what the topic takes (1 MiB) without the fields around it. A refused record would hold up every feed of the shard.</summary>
    private const int LargestObject = 1_000_000;

    private readonly string _id = began.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
    private readonly Dictionary<string, string> _links = new(run.Cursor.Links, StringComparer.Ordinal);
    private readonly List<(string Name, Int128? Hash)> _pending = [];
    private FeedBatch _batch = new();

    public IReadOnlyList<string> Ids(string kind) => [.. known.Keys.Where(name => name.StartsWith(kind + "/", StringComparison.Ordinal)).Select(name => name[(kind.Length + 1)..])];

    /// <param name="link">Null: there is none, and the kind is read whole the next time.</param>
    public void Link(string kind, string? link)
    {
        if (link is null) _links.Remove(kind);
        else _links[kind] = link;
    }

    /// <summary>Publishes what has changed so far; <see cref="Ids"/> tells it then.</summary>
    public Task FlushAsync() => FlushAsync(null);

    public async Task PutAsync(string kind, string id, byte[] content)
    {
        var name = PostureTable.NameOf(kind, id);
        var hash = PostureTable.HashOf(content);
        if (known.TryGetValue(name, out var held) && held == hash) return;
        if (content.Length > LargestObject)
        {
            run.Intake.RejectLarge(_batch, content, $"posture/{kind}/{id}");
            known[name] = hash;
            return;
        }

        Add(name, PostureValue.Of(run.Key.Tenant, kind, id, _id, began, content), hash);
        if (_batch.Others.Count >= BatchRecords || _batch.Bytes >= FeedBatch.MostBytes) await FlushAsync();
    }

    public async Task RemoveAsync(string kind, string id)
    {
        var name = PostureTable.NameOf(kind, id);
        if (!known.ContainsKey(name)) return;
        Add(name, null, null);
        if (_batch.Others.Count >= BatchRecords) await FlushAsync();
    }

    /// <summary>What the log holds of a kind, and the tenant no longer has.</summary>
    public async Task RemoveOthersAsync(string kind, HashSet<string> seen)
    {
        await FlushAsync();
        foreach (var id in Ids(kind).Where(id => !seen.Contains(id)).ToList()) await RemoveAsync(kind, id);
        await FlushAsync();
    }

    /// <param name="incomplete">Kinds that could not be read to their end.</param>
    public async Task CloseAsync(IReadOnlyList<string> incomplete)
    {
        var counts = known.Keys.Where(name => !name.StartsWith(PostureValue.ManifestKind + "/", StringComparison.Ordinal)).GroupBy(name => name[..name.IndexOf('/', StringComparison.Ordinal)], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        _batch.Others.Add((TopicNames.Posture, Keys.Join(run.Key.Tenant, PostureValue.ManifestKind, PostureValue.ManifestId), PostureValue.Manifest(run.Key.Tenant, _id, began, run.Now, counts, incomplete)));
        await FlushAsync(cursor => cursor with { CoveredTo = began, Newest = began, Links = _links });
    }

    private void Add(string name, byte[]? value, Int128? hash)
    {
        _batch.Others.Add((TopicNames.Posture, Encoding.UTF8.GetBytes($"{run.Key.Tenant}/{name}"), value));
        _batch.Bytes += value?.Length ?? 0;
        _pending.Add((name, hash));
    }

    private async Task FlushAsync(Func<FeedCursor, FeedCursor>? change)
    {
        if (_batch.Count == 0 && change is null) return;
        var batch = _batch;
        _batch = new FeedBatch();
        await run.SubmitAsync(batch, change ?? (cursor => cursor));
        foreach (var (name, hash) in _pending)
        {
            if (hash is { } held) known[name] = held;
            else known.Remove(name);
        }

        _pending.Clear();
    }
}
