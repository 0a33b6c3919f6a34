using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Graph;

/// <summary>One page, cut into batches.</summary>
/// <param name="Next">Null on the last page.</param>
/// <param name="Newest">Newest time of its records.</param>
internal sealed record GraphPage(IReadOnlyList<FeedBatch> Batches, string? Next, DateTimeOffset? Newest, Lease? Lease);
