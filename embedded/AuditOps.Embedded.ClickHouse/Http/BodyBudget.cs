namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>How many bytes of bodies all requests may hold together.</summary>
internal sealed class BodyBudget(long limit)
{
    private long used;

    /// <summary>Takes bytes, also where the answer is no: the caller gives back all it took.</summary>
    public bool Take(long bytes) => Interlocked.Add(ref used, bytes) <= limit;

    public void Give(long bytes) => Interlocked.Add(ref used, -bytes);
}
