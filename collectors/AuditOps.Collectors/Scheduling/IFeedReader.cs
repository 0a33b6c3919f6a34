namespace AuditOps.Collectors.Scheduling;

/// <summary>Reads one kind of service.</summary>
internal interface IFeedReader
{
    /// <summary>Reads the present, page by page, and hands each page to the run with the cursor behind it.</summary>
    /// <exception cref="CollectorsException">The service does not answer, refuses, or the shard has lost its place.</exception>
    Task PollAsync(FeedRun run, CancellationToken cancel);

    /// <summary>Reads one piece of what lies behind the present; runs beside the polls.</summary>
    /// <returns>False: there is none now.</returns>
    /// <exception cref="CollectorsException">As for a poll.</exception>
    Task<bool> ReadBehindAsync(FeedRun run, CancellationToken cancel);
}
