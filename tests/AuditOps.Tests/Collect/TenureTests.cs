using AuditOps.Collectors;
using AuditOps.Collectors.Scheduling;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class TenureTests
{
    [Fact]
    public async Task A_transaction_takes_no_more_than_it_may_hold_and_what_waits_is_told_when_the_tenure_ends()
    {
        using var tenure = new Tenure([0], CancellationToken.None);
        int[] sizes = [3_000, 2_000, 1, 4_999, 6_000, 10];
        var waiting = sizes.Select(size => tenure.SubmitAsync(Of(size))).ToList();
        Assert.Equal([3_000, 2_000], Next());
        Assert.Equal([1, 4_999], Next());
        // One alone is taken whatever its size.
        Assert.Equal([6_000], Next());
        tenure.End();
        Assert.Empty(Next());
        Assert.Equal(CollectorsErrorCode.Displaced, (await Assert.ThrowsAsync<CollectorsException>(() => waiting[^1])).Code);

        List<int> Next() => [.. tenure.Take(TimeSpan.Zero).Select(submission => submission.Batch.Count)];

        static Submission Of(int size)
        {
            var batch = new FeedBatch();
            for (var index = 0; index < size; index++) batch.Others.Add(("t", [], null));
            var now = DateTimeOffset.UnixEpoch;
            return new Submission(new FeedKey("t", "f"), batch, new FeedCursor { Tenant = "t", Feed = "f", Start = now, CoveredTo = now }, null, "lane", "run");
        }
    }
}
