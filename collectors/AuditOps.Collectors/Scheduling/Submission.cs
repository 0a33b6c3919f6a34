using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Scheduling;

/// <summary>A batch of a feed and the cursor behind it, on the way to the one thread that publishes.</summary>
internal sealed class Submission(FeedKey feed, FeedBatch batch, FeedCursor cursor, SourceHealth? health, string lane, string run)
{
    public FeedKey Feed { get; } = feed;

    public FeedBatch Batch { get; } = batch;

    public FeedCursor Cursor { get; } = cursor;

    public SourceHealth? Health { get; } = health;

    /// <summary>Topic of the records.</summary>
    public string Lane { get; } = lane;

    public string Run { get; } = run;

    /// <summary>Done when it is committed; failed when it never will be.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
