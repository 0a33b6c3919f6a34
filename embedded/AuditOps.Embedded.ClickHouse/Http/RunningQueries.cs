using System.Collections.Concurrent;
using AuditOps.Embedded.ClickHouse.Engine;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>The ids of queries under way: an id names one query at a time.</summary>
internal sealed class RunningQueries
{
    private readonly ConcurrentDictionary<string, bool> ids = new(StringComparer.Ordinal);

    public IDisposable Register(string id)
    {
        if (!ids.TryAdd(id, true)) throw new QueryException(ErrorCodes.QueryWithSameIdIsAlreadyRunning, $"Query with id = {id} is already running", "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING");
        return new Registration(this, id);
    }

    private sealed class Registration(RunningQueries owner, string id) : IDisposable
    {
        public void Dispose() => owner.ids.TryRemove(id, out _);
    }
}
