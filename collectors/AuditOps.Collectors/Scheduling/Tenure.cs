using System.Collections.Concurrent;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The time in which a shard holds a set of partitions. What was fetched in one tenure is never published in another: its cursors may have moved on elsewhere.</summary>
internal sealed class Tenure(IReadOnlyList<int> partitions, CancellationToken cancel) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    private readonly BlockingCollection<Submission> _submissions = new(new ConcurrentQueue<Submission>());

    public IReadOnlyList<int> Partitions { get; } = partitions;

    public CancellationToken Ended => _end.Token;

    /// <summary>The feeds at work.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Hands a batch to the publishing thread.</summary>
    /// <returns>Ends when it is committed; fails when the tenure ends before.</returns>
    public async Task SubmitAsync(Submission submission)
    {
        try
        {
            _submissions.Add(submission, Ended);
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
        {
            throw Over();
        }

        await submission.Done.Task;
    }

    /// <summary>The next submissions for one transaction; an empty list when none came in time.</summary>
    public List<Submission> Take(TimeSpan wait)
    {
        var taken = new List<Submission>();
        long records = 0, bytes = 0;
        while (_submissions.TryTake(out var submission, taken.Count == 0 ? wait : TimeSpan.Zero))
        {
            taken.Add(submission);
            records += submission.Batch.Count;
            bytes += submission.Batch.Bytes;
            // One more may be as large as a batch can be.
            if (records > Publishing.RecordPublisher.MaxChunkRecords - FeedBatch.MostRecords / 2 || bytes > Publishing.RecordPublisher.MaxChunkBytes - FeedBatch.MostBytes || taken.Count >= 1_000) break;
        }

        return taken;
    }

    /// <summary>Nothing more is taken, and nothing that waits will be published.</summary>
    public void End()
    {
        _end.Cancel();
        _submissions.CompleteAdding();
        while (_submissions.TryTake(out var submission)) submission.Done.TrySetException(Over());
    }

    public void Dispose()
    {
        _end.Dispose();
        _submissions.Dispose();
    }

    private static CollectorsException Over() => new(CollectorsErrorCode.Displaced, "the work has moved on, or is begun again from its cursor.");
}
