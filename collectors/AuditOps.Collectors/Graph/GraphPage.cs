using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Graph;

/// <summary>One page, cut into batches. Whoever has it gives its place in memory back.</summary>
/// <param name="Next">Null on the last page.</param>
/// <param name="Newest">Newest time of its records.</param>
/// <param name="IsCut">Something of it could not be read.</param>
internal sealed record GraphPage(IReadOnlyList<FeedBatch> Batches, string? Next, DateTimeOffset? Newest, bool IsCut) : IDisposable
{
    public Lease? Lease { get; init; }

    public void Dispose() => Lease?.Dispose();
}
