using System.Collections.Concurrent;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The time in which a shard holds a set of partitions. What was fetched in one tenure is never published in another: its cursors may have moved on elsewhere.</summary>
internal sealed class Tenure(IReadOnlyList<int> partitions, CancellationToken cancel) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    private readonly BlockingCollection<Submission> _submissions = new(new ConcurrentQueue<Submission>());

    private Submission? _kept;

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
        while (taken.Count < 1_000)
        {
            var submission = Interlocked.Exchange(ref _kept, null);
            if (submission is null && !_submissions.TryTake(out submission, taken.Count == 0 ? wait : TimeSpan.Zero)) break;
            records += submission.Batch.Count;
            bytes += submission.Batch.Bytes;
            if (taken.Count > 0 && (records > Publishing.RecordPublisher.MaxChunkRecords || bytes > Publishing.RecordPublisher.MaxChunkBytes))
            {
                // One too many: the next transaction begins with it.
                Volatile.Write(ref _kept, submission);
                break;
            }

            taken.Add(submission);
        }

        return taken;
    }

    /// <summary>Nothing more is taken, and nothing that waits will be published.</summary>
    public void End()
    {
        _end.Cancel();
        _submissions.CompleteAdding();
        Interlocked.Exchange(ref _kept, null)?.Done.TrySetException(Over());
        while (_submissions.TryTake(out var submission)) submission.Done.TrySetException(Over());
    }

    public void Dispose()
    {
        _end.Dispose();
        _submissions.Dispose();
    }

    private static CollectorsException Over() => new(CollectorsErrorCode.Displaced, "the work has moved on, or is begun again from its cursor.");
}
