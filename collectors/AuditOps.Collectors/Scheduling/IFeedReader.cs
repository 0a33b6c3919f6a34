namespace AuditOps.Collectors.Scheduling;

/// <summary>Reads one kind of service.</summary>
internal interface IFeedReader
{
    /// <summary>Reads what is due, page by page, and hands each page to the run with the cursor behind it.</summary>
    /// <exception cref="CollectorsException">The service does not answer, refuses, or the shard has lost its place.</exception>
    Task PollAsync(FeedRun run, CancellationToken cancel);
}
